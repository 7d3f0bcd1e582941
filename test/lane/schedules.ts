/** Many schedules in a row on one office, what they covered, and the failures, each cut down to what makes it fail. */
import { seeded } from '../kit/seeded';
import { type Office } from './office';
import { Violation } from './oracle';
import { drawPlan, type Plan } from './plan';
import { runPlan, type Outcome } from './run-plan';

export interface Failure {
  seed: number;
  message: string;
  story: readonly string[];
}

export interface Result {
  ran: number;
  coverage: Record<string, number>;
  failures: Failure[];
}

/** Runs the seeds from, from + step, … as many as wanted. Goes on after a failure: the next may tell more. */
export async function runSchedules(
  office: Office,
  wanted: { schedules: number; from: number; step?: number; shrinking?: boolean },
): Promise<Result> {
  const result: Result = { ran: 0, coverage: {}, failures: [] };
  for (; result.ran < wanted.schedules; result.ran++) {
    const seed = wanted.from + result.ran * (wanted.step ?? 1);
    const plan = drawPlan(seeded(seed), seed);
    const outcome = await runPlan(office, plan);
    for (const [what, count] of outcome.coverage)
      result.coverage[what] = (result.coverage[what] ?? 0) + count;
    if (!outcome.violation) continue;
    const told = wanted.shrinking ? await shrink(office, plan, outcome) : outcome;
    result.failures.push({ seed, message: told.violation?.message ?? '', story: told.story });
  }
  return result;
}

const kindOf = (error: Error | null) =>
  error instanceof Violation ? error.invariant : (error?.message ?? '');

/** Leaves out actions as long as the same invariant breaks. Late writes come in real time, so now and then one that matters is kept. */
async function shrink(office: Office, plan: Plan, outcome: Outcome): Promise<Outcome> {
  let [best, told] = [plan, outcome];
  for (let size = Math.ceil(plan.actions.length / 2); size >= 1; size = Math.floor(size / 2))
    for (let start = 0; start < best.actions.length;) {
      const actions = [...best.actions.slice(0, start), ...best.actions.slice(start + size)];
      const fewer = { ...best, actions };
      const again = await runPlan(office, fewer);
      if (again.violation !== null && kindOf(again.violation) === kindOf(outcome.violation))
        [best, told] = [fewer, again];
      else start += size;
    }
  return told;
}
