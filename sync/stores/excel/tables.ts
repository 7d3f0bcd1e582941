/** Finds the tables of a workbook and reads where they lie. */
import { type Spent } from './bounds';
import { type PackageParts, type SheetPart } from './package-parts';
import { type FoundColumn } from './sheet';
import { placeOf } from './sheet-cells';
import { attributeOf, readXml, unescapeCells } from './xml';

/** A table as the file declares it; lines and columns 1-based. */
export interface FoundTable {
  name: string;
  sheet: SheetPart;
  columns: FoundColumn[];
  firstColumn: number;
  /** First line under the headings. */
  bodyFrom: number;
  /** Last line of the body; before bodyFrom when there is none. */
  bodyTo: number;
  /** Last line of the table, a line of totals included. */
  lastRow: number;
}

/** As in Excel. */
const longestHeading = 255;

/** All readable tables by lower-case name. */
export function readTables(parts: PackageParts, spent: Spent): Map<string, FoundTable> {
  const tables = new Map<string, FoundTable>();
  for (const sheet of parts.sheets)
    for (const path of sheet.tablePaths) {
      spent.add('tables');
      const xml = parts.text(path);
      const table = xml === null ? null : readTable(xml, sheet, spent);
      if (table) tables.set(table.name.toLowerCase(), table);
    }
  return tables;
}

function readTable(xml: string, sheet: SheetPart, spent: Spent): FoundTable | null {
  const columns: FoundColumn[] = [];
  let about = '';
  readXml(xml, {
    open(name, attributes) {
      if (name === 'table') about = attributes;
      if (name !== 'tableColumn') return;
      spent.add('columns');
      const heading = (attributeOf(attributes, 'name') ?? '').slice(0, longestHeading);
      columns.push({ id: Number(attributeOf(attributes, 'id')), name: unescapeCells(heading) });
    },
  });
  const told = (name: string) => attributeOf(about, name);
  const [from, to] = (told('ref') ?? '').split(':').map(placeOf);
  const name = told('displayName') ?? told('name') ?? '';
  if (!from || name === '') return null;
  const lastRow = (to ?? from).row;
  const headers = told('headerRowCount') === '0' ? 0 : 1;
  const totals = Number(told('totalsRowCount') ?? '0') || 0;
  return {
    name,
    sheet,
    columns,
    firstColumn: from.column,
    bodyFrom: from.row + headers,
    bodyTo: lastRow - totals,
    lastRow,
  };
}
