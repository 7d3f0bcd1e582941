/** Many schedules in a row on one office, what they covered, and the failures, each cut down to what makes it fail. */
import { seeded } from '../kit/seeded';
import { excelFaults } from './excel-faults';
import { faultCoverage } from './faults';
import { listFaults } from './list-faults';
import { type Office } from './office';
import { actionKindsOf, drawPlan, type Plan, type StoreKind } from './plan';
import { runPlan, type Outcome } from './run-plan';
import { Violation } from './violation';

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
    const plan = drawPlan(seeded(seed), seed, office.store);
    const outcome = await runPlan(office, plan);
    addTo(result.coverage, Object.fromEntries(outcome.coverage));
    if (!outcome.violation) continue;
    const told = wanted.shrinking ? await shrink(office, plan, outcome) : outcome;
    result.failures.push({ seed, message: messageOf(told.violation), story: told.story });
  }
  return result;
}

function addTo(sum: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [what, count] of Object.entries(more)) sum[what] = (sum[what] ?? 0) + count;
}

/** What several processes did, as one. */
export function together(shares: readonly Result[]): Result {
  const coverage: Result['coverage'] = {};
  for (const share of shares) addTo(coverage, share.coverage);
  return {
    ran: shares.reduce((sum, share) => sum + share.ran, 0),
    coverage,
    failures: shares.flatMap((share) => share.failures).sort((a, b) => a.seed - b.seed),
  };
}

/** What a large set of schedules of this store should have met and did not. */
export function neverMet(store: StoreKind, coverage: Result['coverage']): string[] {
  const faults = store === 'excel' ? excelFaults : listFaults;
  return [...actionKindsOf(store), ...faultCoverage(faults)].filter((what) => !coverage[what]);
}

/** An error that is no violation is a defect somewhere, and where is in its stack. */
function messageOf(error: Error | null): string {
  if (error === null) return '';
  return error instanceof Violation ? error.message : (error.stack ?? error.message);
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
