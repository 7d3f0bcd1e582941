/** A schedule: who does what when, and what becomes of each request. Drawn from a seed, then plain data that can be cut down. */
import { type Chance } from '../kit/seeded';

export const stores = ['excel', 'lists'] as const;
export type StoreKind = (typeof stores)[number];

/** What happens whichever store keeps the register, with how often it is drawn. */
const common = {
  report: 10, 'report-many': 2, 'teams-change': 9, race: 6, 'settle-conflict': 3, 'put-back': 3, 'confirm-deleted': 1, 'open-hold': 3, 'release-row': 2, 'fill-down': 2,
  'paste-over': 2, 'type-level': 8, 'type-status': 3,
  'type-date': 3, 'type-text': 6, 'type-types': 2, 'type-owner': 2, 'type-nonsense': 3, 'clear-cell': 3, 'insert-line': 3, 'edit-line': 2, 'insert-with-id': 1,
  'delete-row': 2, 'mass-delete': 2, 'undo-delete': 2, 'move-row': 3, 'lose-table': 1, crash: 2, pause: 2, restart: 1, 'clock-forward': 1, 'clock-back': 1,
  'notice-lost': 1, 'notice-twice': 1, 'notice-late': 1,
} as const; // prettier-ignore

/** What only a workbook knows. */
const inWorkbook = {
  sort: 4, 'copy-row': 2, 'type-over': 3, 'clear-over': 2, 'clear-id': 2, 'type-formula': 2, 'break-formula': 1, 'open-file': 6, 'save-file': 8, 'restore-file': 2, 'edit-service-table': 1, 'take-service-line': 1,
} as const; // prettier-ignore

/** What only a list knows. */
const inList = { retype: 8, 'restore-item': 3, 'unseen-change': 3 } as const;

export type ActionKind = keyof typeof common | keyof typeof inWorkbook | keyof typeof inList;

const weights: Record<StoreKind, Readonly<Partial<Record<ActionKind, number>>>> = {
  excel: { ...common, ...inWorkbook },
  lists: { ...common, ...inList },
};

/** Whoever saves a whole file may take anything back: schedules without them hold the strictest invariants. */
const wholeFile: readonly ActionKind[] = ['open-file', 'save-file', 'restore-file'];

/** `at` in virtual milliseconds; the numbers choose among what exists when the action comes. */
export interface Action {
  at: number;
  kind: ActionKind;
  who: number;
  a: number;
  b: number;
}

/** What becomes of a request that writes. A request "after" was carried out although its answer does not say so; "late" is carried out later. */
export const writeFates = [
  'ok', 'throttled', 'unavailable-before', 'unavailable-after', 'gateway-before', 'gateway-after', 'gateway-late', 'reset-before', 'reset-after',
  'truncated', 'not-persisted', 'session-lost', 'token-expired', 'moved-away', 'locked', 'refused-for-good', 'crash-before-send', 'crash-after-send', 'crash-after-answer',
  'pause-before-send', 'pause-after-answer', 'pause-after-refusal',
] as const; // prettier-ignore
export type WriteFate = (typeof writeFates)[number];

export const readFates = [
  'ok', 'throttled', 'unavailable', 'timeout', 'reset', 'truncated', 'token-expired', 'moved-away', 'locked', 'crash-in-read', 'crash-before-commit', 'crash-after-commit',
  'pause-in-read',
] as const; // prettier-ignore
/** A list may besides have forgotten what it told before (410). */
export const listReadFates = [...readFates, 'delta-gone'] as const;
export type ReadFate = (typeof listReadFates)[number];

export interface Plan {
  seed: number;
  store: StoreKind;
  workers: number;
  actions: Action[];
  /** Fate of the n-th writing request; 'ok' beyond the end. */
  writes: WriteFate[];
  /** Fate of the n-th reading request; 'ok' beyond the end. */
  reads: ReadFate[];
  /** Staleness of the n-th view, milliseconds; over and over. */
  stale: number[];
  /** The n-th delay as a share of the longest, 0 to 1; over and over. Empty: no delays. */
  delays: number[];
}

export const spanMs = 40 * 60_000;
/** Longest time by which a view lags behind. */
const longestLagMs = 60_000;

export function drawPlan(chance: Chance, seed: number, store: StoreKind): Plan {
  const savers = chance.flip(0.4);
  const kinds = (Object.entries(weights[store]) as [ActionKind, number][])
    .filter(([kind]) => savers || !wholeFile.includes(kind))
    .flatMap(([kind, weight]) => Array<ActionKind>(weight).fill(kind));
  const action = (at: number): Action => ({
    at, kind: chance.pick(kinds), who: chance.below(3), a: chance.below(1000), b: chance.below(1000),
  }); // prettier-ignore
  const actions = Array.from({ length: 6 + chance.below(30) }, () => action(chance.below(spanMs)));
  const first: Action = { at: 0, kind: 'report', who: 0, a: chance.below(1000), b: chance.below(1000) };
  const calm = chance.flip(0.2);
  const faulty = <Fate>(fates: readonly Fate[], share: number): Fate =>
    calm || chance.flip(1 - share) ? (fates[0] as Fate) : chance.pick(fates.slice(1));
  const fresh = chance.flip(0.3);
  const readings = store === 'lists' ? listReadFates : readFates;
  return {
    seed,
    store,
    workers: chance.pick([1, 1, 2, 2, 3]),
    actions: [first, ...actions, ...bursts(chance, actions)].sort((x, y) => x.at - y.at),
    writes: Array.from({ length: 60 }, () => faulty(writeFates, 0.3)),
    reads: Array.from({ length: 150 }, () => faulty<ReadFate>(readings, 0.08)),
    stale: Array.from({ length: 40 }, () => (fresh || chance.flip(0.5) ? 0 : chance.below(longestLagMs))),
    delays: Array.from({ length: 40 }, () => chance.next()),
  };
}

/** People go on where they or a colleague have just been: what comes close together finds the races. */
function bursts(chance: Chance, actions: readonly Action[]): Action[] {
  return actions
    .filter(() => chance.flip(0.3))
    .map((one) => ({
      ...chance.pick(actions),
      at: Math.min(spanMs - 1, one.at + chance.below(30_000)),
      a: one.a,
      b: one.b,
    }));
}

/** Every kind of thing that must have happened in a large set of schedules of a store. */
export function expectedOf(store: StoreKind): string[] {
  return [
    ...Object.keys(weights[store]),
    ...writeFates.map((fate) => `write-${fate}`),
    ...(store === 'lists' ? listReadFates : readFates).map((fate) => `read-${fate}`),
    'late-commit-arrives', 'notice', 'stale-view', 'found-typed', 'found-missing', 'found-returned', 'found-moved', 'found-new-line', 'found-hold', 'repair',
    'found-reminder', 'found-left', 'found-quarantined', 'found-released', 'crash-at-once-restarted',
    ...(store === 'lists' ? ['changed-meanwhile', 'id-taken', 'unseen-change-hidden', 'full-reading'] : ['found-lost-typing', 'row-lost', 'found-service-table']),
  ]; // prettier-ignore
}
