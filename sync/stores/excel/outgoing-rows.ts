/** Turns new lines and published values into the rows Graph takes, and checks what it says it wrote. Pure. */
import { createHash } from 'node:crypto';
import { columns, type ColumnKey } from '../../../register/columns';
import { type EventRow, type NewRow } from '../../../register/store';
import { cleanText } from '../../../register/cell-text';
import { encodeDay, encodeText } from './encode';
import { eventColumns, type EventColumn, type TableLayout } from './sheet';

/** A value to be written; null leaves the cell to its formula. */
export type OutgoingCell = string | number | null;

const ownCells = ['riskId', 'caseRef', 'atRisk', 'summary', 'notes'] as const;

/** One row in the order the table has now; columns that are not ours, and the service's formulas, stay untouched. */
export function newRowCells(row: NewRow, layout: TableLayout, width: number): OutgoingCell[] {
  const cells: OutgoingCell[] = Array.from({ length: width }, () => null);
  for (const key of ownCells) {
    const place = layout.place.get(key);
    // An empty text would clear what a default of the table put there; nothing is to be written.
    if (place !== undefined && row[key] !== '') cells[place] = encodeText(row[key]);
  }
  return cells;
}

/** Columns a new line cannot do without. */
export function missingForAppend(layout: TableLayout): ColumnKey[] {
  return columns.map((column) => column.key).filter((key) => !layout.place.has(key));
}

/** Whether the answer shows each text as the same text: a number, a date or a formula's result in its place is an injection. */
export function isEchoed(rows: readonly NewRow[], layout: TableLayout, echo: unknown): boolean {
  const values = (echo as { values?: unknown } | null)?.values;
  if (!Array.isArray(values) || values.length !== rows.length) return false;
  return rows.every((row, index) =>
    ownCells.every((key) => {
      const place = layout.place.get(key);
      const cell: unknown = Array.isArray(values[index])
        ? (values[index] as unknown[])[place ?? -1]
        : undefined;
      return cell === cleanText(row[key]);
    }),
  );
}

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
      return encodeText(event.key);
    case 'op':
      return encodeText(op);
    case 'value':
    case 'observed': {
      const values: Partial<Record<string, string>> = column.part === 'value' ? event.values : event.observed;
      const value = values[column.field ?? ''] ?? '';
      return column.isDay ? encodeDay(value) : encodeText(value);
    }
  }
}
