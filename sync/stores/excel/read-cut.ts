/** Reads the bytes of a workbook into a cut: every region and the service's table, as they were at one moment. */
import { type Organisation } from '../../../register/organisation';
import { type Cut, type CutProblem } from '../../../register/store';
import { openPackage, type SheetPart } from './package-parts';
import { readEvents } from './read-events';
import { readRegion } from './read-region';
import { serviceTable, tableNameOf } from './sheet';
import { readSharedStrings, readSheetCells, type SheetCells } from './sheet-cells';
import { readTables } from './tables';

/** Throws CutError when the bytes are no workbook; everything less is told in `problems` and the rest goes on. */
export function readCut(bytes: Uint8Array, org: Organisation, tag: string): Cut {
  const parts = openPackage(bytes);
  const tables = readTables(parts);
  const strings = readSharedStrings(parts.text('xl/sharedStrings.xml'));
  const { date1904 } = parts;
  const sheets = new Map<string, SheetCells>();
  const cellsOf = (sheet: SheetPart): SheetCells => {
    const known = sheets.get(sheet.path) ?? readSheetCells(parts.text(sheet.path) ?? '<worksheet/>', strings);
    sheets.set(sheet.path, known);
    return known;
  };

  const cut: Cut = { tag, carrier: 'table', regions: [], events: null, problems: [] };
  for (const { id } of org.regions) {
    const table = tables.get(tableNameOf(id).toLowerCase());
    const reading = table
      ? readRegion(id, { table, cells: cellsOf(table.sheet), date1904 })
      : {
          cut: null,
          problems: [{ code: 'missing-table', region: id, object: tableNameOf(id) } as CutProblem],
        };
    cut.problems.push(...reading.problems);
    if (reading.cut) cut.regions.push(reading.cut);
  }
  const service = tables.get(serviceTable.toLowerCase());
  cut.events = service ? readEvents(service, cellsOf(service.sheet), date1904) : null;
  if (cut.events === null)
    cut.problems.push({ code: 'missing-service-table', region: null, object: serviceTable });
  return cut;
}
