/** A schedule: who does what when, and what becomes of each request. Drawn from a seed, then plain data that can be cut down. */
import { type Chance } from '../kit/seeded';

export const actionKinds = [
  'report', 'teams-change', 'type-level', 'type-status', 'type-date', 'type-text', 'type-nonsense', 'clear-cell', 'sort', 'insert-line', 'delete-row',
  'cut-to-other-region', 'copy-row', 'open-file', 'save-file', 'crash', 'pause', 'clock-jump',
] as const; // prettier-ignore
export type ActionKind = (typeof actionKinds)[number];

/** `at` in virtual milliseconds; the numbers choose among what exists when the action comes. */
export interface Action {
  at: number;
  kind: ActionKind;
  who: number;
  a: number;
  b: number;
}

export const fates = ['ok', 'refused', 'lost', 'commit-unknown', 'late-commit', 'not-persisted'] as const;
export type Fate = (typeof fates)[number];

export interface Plan {
  seed: number;
  workers: number;
  /** Schedules without whole-file saves hold the strictest invariants. */
  actions: Action[];
  /** Fate of the n-th write request; 'ok' beyond the end. */
  fates: Fate[];
  /** Staleness of the n-th reading, milliseconds. */
  stale: number[];
}

export const spanMs = 40 * 60_000;

const weights: Record<ActionKind, number> = {
  report: 10, 'teams-change': 10, 'type-level': 8, 'type-status': 3, 'type-date': 3, 'type-text': 6, 'type-nonsense': 2, 'clear-cell': 2, sort: 5,
  'insert-line': 3, 'delete-row': 2, 'cut-to-other-region': 2, 'copy-row': 2, 'open-file': 6, 'save-file': 8, crash: 3, pause: 3, 'clock-jump': 1,
}; // prettier-ignore
const wholeFile: readonly ActionKind[] = ['open-file', 'save-file'];

export function drawPlan(chance: Chance, seed: number): Plan {
  const savers = chance.flip(0.4);
  const kinds = actionKinds
    .filter((kind) => savers || !wholeFile.includes(kind))
    .flatMap((kind) => Array<ActionKind>(weights[kind]).fill(kind));
  const count = 8 + chance.below(40);
  const actions = Array.from({ length: count }, (): Action => ({
    at: chance.below(spanMs), kind: chance.pick(kinds), who: chance.below(3), a: chance.below(1000), b: chance.below(1000),
  })); // prettier-ignore
  const first: Action = { at: 0, kind: 'report', who: 0, a: 0, b: 0 };
  const calm = chance.flip(0.2);
  const fate = (): Fate => (calm || chance.flip(0.75) ? 'ok' : chance.pick(fates.slice(1)));
  return {
    seed,
    workers: chance.flip(0.5) ? 2 : 1,
    actions: [first, ...actions].sort((x, y) => x.at - y.at),
    fates: Array.from({ length: 60 }, fate),
    stale: Array.from({ length: 60 }, () => (chance.flip(0.5) ? 0 : chance.below(25_000))),
  };
}
