/** Cuts a failing schedule down to the few steps that make it fail. */
import { type Plan } from './plan';
import { runPlan, type Outcome } from './run-plan';
import { nameOf } from './violation';

type Fails = (plan: Plan) => boolean;

/** Fewer people, then fewer actions, then fewer faults, then no delays, as long as the same invariant breaks. */
export function shrink(plan: Plan, outcome: Outcome): Plan {
  const wanted = nameOf(outcome.violation);
  const fails: Fails = (tried) => nameOf(runPlan(tried).violation) === wanted;
  let best = withoutActors(plan, fails);
  best = { ...best, actions: fewest(best.actions, (actions) => fails({ ...best, actions })) };
  best = { ...best, writes: calmest(best.writes, 'ok', (writes) => fails({ ...best, writes })) };
  best = { ...best, reads: calmest(best.reads, 'ok', (reads) => fails({ ...best, reads })) };
  for (const calm of [{ stale: [] }, { delays: [] }, { delays: [0.5] }])
    if (fails({ ...best, ...calm })) best = { ...best, ...calm };
  return { ...best, stale: calmest(best.stale, 0, (stale) => fails({ ...best, stale })) };
}

function withoutActors(plan: Plan, fails: Fails): Plan {
  let best = plan;
  for (let workers = 1; workers < plan.workers; workers++)
    if (fails({ ...plan, workers })) {
      best = { ...plan, workers };
      break;
    }
  for (const who of [0, 1, 2]) {
    const fewer = { ...best, actions: best.actions.filter((action) => action.who !== who) };
    if (fails(fewer)) best = fewer;
  }
  return best;
}

/** Delta debugging: ever smaller pieces are taken out. */
function fewest<Item>(items: readonly Item[], fails: (items: Item[]) => boolean): Item[] {
  let best = [...items];
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let start = 0; start < best.length;) {
      const fewer = [...best.slice(0, start), ...best.slice(start + size)];
      if (fails(fewer)) best = fewer;
      else start += size;
    }
  return best;
}

/** Whatever is not calm becomes so: all at once, else in halves, else one by one. */
function calmest<Item>(items: readonly Item[], calm: Item, fails: (items: Item[]) => boolean): Item[] {
  if (fails([])) return [];
  let best = [...items];
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let start = 0; start < best.length; start += size) {
      const end = start + size;
      if (best.slice(start, end).every((item) => item === calm)) continue;
      const calmer = best.map((item, at) => (at >= start && at < end ? calm : item));
      if (fails(calmer)) best = calmer;
    }
  const last = best.findLastIndex((item) => item !== calm);
  const trimmed = best.slice(0, last + 1);
  return fails(trimmed) ? trimmed : best;
}
