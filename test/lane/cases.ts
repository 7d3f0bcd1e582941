/** Schedules that failed once, cut down to what made them fail. They run with every test of the lane. */
import { type Action, type ActionKind, type Plan, type StoreKind } from './plan';

interface Case {
  /** What went wrong then. */
  title: string;
  plan: Plan;
}

/** Kind, who, a, b; in a plan they are numbered from 0 on. */
type Step = readonly [kind: ActionKind, who: number, a: number, b: number];

const action = ([kind, who, a, b]: Step, n: number): Action => ({ n, kind, who, a, b });

function aCase(store: StoreKind, title: string, workers: 1 | 2, steps: readonly Step[]): Case {
  return { title, plan: { seed: 0, store, workers, actions: steps.map(action) } };
}

/** Numbers by which a report is one of the weekly review already, in the first region or the second. */
const [inFirst, inSecond] = [2, 3];
/** Places in the list of waits. */
const [settleTime, beyondLease] = [3, 5];

export const cases: readonly Case[] = [
  // Excel seeds 58, 126, 139, 271, 340: a worker stopped between looking for the columns and appending.
  ...[32, 33, 34, 36].map((crossing) =>
    aCase('excel', `SHT35 a worker that stood still at its crossing ${crossing} appends nothing on a lease that has passed on`, 2, [
      ['report', 0, inFirst, 3],
      ['pause', 1, crossing - 1, 0],
      ['wait', 0, beyondLease, 0],
      ['pass', 0, 0, 0],
      ['wait', 0, beyondLease, 0],
      ['pass', 0, 0, 0],
      ['resume', 0, 0, 0],
      ['pass', 0, 0, 0],
    ]),
  ),
  // Excel seeds 16, 188, 311, 355, 386, 456: each line saw only its own table.
  aCase('excel', 'SHT8 two lines with one Risk ID in two regions both say so', 1, [
    ['report', 0, inFirst, 0],
    ['pass', 0, 0, 0],
    ['copy-row', 0, 0, 0],
    ['cut-to-other-region', 0, 0, 0],
  ]),
  // Excel seeds 21, 31, 61 and others: the sheet's formula kept the tab that the reader takes away.
  aCase('excel', 'SHT9 a line whose summary begins with a tab is answered', 1, [['insert-line', 0, 0, 6]]),
  // Excel seed 439: the oracle asked for too much; a formula of a person's sets the row apart, and what is typed shows at once.
  aCase('excel', 'SHT42 what is typed on a row with a formula in it stands as typed, and the row says why', 1, [
    ['report', 0, inSecond, 0],
    ['pass', 0, 0, 0],
    ['type-formula', 0, 257, 437],
    ['type-nonsense', 0, 719, 461],
  ]),
  // Lists seed 307: only rows with a Risk ID were asked for their answers.
  aCase('lists', 'SHT9 a line typed by hand that goes back to the version before its answer is answered again', 1, [
    ['insert-line', 0, 0, 3],
    ['pass', 0, 0, 0],
    ['wait', 0, settleTime, 0],
    ['pass', 0, 0, 0],
    ['pass', 0, 0, 0],
    ['restore-version', 0, 0, 0],
  ]),
  // Found while mending seed 307: the copy is a line of its own.
  aCase('lists', 'SHT9 a copy of a line that was answered is answered too', 1, [
    ['insert-line', 0, 0, 3],
    ['pass', 0, 0, 0],
    ['wait', 0, settleTime, 0],
    ['pass', 0, 0, 0],
    ['pass', 0, 0, 0],
    ['copy-to-other-list', 0, 0, 0],
  ]),
  // Lists seed 7020: the other of the two is seen by nobody.
  aCase('lists', 'SHT8 a Risk ID nobody gave, copied into a list that lost a column, is not known', 1, [
    ['insert-with-id', 0, 1, 16],
    ['copy-to-other-list', 0, 1, 0],
    ['delete-column', 0, 0, 9],
  ]),
  // Lists seed 319: no item's tag told of it, so that the emptied cells were never filled.
  aCase('lists', 'STO39 a column taken away and made anew is filled again', 1, [
    ['report', 0, inFirst, 0],
    ['pass', 0, 0, 0],
    ['pass', 0, 0, 0],
    ['delete-column', 0, 0, 9],
    ['provision', 0, 0, 0],
  ]),
  // Lists seeds 382, 431: three refusals counted as three mendings, and then nothing was put right any more.
  aCase('lists', 'STO34 a cell of the service is put right though the list refused that a few times', 1, [
    ['report', 0, inFirst, 0],
    ['pass', 0, 0, 0],
    ['change-service-cell', 0, 0, 0],
    ...[1, 2, 3, 4].flatMap((): Step[] => [
      ['fault', 0, 8, 11],
      ['pass', 0, 0, 0],
      ['wait', 0, 1, 0],
    ]),
  ]),
]; // prettier-ignore
