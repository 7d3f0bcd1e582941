/** Reads the service's own table; null when it is not as the service made it. */
import { type PairedField, type ProjectedField, type SheetValues } from '../../../register/columns';
import { type EventRow } from '../../../register/store';
import { plainValue } from './cell-values';
import { eventColumns, type EventColumn } from './sheet';
import { type SheetCell, type SheetCells } from './sheet-cells';
import { type FoundTable } from './tables';

/** Rows that are not ours in form are left out; of two with one sequence number the upper one counts, as in the formulas. */
export function readEvents(table: FoundTable, cells: SheetCells): EventRow[] | null {
  // Rows are appended by place, so another order would publish values under wrong headings.
  const isOurs =
    table.columns.length >= eventColumns.length &&
    eventColumns.every((column, index) => table.columns[index]?.name === column.heading);
  if (!isOurs) return null;
  const events = new Map<number, EventRow>();
  for (const number of [...cells.rows.keys()].sort((a, b) => a - b)) {
    const line = cells.rows.get(number);
    if (!line || number < table.bodyFrom || number > table.bodyTo) continue;
    const event = readEvent(line, table.firstColumn);
    if (event && !events.has(event.seq)) events.set(event.seq, event);
  }
  return [...events.values()];
}

function readEvent(line: ReadonlyMap<number, SheetCell>, firstColumn: number): EventRow | null {
  let seq = Number.NaN;
  let key = '';
  const values: Partial<SheetValues> = {};
  const observed: Partial<Record<PairedField, string>> = {};
  eventColumns.forEach((column, index) => {
    const cell = line.get(firstColumn + index);
    const value = plainValue(cell, kindOf(column));
    if (column.part === 'seq') seq = cell?.kind === 'number' ? Number(value) : Number.NaN;
    else if (column.part === 'key') key = value;
    else if (column.part === 'value') values[column.field as PairedField | ProjectedField] = value;
    else if (column.part === 'observed') observed[column.field as PairedField] = value;
  });
  if (!Number.isSafeInteger(seq) || seq < 1 || key === '') return null;
  return { seq, key, values: values as SheetValues, observed: observed as Record<PairedField, string> };
}

function kindOf(column: EventColumn): 'date' | 'number' | 'text' {
  if (column.part === 'seq') return 'number';
  return column.isDay ? 'date' : 'text';
}
