/** Many schedules in a row, with what they covered and the first failure, shrunk. */
import { seeded } from '../kit/seeded';
import { drawPlan, expectedOf, type Plan, type StoreKind } from './plan';
import { runPlan, type Outcome } from './run-plan';
import { shrink } from './shrink';
import { nameOf } from './violation';

export interface Wanted {
  store: StoreKind;
  seed: number;
  /** Runs seed + first, seed + first + step … below seed + schedules. */
  schedules: number;
  first?: number;
  step?: number;
  /** Run before the drawn ones. */
  kept?: readonly Plan[];
  /** Processes of the service; drawn when absent. */
  workers?: number;
  /** Every schedule runs twice, and both traces must be the same; else every fiftieth. */
  isTwice?: boolean;
  /** A failure is told as it came, not cut down. */
  isRaw?: boolean;
  /** Tells the story of the first schedule, whether or not it fails. */
  isTold?: boolean;
}

export interface Failure {
  store: StoreKind;
  seed: number;
  invariant: string;
  message: string;
  plan: Plan;
  story: string[];
}

export interface Result {
  store: StoreKind;
  ran: number;
  coverage: Map<string, number>;
  failure: Failure | null;
  /** What happened in the first schedule; empty unless asked for. */
  story: string[];
}

export function planOf(store: StoreKind, seed: number, workers?: number): Plan {
  const plan = drawPlan(seeded(seed), seed, store);
  return workers === undefined ? plan : { ...plan, workers };
}

export function runSchedules(wanted: Wanted): Result {
  const { store, isTwice = false } = wanted;
  const result: Result = { store, ran: 0, coverage: new Map(), failure: null, story: storyOf(wanted) };
  for (const plan of plansOf(wanted)) {
    const outcome = runPlan(plan);
    for (const [what, count] of outcome.coverage)
      result.coverage.set(what, (result.coverage.get(what) ?? 0) + count);
    if (outcome.violation) result.failure = failureOf(plan, outcome, wanted);
    else if (isTwice || result.ran % 50 === 0) result.failure = checkRepeats(plan, outcome);
    result.ran += 1;
    if (result.failure) break;
  }
  return result;
}

function* plansOf({
  store,
  seed,
  schedules,
  first = 0,
  step = 1,
  workers,
  kept = [],
}: Wanted): Generator<Plan> {
  yield* kept;
  for (let index = first; index < schedules; index += step) yield planOf(store, seed + index, workers);
}

/** Of the first schedule, by whoever runs it. */
function storyOf({ store, seed, workers, isTold, first = 0 }: Wanted): string[] {
  return isTold && first === 0 ? runPlan(planOf(store, seed, workers), true).story : [];
}

/** The same seed must give the same trace, or a failure found at night could not be replayed by day. */
function checkRepeats(plan: Plan, { trace }: Outcome): Failure | null {
  if (runPlan(plan).trace === trace) return null;
  const { store, seed } = plan;
  const message = `seed ${seed} does not repeat itself`;
  return { store, seed, invariant: 'repeatable', message, plan, story: [] };
}

function failureOf(plan: Plan, outcome: Outcome, wanted: Wanted): Failure {
  const small = wanted.isRaw ? plan : shrink(plan, outcome);
  const { violation, story } = runPlan(small, true);
  return {
    store: plan.store,
    seed: plan.seed,
    invariant: nameOf(violation ?? outcome.violation),
    message: (violation ?? outcome.violation)?.stack ?? '',
    plan: small,
    story,
  };
}

/** From this many schedules on, whatever never happened makes a run prove nothing about it. */
export const enoughToJudge = 2_000;

/** Actions, faults and findings that never happened. */
export function uncovered(result: Result): string[] {
  return result.ran < enoughToJudge
    ? []
    : expectedOf(result.store).filter((what) => !result.coverage.has(what));
}

export function tell(result: Result): string {
  const covered = [...result.coverage]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, count]) => `${what} ${count}`);
  const lines = [`${result.store} covered: ${covered.join(', ')}`];
  const never = uncovered(result);
  if (never.length > 0) lines.push(`${result.store} NEVER HAPPENED: ${never.join(', ')}`);
  lines.push(...numbered(result.story));
  if (result.failure) lines.push(tellFailure(result.failure));
  return lines.join('\n');
}

export function tellFailure({ store, seed, message, plan, story }: Failure): string {
  return [
    `${store} FAILED with seed ${seed}: ${message}`,
    ...numbered(story),
    `plan: ${JSON.stringify(plan)}`,
  ].join('\n');
}

const numbered = (story: readonly string[]) =>
  story.map((step, index) => `${String(index + 1).padStart(4)}. ${step}`);
