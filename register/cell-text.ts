/** Text as a cell can hold it: one spelling for what is written, read back and compared. */

/** Longest text a cell holds. */
export const cellLimit = 32_767;

const controls = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g;
/** Those that a spreadsheet's CLEAN takes away. */
const formulaControls = /[\u0000-\u0008\u000B\u000C\u000E-\u001F]/g;
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
  return cutText(clean, cellLimit);
}

/** The first `length` UTF-16 units without half of a character at the end, which no database and no file takes. */
export function cutText(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).replace(loneSurrogates, '');
}

/** No database takes NUL or half of a character. */
export function isStorable(text: string): boolean {
  return !text.includes('\u0000') && text.search(loneSurrogates) < 0;
}

const isBlank = (code: number) => code === 32 || code === 9 || code === 10;

function trimmed(clean: string): string {
  // Not by a regular expression: on a cell full of blanks it would try every place anew.
  let [from, to] = [0, clean.length];
  while (from < to && isBlank(clean.charCodeAt(from))) from += 1;
  while (to > from && isBlank(clean.charCodeAt(to - 1))) to -= 1;
  return clean.slice(from, to);
}

/** As a cell is read for what it says: clean, without outer blanks. Twice is the same as once. */
export function cellText(text: string): string {
  return trimmed(cleanText(text));
}

/** As cellText, but with the invisible characters that a formula of the service sees too and cannot take away: what is remembered of a
 *  workbook's cell has to equal what stands in it. */
export function typedText(text: string): string {
  if (text.length <= cellLimit && /^[\x20-\x7E]*$/.test(text)) return trimmed(text);
  return trimmed(cutText(storable(text), cellLimit));
}

/** As typedText, with the blanks around it: a text on its way into a cell. */
export function storable(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(formulaControls, '')
    .replace(loneSurrogates, '')
    .replace(notInXml, '');
}
