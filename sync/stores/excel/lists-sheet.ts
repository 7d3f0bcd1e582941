/** Hidden worksheets: the word lists behind the drop-downs and the service's own table. */
import { type Workbook } from 'exceljs';
import { type ColumnKey } from '../../../register/columns';
import { labels } from '../../../register/vocabulary';
import { letterOf } from './look';
import { eventColumns, listsSheet, serviceSheet, serviceTable } from './sheet';

/** Word lists in the order of their columns on the hidden sheet, by the column people type them in. */
export const wordLists: readonly { key: ColumnKey; words: readonly string[] }[] = [
  { key: 'type:status', words: Object.values(labels.status) },
  { key: 'type:level', words: Object.values(labels.level) },
  { key: 'type:types', words: Object.values(labels.types) },
  { key: 'type:category', words: Object.values(labels.category) },
  { key: 'atRisk', words: Object.values(labels.atRisk) },
  { key: 'type:mitigations', words: Object.values(labels.mitigations) },
  { key: 'type:posture', words: Object.values(labels.posture) },
  { key: 'type:warning', words: Object.values(labels.warning) },
];

/** Address of a column's word list; null when it has none. */
export function listRange(key: ColumnKey): string | null {
  const at = wordLists.findIndex((list) => list.key === key);
  const list = wordLists[at];
  if (!list) return null;
  const letter = letterOf(at + 1);
  return `${listsSheet}!$${letter}$2:$${letter}$${list.words.length + 1}`;
}

/** Adds the sheet with the word lists. */
export function addListsSheet(workbook: Workbook): void {
  const sheet = workbook.addWorksheet(listsSheet, { state: 'veryHidden' });
  wordLists.forEach((list, index) => {
    sheet.getColumn(index + 1).values = [list.key, ...list.words];
  });
}

/** Adds the service's table with one blank row, which Excel asks of every table. */
export function addServiceSheet(workbook: Workbook): void {
  const sheet = workbook.addWorksheet(serviceSheet, { state: 'veryHidden' });
  sheet.addTable({
    name: serviceTable,
    ref: 'A1',
    headerRow: true,
    style: { theme: 'TableStyleLight1' },
    columns: eventColumns.map((column) => ({ name: column.heading, filterButton: false })),
    rows: [eventColumns.map(() => null)],
  });
  eventColumns.forEach((column, index) => {
    if (column.isDay) sheet.getColumn(index + 1).numFmt = 'yyyy-mm-dd';
  });
}
