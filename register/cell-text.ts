/** Text as a cell can hold it: one spelling for what is written, read back and compared. */

/** Longest text a cell holds. */
export const cellLimit = 32_767;

const controls = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g;
const bidi = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
const loneSurrogates = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
const notInXml = /[\uFFFE\uFFFF]/g;

/** No control characters, no reversed reading order, LF line ends, at most 32,767 characters. */
export function cleanText(text: string): string {
  // Nearly every cell; the rest of the function is for the others.
  if (text.length <= cellLimit && /^[\x20-\x7E]*$/.test(text)) return text;
  const clean = text
    .replace(/\r\n?/g, '\n')
    .replace(controls, '')
    .replace(bidi, '')
    .replace(loneSurrogates, '')
    .replace(notInXml, '');
  return clean.slice(0, cellLimit).replace(loneSurrogates, '');
}

const isBlank = (code: number) => code === 32 || code === 9 || code === 10;

/** As a cell is read: clean, without outer blanks. Twice is the same as once. */
export function cellText(text: string): string {
  const clean = cleanText(text);
  // Not by a regular expression: on a cell full of blanks it would try every place anew.
  let [from, to] = [0, clean.length];
  while (from < to && isBlank(clean.charCodeAt(from))) from += 1;
  while (to > from && isBlank(clean.charCodeAt(to - 1))) to -= 1;
  return clean.slice(from, to);
}
