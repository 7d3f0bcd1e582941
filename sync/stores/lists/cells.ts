/** Between a list's cells and the plain text the rules work with. Pure. */
import { cellText } from '../../../register/cell-text';
import { localDateSchema } from '../../../register/local-date';
import { listSeparator } from '../../../register/sheet-values';
import { lineLimit } from './column-shape';
import { listColumns, type ListColumn, type ListField } from './list-columns';

/** The cells of an item as Graph tells them, by column name; empty cells are left out. */
export type Fields = Readonly<Record<string, unknown>>;

/** The cells of an item as rules read them; '' is an empty cell. */
export type Cells = Record<Exclude<ListField, 'state'>, string>;

const halfDayMs = 43_200_000;

/** Normalised: trimmed text, days as YYYY-MM-DD, plain numbers, TRUE or FALSE; '' for an empty cell. */
export function textOf(value: unknown, column: Pick<ListColumn, 'kind'>): string {
  if (typeof value === 'string') return column.kind === 'day' ? dayOf(value) : cellText(value);
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (Array.isArray(value)) return value.map((one) => cellText(String(one))).join(listSeparator);
  return '';
}

/** SharePoint tells a day as the instant of its midnight in the site's time zone, which nobody tells us: the nearest midnight is it. */
function dayOf(text: string): string {
  const at = Date.parse(text);
  return Number.isNaN(at) ? cellText(text) : new Date(at + halfDayMs).toISOString().slice(0, 10);
}

/** The text as this column can hold it: what is written, remembered and compared is the same. */
export function fitting(text: string, { kind }: Pick<ListColumn, 'kind'>): string {
  if (kind === 'day') return localDateSchema.safeParse(text).success ? text : '';
  const clean = cellText(text);
  return kind === 'lines' ? clean : cellText(clean.slice(0, lineLimit));
}

/** What Graph is sent for a cell; null empties it. */
export function cellOf(text: string, column: Pick<ListColumn, 'kind'>): string | null {
  const fit = fitting(text, column);
  if (fit === '') return null;
  // Late in the morning: the same day in the site's time zone, wherever between Samoa and New Zealand it is.
  return column.kind === 'day' ? `${fit}T11:00:00Z` : fit;
}

/** Every cell of an item. */
export function cellsOf(fields: Fields): Cells {
  const entries = listColumns
    .filter((column) => column.field !== 'state')
    .map((column) => [column.field, textOf(fields[column.name], column)]);
  return Object.fromEntries(entries) as Cells;
}
