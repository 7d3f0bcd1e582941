/** Reads one region's table into rows: what people typed, what they typed over, where a formula is missing. */
import {
  columnOf,
  pairedFields,
  personFields,
  typedColumn,
  typedFields,
  type ColumnKey,
  type PairedField,
  type TypedField,
  type TypedValues,
} from '../../../register/columns';
import { type RegionId } from '../../../register/ids';
import { type CutProblem, type CutRow, type RegionCut } from '../../../register/store';
import { plainValue } from './cell-values';
import { formulaOf, normalFormula, type Spelling } from './formulas';
import { type OutsideCheck } from './reach-out';
import { formulaColumns, layoutOf, type TableLayout } from './sheet';
import { placeOf, type SheetCell, type SheetCells } from './sheet-cells';
import { type FoundTable } from './tables';

/** What is read, and what stood in the way; `cut` is null when nothing may be concluded about the region. */
export interface RegionReading {
  cut: RegionCut | null;
  problems: CutProblem[];
}

interface Source {
  region: RegionId;
  table: FoundTable;
  cells: SheetCells;
  layout: TableLayout;
  /** Tables of other people on the same worksheet. */
  others: readonly FoundTable[];
  spelling: Spelling;
  isOutside: OutsideCheck;
}

type Line = ReadonlyMap<number, SheetCell>;

/** Reads the region whose table this is. */
export function readRegion(region: RegionId, found: Omit<Source, 'region' | 'layout'>): RegionReading {
  const layout = layoutOf(found.table.columns);
  const source = { region, ...found, layout };
  const problem = (code: CutProblem['code'], object: string): CutProblem => ({ code, region, object });
  const headings = (keys: readonly ColumnKey[], code: CutProblem['code']) =>
    keys.map((key) => problem(code, columnOf(key).heading));
  const problems = [
    ...headings(layout.missing, 'missing-columns'),
    ...headings(layout.renamed, 'renamed-column'),
    ...(isMerged(source) ? [problem('merged-cells', found.table.name)] : []),
    ...(hasTypedTotals(source) ? [problem('typed-in-totals', found.table.name)] : []),
  ];
  // Without one of its columns a row would look emptied.
  if (layout.missing.length > 0) return { cut: null, problems };
  return { cut: { region, rows: readRows(source), formulas: readFormulas(source) }, problems };
}

function cellOf(source: Source, line: Line, key: ColumnKey): SheetCell | undefined {
  const place = source.layout.place.get(key);
  return place === undefined ? undefined : line.get(source.table.firstColumn + place);
}

function valueOf(source: Source, line: Line, key: ColumnKey): string {
  return plainValue(cellOf(source, line, key), columnOf(key).kind);
}

function* linesOf(source: Source): Generator<{ number: number; line: Line; place: CutRow['place'] }> {
  const { bodyFrom, bodyTo, lastRow } = source.table;
  for (const number of [...source.cells.rows.keys()].sort((a, b) => a - b)) {
    const line = source.cells.rows.get(number);
    if (!line || number < bodyFrom) continue;
    if (number <= bodyTo) yield { number, line, place: 'table' };
    else if (number > lastRow && !isInOther(source, number)) yield { number, line, place: 'below-table' };
  }
}

/** The line belongs to a table that somebody put under ours. */
function isInOther({ table, others }: Source, number: number): boolean {
  const end = ({ firstColumn, columns }: FoundTable) => firstColumn + columns.length;
  return others.some(
    (other) =>
      number >= other.bodyFrom - 1 &&
      number <= other.lastRow &&
      other.firstColumn < end(table) &&
      end(other) > table.firstColumn,
  );
}

/** A text of somebody's own in the line of totals, which is none of the register's. */
function hasTypedTotals(source: Source): boolean {
  const { bodyTo, lastRow } = source.table;
  for (let number = bodyTo + 1; number <= lastRow; number += 1) {
    const line = source.cells.rows.get(number);
    const cells = line ? typedFields.map((field) => cellOf(source, line, typedColumn(field))) : [];
    if (cells.some((cell) => cell?.formula === null && cell.value !== '')) return true;
  }
  return false;
}

function readRows(source: Source): CutRow[] {
  const rows: CutRow[] = [];
  const { firstColumn } = source.table;
  const ours = new Set(formulaColumns.map(({ key }) => firstColumn + (source.layout.place.get(key) ?? -1)));
  for (const { number, line, place } of linesOf(source)) {
    const row = readRow(source, line);
    if (!hasContent(row)) continue;
    const reachesOut = doesReachOut(source, line, ours);
    rows.push({ ...row, ...(reachesOut ? { reachesOut } : {}), place, line: number });
  }
  return rows;
}

/** In any cell of the line but the service's own: in columns people added too. */
function doesReachOut(
  { table: { firstColumn, columns }, isOutside }: Source,
  line: Line,
  ours: ReadonlySet<number>,
): boolean {
  for (const [column, { formula }] of line) {
    if (formula === null || ours.has(column)) continue;
    if (column >= firstColumn && column < firstColumn + columns.length && isOutside(formula)) return true;
  }
  return false;
}

/** A line counts when a person put something into it; formulas alone make no row. */
function hasContent(row: Pick<CutRow, 'riskId' | 'typed' | 'typedOver' | 'formulaIn'>): boolean {
  if (row.riskId !== '' || row.formulaIn.length > 0 || Object.keys(row.typedOver).length > 0) return true;
  return typedFields.some((field) => row.typed[field] !== '');
}

function readRow(source: Source, line: Line): Omit<CutRow, 'place' | 'line'> {
  const typed: Partial<TypedValues> = {};
  for (const field of typedFields) typed[field] = valueOf(source, line, typedColumn(field));
  const typedOver: Partial<Record<PairedField, string>> = {};
  for (const field of pairedFields) {
    const value = valueOf(source, line, `now:${field}`);
    const cell = cellOf(source, line, `now:${field}`);
    if (value !== '' && cell?.formula === null && cell.kind !== 'error') typedOver[field] = value;
  }
  // An error that was pasted as a value is what a formula had come to, and nobody's word.
  const formulaIn = typedFields.filter((field: TypedField) => {
    const cell = cellOf(source, line, typedColumn(field));
    return cell !== undefined && (cell.formula !== null || cell.kind === 'error');
  });
  const riskId = valueOf(source, line, 'riskId');
  return { riskId, typed: typed as TypedValues, typedOver, formulaIn, carried: null };
}

/** Only lines with something of a person's are asked: a blank line needs no formula. */
function readFormulas(source: Source): RegionCut['formulas'] {
  const lines = [...linesOf(source)].filter(({ place, line }) => place === 'table' && isUsed(source, line));
  const place = {
    region: source.region,
    table: source.table.name,
    heading: (key: ColumnKey) => source.layout.headings.get(key) ?? columnOf(key).heading,
  };
  return formulaColumns.flatMap(({ key }) => {
    const expected = normalFormula(formulaOf(key, place, 'file'));
    const seen = new Map<string, boolean>();
    let constants = false;
    let isForeign = false;
    for (const { line } of lines) {
      const cell = cellOf(source, line, key);
      const formula = cell?.formula ?? null;
      if (formula === null) {
        isForeign = true;
        constants ||= (cell?.value ?? '') !== '';
        // How the API spells a formula back is not written down anywhere; only its absence is certain.
      } else isForeign ||= source.spelling === 'file' && !isSame(seen, formula, expected);
    }
    return isForeign ? [{ column: key, constants }] : [];
  });
}

/** A column holds the same text thousands of times; each spelling is looked at once. */
function isSame(seen: Map<string, boolean>, formula: string, expected: string): boolean {
  const known = seen.get(formula);
  if (known !== undefined) return known;
  const same = normalFormula(formula) === expected;
  seen.set(formula, same);
  return same;
}

function isUsed(source: Source, line: Line): boolean {
  const keys: ColumnKey[] = [...personFields, ...pairedFields.map((field): ColumnKey => `type:${field}`)];
  return keys.some((key) => (cellOf(source, line, key)?.value ?? '') !== '');
}

/** A merged area hides cells, so rows under one are not to be trusted. */
function isMerged({ table, cells }: Source): boolean {
  const lastColumn = table.firstColumn + table.columns.length - 1;
  return cells.merged.some((area) => {
    const [from, to] = area.split(':').map(placeOf);
    if (!from) return false;
    const end = to ?? from;
    const overRows = from.row <= table.bodyTo && end.row >= table.bodyFrom - 1;
    return overRows && from.column <= lastColumn && end.column >= table.firstColumn;
  });
}
