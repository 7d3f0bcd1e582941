/** The one choke point for text that goes into cells: it arrives as the same text and never as a formula, number or date. */
import { cellLimit, cleanText, cutText, storable } from '../../../register/cell-text';
import { localDateSchema, toSerial } from '../../../register/local-date';

const monthName = /jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec/i;
const booleans = /^(true|false)$/i;

/** Words that cannot be taken for anything else. Everything not plainly words gets the prefix: a list of dangerous
 *  beginnings (= + - @ and their full-width forms, blanks, figures, #N/A) would have to be complete, this need not be. */
function isPlainWords(text: string): boolean {
  if (!/^\p{L}/u.test(text) || booleans.test(text.trim())) return false;
  return !(/\p{N}/u.test(text) && monthName.test(text));
}

/** The value to send for a text cell: Graph takes a leading apostrophe as "this is text" and does not keep it. */
export function encodeText(text: string): string {
  return asText(cleanText(text));
}

/** As encodeText for what a person typed, to be compared with their cell by a formula: invisible characters stay. */
export function encodeTyped(text: string): string {
  return asText(cutText(storable(text), cellLimit));
}

const asText = (clean: string) => (clean === '' || isPlainWords(clean) ? clean : `'${clean}`);

/** The value to send for a day: its serial number; text that is no day goes as text. */
export function encodeDay(text: string): string | number {
  const day = localDateSchema.safeParse(text);
  return day.success ? toSerial(day.data) : encodeTyped(text);
}
