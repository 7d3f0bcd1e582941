/** Many schedules in a row, with what they covered and the first failure, shrunk. */
import { seeded } from '../kit/seeded';
import { actionKinds, drawPlan, fates, type Plan } from './plan';
import { runPlan, type Outcome } from './run-plan';
import { shrink } from './shrink';

export interface Result {
  ran: number;
  coverage: Map<string, number>;
  /** Actions and faults that never happened: a run that proves nothing about them. Only judged from 500 schedules. */
  uncovered: string[];
  failure: { seed: number; plan: Plan; outcome: Outcome } | null;
}

export function runSchedules(wanted: { schedules: number; seed: number }): Result {
  const coverage = new Map<string, number>();
  for (let index = 0; index < wanted.schedules; index++) {
    const seed = wanted.seed + index;
    const plan = drawPlan(seeded(seed), seed);
    const outcome = runPlan(plan);
    for (const [what, count] of outcome.coverage) coverage.set(what, (coverage.get(what) ?? 0) + count);
    if (outcome.violation) {
      const small = shrink(plan, outcome);
      return {
        ran: index + 1,
        coverage,
        uncovered: [],
        failure: { seed, plan: small, outcome: runPlan(small) },
      };
    }
    // The same seed must give the same trace, or a failure found at night could not be replayed by day.
    if (index % 50 === 0 && runPlan(plan).trace !== outcome.trace)
      throw new Error(`Seed ${seed} does not repeat itself`);
  }
  const expected = [...actionKinds, ...fates.map((fate) => `write-${fate}`), 'late-commit-arrives'];
  const uncovered = wanted.schedules < 500 ? [] : expected.filter((what) => !coverage.has(what));
  return { ran: wanted.schedules, coverage, uncovered, failure: null };
}

export function tell(result: Result): string {
  const covered = [...result.coverage]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, count]) => `${what} ${count}`);
  const lines = [`covered: ${covered.join(', ')}`];
  if (result.uncovered.length > 0) lines.push(`NEVER HAPPENED: ${result.uncovered.join(', ')}`);
  if (result.failure) {
    const { seed, outcome } = result.failure;
    lines.push(
      `FAILED with seed ${seed}: ${outcome.violation?.stack ?? outcome.violation?.message}`,
      ...outcome.story.map((step, index) => `${String(index + 1).padStart(3)}. ${step}`),
    );
  }
  return lines.join('\n');
}
