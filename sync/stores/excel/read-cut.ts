/** Reads the bytes of a workbook into a cut: every region and the service's table, as they were at one moment. */
import { columnOf } from '../../../register/columns';
import { type Organisation } from '../../../register/organisation';
import { type Cut, type CutProblem, type ReachOut } from '../../../register/store';
import { Spent } from './bounds';
import { type Spelling } from './formulas';
import { CutError } from './cut-error';
import { openPackage, type PackageParts } from './package-parts';
import { readEvents } from './read-events';
import {
  besideSheets,
  firstOutside,
  firstOutsideIn,
  onSheet,
  outsideCheck,
  type OutsideCheck,
} from './reach-out';
import { readRegion } from './read-region';
import { serviceTable, tableNameOf } from './sheet';
import { readSharedStrings, readSheetCells, type SheetCells } from './sheet-cells';
import { readTables, type FoundTable } from './tables';

/** Throws CutError when the bytes are no workbook; everything less is told in `problems` and the rest goes on. */
export function readCut(bytes: Uint8Array, org: Organisation, tag: string, spent = new Spent()): Cut {
  const parts = openPackage(bytes, spent);
  const strings = readSharedStrings(parts.text(parts.strings), spent);
  const sheets = new Map<string, SheetCells>();
  const cellsOf = ({ sheet }: FoundTable): SheetCells => {
    const known = sheets.get(sheet.path) ?? readSheetCells(wholeSheet(parts, sheet.path), strings, spent);
    sheets.set(sheet.path, known);
    spent.add('lines', known.rows.size);
    return known;
  };
  const isOutside = outsideCheck(spent);
  const tables = readTables(parts, spent);
  const cut = cutFrom({ tables, cellsOf, spelling: 'file', isOutside }, org, tag);
  // The service writes days as numbers from 1900: here people, formulas and the service would each mean another day.
  if (parts.date1904) cut.problems.push({ code: 'other-calendar', region: null, object: 'date1904' });
  const told = linesTold(cut, tables);
  const reachesOut = parts.sheets.flatMap(({ path }, index) => {
    const cells = sheets.get(path);
    const found = cells
      ? firstOutside(cells, isOutside, told.get(path) ?? new Set())
      : firstOutsideIn(parts.text(path) ?? '<worksheet/>', isOutside);
    return found === null ? [] : [onSheet(index + 1, found)];
  });
  const whole = withReachOut(cut, [...reachesOut, ...besideSheets(parts, isOutside)]);
  return parts.calculatesByHand ? { ...whole, calculatesByHand: true } : whole;
}

/** A worksheet of ours that is not in the file would read as an empty region. */
function wholeSheet(parts: PackageParts, path: string): string {
  const xml = parts.text(path);
  if (xml === null)
    throw new CutError('not-a-workbook', 'A worksheet is missing in the file; restore an earlier version.');
  return xml;
}

/** Lines that tell themselves that they reach out, by the path or name of their worksheet. */
export function linesTold(cut: Cut, tables: FoundWorkbook['tables']): Map<string, Set<number>> {
  const told = new Map<string, Set<number>>();
  for (const { region, rows } of cut.regions) {
    const sheet = tables.get(tableNameOf(region).toLowerCase())?.sheet;
    const key = sheet?.path ?? '';
    const lines = told.get(key) ?? new Set();
    for (const row of rows) if (row.reachesOut === true) lines.add(row.line);
    told.set(key, lines);
  }
  return told;
}

/** Absent when there is nothing to tell, so that a clean cut is the same as ever. */
export const withReachOut = (cut: Cut, reachesOut: ReachOut[]): Cut =>
  reachesOut.length > 0 ? { ...cut, reachesOut } : cut;

/** A workbook as it was found, by whichever way it was read. */
export interface FoundWorkbook {
  /** By lower-case name. */
  tables: ReadonlyMap<string, FoundTable>;
  cellsOf(table: FoundTable): SheetCells;
  /** How its formulas are written. */
  spelling: Spelling;
  isOutside: OutsideCheck;
}

/** Everything of ours that the workbook holds. */
export function cutFrom(found: FoundWorkbook, org: Organisation, tag: string): Cut {
  const { tables, cellsOf, spelling, isOutside } = found;
  const cut: Cut = { tag, carrier: 'table', regions: [], events: null, problems: [] };
  for (const { id } of org.regions) {
    const table = tables.get(tableNameOf(id).toLowerCase());
    const reading = table
      ? readRegion(id, { table, others: othersOn(tables, table), cells: cellsOf(table), spelling, isOutside })
      : {
          cut: null,
          problems: [{ code: 'missing-table', region: id, object: tableNameOf(id) } as CutProblem],
        };
    cut.problems.push(...reading.problems);
    if (reading.cut) cut.regions.push(reading.cut);
  }
  const service = tables.get(serviceTable.toLowerCase());
  cut.events = service ? readEvents(service, cellsOf(service)) : null;
  if (cut.events === null)
    cut.problems.push({ code: 'missing-service-table', region: null, object: serviceTable });
  cut.problems.push(...copiesOf(found, org));
  return cut;
}

const othersOn = (tables: FoundWorkbook['tables'], ours: FoundTable) =>
  [...tables.values()].filter((table) => table !== ours && table.sheet.path === ours.sheet.path);

/** A worksheet that somebody copied brings a table of its own, which Excel names after ours: nobody reads what is typed there. */
function copiesOf({ tables }: FoundWorkbook, org: Organisation): CutProblem[] {
  const hasOurs = ({ columns }: FoundTable) =>
    ourMarks.every((heading) => columns.some(({ name }) => name === heading));
  return org.regions.flatMap(({ id }): CutProblem[] => {
    const ours = tableNameOf(id).toLowerCase();
    const isCopy = (name: string) => name.startsWith(ours) && /^[_\d]+$/.test(name.slice(ours.length));
    const hasCopy = [...tables].some(([name, table]) => isCopy(name) && hasOurs(table));
    return hasCopy ? [{ code: 'copied-table', region: id, object: tableNameOf(id) }] : [];
  });
}

const ourMarks = (['riskId', 'summary', 'check'] as const).map((key) => columnOf(key).heading);
