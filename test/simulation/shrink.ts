/** Cuts a failing schedule down to the few steps that make it fail. */
import { type Plan } from './plan';
import { runPlan, type Outcome } from './run-plan';
import { Violation } from './oracle';

function fails(plan: Plan, like: Outcome): boolean {
  const { violation } = runPlan(plan);
  if (violation === null) return false;
  const kind = (error: Error | null) =>
    error instanceof Violation ? error.invariant : (error?.message ?? '');
  return kind(violation) === kind(like.violation);
}

/** Fewer actions, then fewer faults, then one worker, as long as the same invariant breaks. */
export function shrink(plan: Plan, outcome: Outcome): Plan {
  let best = plan;
  for (let size = Math.ceil(best.actions.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let start = 0; start < best.actions.length;) {
      const fewer = {
        ...best,
        actions: [...best.actions.slice(0, start), ...best.actions.slice(start + size)],
      };
      if (fails(fewer, outcome)) best = fewer;
      else start += size;
    }
  for (let index = 0; index < best.fates.length; index++) {
    if (best.fates[index] === 'ok') continue;
    const calmer = { ...best, fates: best.fates.map((fate, at) => (at === index ? 'ok' : fate)) };
    if (fails(calmer, outcome)) best = calmer;
  }
  const fresh = { ...best, stale: best.stale.map(() => 0) };
  if (fails(fresh, outcome)) best = fresh;
  const alone = { ...best, workers: 1 };
  return fails(alone, outcome) ? alone : best;
}
