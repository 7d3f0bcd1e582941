/** Text as a cell can hold it: one spelling for what is written, read back and compared. */

/** Most characters a cell takes. */
export const cellLimit = 32_767;

// Control characters, and marks that reorder or hide text: they could make a cell read as something it is not.
const unwanted =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Line ends become \n, unwanted characters go, outer blanks go, and the length is capped. Twice is the same as once. */
export function cellText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(unwanted, '').trim().slice(0, cellLimit).trim();
}
