/** A schedule of the lane: who does what after whom, and what the box does to which request. Drawn from a seed, then plain data. */
import { type Chance } from '../kit/seeded';
import { faultKinds, faultTargets } from './faults';

export const actionKinds = [
  'report', 'report-twice-pressed', 'teams-change', 'settle-in-teams', 'type-level', 'type-status', 'type-date', 'type-text', 'type-nonsense',
  'type-formula', 'type-over', 'clear-cell', 'clear-formula', 'sort', 'insert-line', 'delete-row', 'copy-row', 'cut-to-other-region', 'open-file',
  'save-file', 'pass', 'both-pass', 'wait', 'pause', 'resume', 'kill', 'clock-jump', 'fault',
] as const; // prettier-ignore
export type ActionKind = (typeof actionKinds)[number];

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
  workers: 1 | 2;
  actions: readonly Action[];
}

const weights: Record<ActionKind, number> = {
  report: 9, 'report-twice-pressed': 2, 'teams-change': 7, 'settle-in-teams': 4, 'type-level': 6, 'type-status': 3, 'type-date': 3, 'type-text': 5,
  'type-nonsense': 2, 'type-formula': 1, 'type-over': 1, 'clear-cell': 2, 'clear-formula': 1, sort: 4, 'insert-line': 3, 'delete-row': 3,
  'copy-row': 2, 'cut-to-other-region': 3, 'open-file': 5, 'save-file': 7, pass: 30, 'both-pass': 4, wait: 20, pause: 6, resume: 4, kill: 4,
  'clock-jump': 1, fault: 18,
}; // prettier-ignore

/** Milliseconds: between two passes, past a settle time, past a lease, past a resend. */
export const waits = [1_000, 10_000, 40_000, 65_000, 95_000, 130_000, 320_000];

const wholeFile: readonly ActionKind[] = ['open-file', 'save-file'];
const disturbing: readonly ActionKind[] = ['fault', 'pause', 'kill', 'both-pass'];

/** A third of the schedules have whole-file saves; the others hold the strictest invariants. A fifth have no faults. */
export function drawPlan(chance: Chance, seed: number): Plan {
  const savers = chance.flip(0.35);
  const calm = chance.flip(0.2);
  const kinds = actionKinds
    .filter((kind) => (savers || !wholeFile.includes(kind)) && !(calm && disturbing.includes(kind)))
    .flatMap((kind) => Array<ActionKind>(weights[kind]).fill(kind));
  const actions = Array.from({ length: 10 + chance.below(26) }, (_, index): Action => ({
    n: index + 2, kind: chance.pick(kinds), who: chance.below(2), a: chance.below(1000), b: chance.below(1000),
  })); // prettier-ignore
  const first: Action[] = [0, 1].map((n) => ({ n, kind: 'report', who: 0, a: chance.below(4), b: 0 }));
  const workers = chance.flip(0.6) ? 2 : 1;
  const meeting = workers === 2 && !calm && chance.flip(0.5) ? meet(chance) : [];
  const at = chance.below(actions.length);
  return { seed, workers, actions: [...first, ...actions.slice(0, at), ...meeting, ...actions.slice(at)] };
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

/** Everything a run set has to have met. */
export const expectedCoverage: readonly string[] = [
  ...actionKinds,
  ...faultKinds.map((kind) => `struck-${kind}`),
  ...faultTargets.map((target) => `struck-on-${target}`),
  'late-effect',
];
