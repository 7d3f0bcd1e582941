/** A schedule of the lane: who does what after whom, and what the box does to which request. Drawn from a seed, then plain data. */
import { type Chance } from '../kit/seeded';

export const storeKinds = ['excel', 'lists'] as const;
export type StoreKind = (typeof storeKinds)[number];

/** What happens in each store, with how often it is drawn. */
const weights = {
  excel: {
    report: 9, 'report-twice-pressed': 2, 'teams-change': 7, 'settle-in-teams': 4, 'type-level': 6, 'type-status': 3, 'type-date': 3, 'type-text': 5,
    'type-nonsense': 2, 'type-formula': 1, 'type-over': 1, 'clear-cell': 2, 'clear-formula': 1, sort: 4, 'insert-line': 3, 'delete-row': 3,
    'copy-row': 2, 'cut-to-other-region': 3, 'open-file': 5, 'save-file': 7, pass: 30, 'both-pass': 4, wait: 20, pause: 6, resume: 4, kill: 4,
    'clock-jump': 1, fault: 18,
  },
  lists: {
    report: 9, 'report-twice-pressed': 2, 'teams-change': 8, 'settle-in-teams': 4, 'type-level': 6, 'type-status': 3, 'type-date': 3, 'type-text': 5,
    'type-nonsense': 2, 'type-several': 4, retype: 9, 'clear-cell': 3, 'insert-line': 3, 'insert-with-id': 2, 'delete-row': 3, 'copy-to-other-list': 2,
    'move-to-other-list': 3, 'restore-version': 9, 'change-service-cell': 3, 'change-hidden-cell': 2, 'rename-column': 1, 'rename-list': 1,
    'delete-column': 1, provision: 2, 'forget-changes': 2, pass: 30, 'both-pass': 4, wait: 20, pause: 6, resume: 4, kill: 4, 'clock-jump': 1, fault: 22,
  },
} as const; // prettier-ignore

export type ActionKind = keyof typeof weights.excel | keyof typeof weights.lists;

/** The numbers choose among what exists when the action comes. */
export interface Action {
  /** Its place in the whole schedule, kept when others are left out; makes texts and keys unique. */
  n: number;
  kind: ActionKind;
  who: number;
  a: number;
  b: number;
}

export interface Plan {
  seed: number;
  store: StoreKind;
  workers: 1 | 2;
  actions: readonly Action[];
}

/** Milliseconds: between two passes, past a settle time, past a lease, past a resend. */
export const waits = [1_000, 10_000, 40_000, 65_000, 95_000, 130_000, 320_000];

/** Older contents may bring anything back: schedules without them hold the strictest invariants. */
const olderContents: readonly ActionKind[] = ['open-file', 'save-file', 'restore-version'];
const disturbing: readonly ActionKind[] = ['fault', 'pause', 'kill', 'both-pass'];

/** A third of the schedules have older contents. A fifth have no faults. */
export function drawPlan(chance: Chance, seed: number, store: StoreKind): Plan {
  const savers = chance.flip(0.35);
  const calm = chance.flip(0.2);
  const kinds = (Object.entries(weights[store]) as [ActionKind, number][])
    .filter(([kind]) => (savers || !olderContents.includes(kind)) && !(calm && disturbing.includes(kind)))
    .flatMap(([kind, weight]) => Array<ActionKind>(weight).fill(kind));
  const actions = Array.from({ length: 10 + chance.below(26) }, (_, index): Action => ({
    n: index + 2, kind: chance.pick(kinds), who: chance.below(2), a: chance.below(1000), b: chance.below(1000),
  })); // prettier-ignore
  const first: Action[] = [0, 1].map((n) => ({ n, kind: 'report', who: 0, a: chance.below(4), b: 0 }));
  const workers = chance.flip(0.6) ? 2 : 1;
  const meeting = workers === 2 && !calm && chance.flip(0.5) ? meet(chance) : [];
  const at = chance.below(actions.length);
  return {
    seed,
    store,
    workers,
    actions: [...first, ...actions.slice(0, at), ...meeting, ...actions.slice(at)],
  };
}

/** One worker stops in the middle of its work, the other takes over when the lease has run out, and the first comes back. */
function meet(chance: Chance): Action[] {
  const who = chance.below(2);
  const other = 1 - who;
  const kinds: [ActionKind, number, number?][] = [
    ['report', who], ['teams-change', who], ...(chance.flip(0.3) ? [['fault', who] as [ActionKind, number]] : []), ['pause', who], ['wait', who, chance.pick([130, 320])],
    ['pass', other], ['wait', who, 130], ['pass', other], ...(chance.flip(0.5) ? [['wait', who, 10] as [ActionKind, number, number]] : []),
    ['pass', other], ['resume', who], ['pass', other], ['pass', who],
  ]; // prettier-ignore
  return kinds.map(([kind, actor, seconds], index): Action => ({
    n: 500 + index, kind, who: actor, a: seconds === undefined ? chance.below(1000) : waits.indexOf(seconds * 1000), b: chance.below(1000),
  })); // prettier-ignore
}

/** Every kind of act a large set of schedules of a store has to have met. */
export const actionKindsOf = (store: StoreKind): string[] => Object.keys(weights[store]);
