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

/** As a cell is read: clean, without outer blanks. Twice is the same as once. */
export function cellText(text: string): string {
  return cleanText(text).replace(/^[ \t\n]+|[ \t\n]+$/g, '');
}
