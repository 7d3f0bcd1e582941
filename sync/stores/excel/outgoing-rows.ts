/** Turns new lines and published values into the rows Graph takes, and checks what it says it wrote. Pure. */
import { createHash } from 'node:crypto';
import { columnOf, columns, pairedFields, personFields, type ColumnKey } from '../../../register/columns';
import { type EventRow, type NewRow } from '../../../register/store';
import { cleanText } from '../../../register/cell-text';
import { encodeDay, encodeText, encodeTyped } from './encode';
import { eventColumns, type EventColumn, type TableLayout } from './sheet';

/** A value to be written; null leaves the cell to its formula. */
export type OutgoingCell = string | number | null;

/** Cells of a new line that say something. */
function ownCells(row: NewRow): [ColumnKey, string][] {
  const change = pairedFields.map((field): [ColumnKey, string] => [
    `type:${field}`,
    row.change?.[field] ?? '',
  ]);
  const own = personFields.map((key): [ColumnKey, string] => [key, row[key]]);
  return [...own, ...change];
}

const outgoing = (key: ColumnKey, text: string) => (columnOf(key).kind === 'date' ? encodeDay(text) : encodeText(text)); // prettier-ignore

/** One row in the order the table has now; columns that are not ours, and the service's formulas, stay untouched. */
export function newRowCells(row: NewRow, layout: TableLayout, width: number): OutgoingCell[] {
  const cells: OutgoingCell[] = Array.from({ length: width }, () => null);
  for (const [key, text] of ownCells(row)) {
    const place = layout.place.get(key);
    // An empty text would clear what a default of the table put there; nothing is to be written.
    if (place !== undefined && text !== '') cells[place] = outgoing(key, text);
  }
  return cells;
}

/** Columns a new line cannot do without. */
export function missingForAppend(layout: TableLayout): ColumnKey[] {
  return columns.map((column) => column.key).filter((key) => !layout.place.has(key));
}

/**
 * What the answer shows of the lines. same: each text as the same text. differs: a number, a day, a truth value, an error or another text
 * stands where a text was sent, as after an injection. none: it does not show the lines at all.
 */
export function echoOf(
  rows: readonly NewRow[],
  layout: TableLayout,
  answer: unknown,
): 'same' | 'differs' | 'none' {
  const values = (answer as { values?: unknown } | null)?.values;
  if (!isLines(values) || values.length !== rows.length) return 'none';
  const isSame = rows.every((row, index) =>
    ownCells(row).every(([key, text]) => values[index]?.[layout.place.get(key) ?? -1] === echoed(key, text)),
  );
  return isSame ? 'same' : 'differs';
}

/** What Graph answers for a cell: a day as its number, a text without the apostrophe that made it one. */
function echoed(key: ColumnKey, text: string): OutgoingCell {
  const sent = outgoing(key, text);
  return typeof sent === 'number' ? sent : cleanText(text);
}

const isLines = (values: unknown): values is unknown[][] =>
  Array.isArray(values) && values.every((line) => Array.isArray(line));

/** One row of the service's table. */
export function eventCells(event: EventRow): OutgoingCell[] {
  const op = createHash('sha256').update(JSON.stringify(event)).digest('hex').slice(0, 12);
  return eventColumns.map((column) => eventCell(event, column, op));
}

function eventCell(event: EventRow, column: EventColumn, op: string): OutgoingCell {
  switch (column.part) {
    case 'seq':
      return event.seq;
    case 'key':
      return encodeTyped(event.key);
    case 'op':
      return encodeText(op);
    case 'value':
    case 'observed': {
      const values: Partial<Record<string, string>> = column.part === 'value' ? event.values : event.observed;
      const value = values[column.field ?? ''] ?? '';
      if (column.isDay) return encodeDay(value);
      return column.part === 'observed' ? encodeTyped(value) : encodeText(value);
    }
  }
}
