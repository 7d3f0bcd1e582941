/** Reads the bytes of a workbook into a cut: every region and the service's table, as they were at one moment. */
import { type Organisation } from '../../../register/organisation';
import { type Cut, type CutProblem } from '../../../register/store';
import { Spent } from './bounds';
import { type Spelling } from './formulas';
import { openPackage, type SheetPart } from './package-parts';
import { readEvents } from './read-events';
import { readRegion } from './read-region';
import { serviceTable, tableNameOf } from './sheet';
import { readSharedStrings, readSheetCells, type SheetCells } from './sheet-cells';
import { readTables, type FoundTable } from './tables';

/** Throws CutError when the bytes are no workbook; everything less is told in `problems` and the rest goes on. */
export function readCut(bytes: Uint8Array, org: Organisation, tag: string, spent = new Spent()): Cut {
  const parts = openPackage(bytes, spent);
  const strings = readSharedStrings(parts.text('xl/sharedStrings.xml'), spent);
  const sheets = new Map<string, SheetCells>();
  const cellsOf = (sheet: SheetPart): SheetCells => {
    const known =
      sheets.get(sheet.path) ?? readSheetCells(parts.text(sheet.path) ?? '<worksheet/>', strings, spent);
    sheets.set(sheet.path, known);
    return known;
  };
  const { date1904 } = parts;
  return cutFrom(
    {
      tables: readTables(parts, spent),
      cellsOf: (table) => cellsOf(table.sheet),
      date1904,
      spelling: 'file',
    },
    org,
    tag,
  );
}

/** A workbook as it was found, by whichever way it was read. */
export interface FoundWorkbook {
  /** By lower-case name. */
  tables: ReadonlyMap<string, FoundTable>;
  cellsOf(table: FoundTable): SheetCells;
  date1904: boolean;
  /** How its formulas are written. */
  spelling: Spelling;
}

/** Everything of ours that the workbook holds. */
export function cutFrom(found: FoundWorkbook, org: Organisation, tag: string): Cut {
  const { tables, cellsOf, date1904, spelling } = found;
  const cut: Cut = { tag, carrier: 'table', regions: [], events: null, problems: [] };
  for (const { id } of org.regions) {
    const table = tables.get(tableNameOf(id).toLowerCase());
    const reading = table
      ? readRegion(id, { table, cells: cellsOf(table), date1904, spelling })
      : {
          cut: null,
          problems: [{ code: 'missing-table', region: id, object: tableNameOf(id) } as CutProblem],
        };
    cut.problems.push(...reading.problems);
    if (reading.cut) cut.regions.push(reading.cut);
  }
  const service = tables.get(serviceTable.toLowerCase());
  cut.events = service ? readEvents(service, cellsOf(service), date1904) : null;
  if (cut.events === null)
    cut.problems.push({ code: 'missing-service-table', region: null, object: serviceTable });
  return cut;
}
