/** The one choke point for text that goes into cells: it arrives as the same text and never as a formula, number or date. */
import { localDateSchema, toSerial } from '../../../register/local-date';

/** Longest text a cell holds. */
export const cellLimit = 32_767;

const controls = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g;
const bidi = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
const loneSurrogates = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
const notInXml = /[\uFFFE\uFFFF]/g;

/** Text as a cell may hold it: no control characters, no reversed reading order, LF line ends, at most 32,767 characters. */
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

const monthName = /jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec/i;
const booleans = /^(true|false)$/i;

/** Words that cannot be taken for anything else. Everything not plainly words gets the prefix: a list of dangerous
 *  beginnings (= + - @ and their full-width forms, blanks, figures, #N/A) would have to be complete, this need not be. */
function isPlainWords(text: string): boolean {
  if (!/^\p{L}/u.test(text) || booleans.test(text)) return false;
  return !(/\p{N}/u.test(text) && monthName.test(text));
}

/** The value to send for a text cell: Graph takes a leading apostrophe as "this is text" and does not keep it. */
export function encodeText(text: string): string {
  const clean = cleanText(text);
  return clean === '' || isPlainWords(clean) ? clean : `'${clean}`;
}

/** The value to send for a day: its serial number; text that is no day goes as text. */
export function encodeDay(text: string): string | number {
  const day = localDateSchema.safeParse(text);
  return day.success ? toSerial(day.data) : encodeText(text);
}
