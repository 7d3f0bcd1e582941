/** Turns the items of the lists into a cut: rows as people see them, what they carry, and cells that are to be put right. Pure. */
import { pairedFields, type ColumnKey } from '../../../register/columns';
import {
  type Cut,
  type CutProblem,
  type CutRow,
  type EventRow,
  type RegionCut,
} from '../../../register/store';
import { checkWords } from '../../words';
import { type Cells } from './cells';
import { typedOf, type Item, type RegionItems } from './items';
import { listColumns, isShared, type ListField } from './list-columns';

/** The cut of what all lists hold. */
export function cutOfItems(tag: string, regions: readonly RegionItems[], problems: CutProblem[]): Cut {
  const twice = twiceIn(regions);
  return {
    tag,
    carrier: 'rows',
    regions: regions.map((one) => regionCut(one, twice)),
    events: regions.flatMap(({ items }) => items.flatMap(eventOf)),
    problems,
  };
}

function regionCut({ region, items }: RegionItems, twice: ReadonlySet<string>): RegionCut {
  const wrong = new Set(items.flatMap((item) => cellsToMend(item, twice).map(({ key }) => key)));
  return {
    region,
    rows: items.map(rowOf),
    formulas: [...wrong].map((column) => ({ column, constants: false })),
  };
}

function rowOf(item: Item): CutRow {
  const { state, riskId } = item;
  return {
    riskId,
    typed: typedOf(item),
    typedOver: {},
    formulaIn: [],
    carried: state && { seq: state.seq, values: state.values, observed: state.observed, disputed: state.disputed }, // prettier-ignore
    place: 'table',
    line: Number(item.id),
  };
}

function eventOf({ state }: Item): EventRow[] {
  if (state === null) return [];
  const { seq, key, values, observed } = state;
  return [{ seq, key, values, observed }];
}

/** Risk IDs that stand on more than one row. */
export function twiceIn(regions: readonly RegionItems[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { riskId } of regions.flatMap(({ items }) => items)) {
    if (riskId !== '' && seen.has(riskId)) twice.add(riskId);
    seen.add(riskId);
  }
  return twice;
}

/** A cell the service is to put right, and what belongs there. */
export interface Mending {
  key: ColumnKey;
  field: Exclude<ListField, 'state'>;
  text: string;
}

/** Cells of the service that say something else than it wrote, and shared cells that somebody emptied: emptying never empties the register. */
export function cellsToMend(item: Item, twice: ReadonlySet<string>): Mending[] {
  const { cells, state } = item;
  const wanted = serviceCells(item, twice);
  const emptied = pairedFields.filter((field) => state !== null && cells[field] === '');
  for (const field of emptied) wanted[field] = state?.values[field] ?? '';
  return listColumns.flatMap(({ field, key }) => {
    const text = field === 'state' ? undefined : wanted[field];
    if (field === 'state' || key === null || text === undefined || text === cells[field]) return [];
    return [{ key, field, text }];
  });
}

/** What the cells that only the service fills are to say; cells it says nothing about are left out. */
function serviceCells(item: Item, twice: ReadonlySet<string>): Partial<Cells> {
  const { state, riskId } = item;
  if (state === null) return { attention: wordsForStranger(item, twice) };
  if (state.key !== riskId) return { attention: state.values.attention };
  const { lastReviewedOn, lastReviewedBy, reportedOn, reportedBy, attention } = state.values;
  const check = twice.has(riskId) ? checkWords.twice : attention;
  return { riskId, lastReviewedOn, lastReviewedBy, reportedOn, reportedBy, attention: check };
}

/** Check of a row the service has never written to. */
function wordsForStranger({ riskId, cells }: Item, twice: ReadonlySet<string>): string {
  if (riskId !== '') return twice.has(riskId) ? checkWords.twice : checkWords.unknownId;
  const isBegun = cells.summary !== '' || cells.caseRef !== '' || pairedFields.some((field) => cells[field] !== ''); // prettier-ignore
  return isBegun ? checkWords.newLine : '';
}

/** Whether a cell may be written without a person's text being lost in it. */
export function mayMend({ field }: Mending, { cells }: Item): boolean {
  return !isShared(field) || cells[field] === '';
}
