import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stores, type Plan } from './plan';
import { runPlan } from './run-plan';
import { planOf, runSchedules, tell } from './schedules';

describe.each(stores)('the protocol under people and faults: %s', (store) => {
  it('SHT24 keeps its invariants over many schedules, and people, faults and crashes all happen', () => {
    const result = runSchedules({ store, schedules: 120, seed: 20_261_121 });

    expect(result.failure === null ? '' : tell(result)).toBe('');
    for (const what of [
      'type-level',
      'delete-row',
      'crash',
      'pause',
      'write-gateway-after',
      'late-commit-arrives',
      'teams-change',
      'found-typed',
    ])
      expect({ what, times: result.coverage.get(what) ?? 0 }).not.toEqual({ what, times: 0 });
  });

  it('SHT24 the same seed gives the same trace', () => {
    const plan = planOf(store, 11);

    expect(runPlan(plan).trace).toBe(runPlan(plan).trace);
  });
});

/** Schedules that failed once, whole as they were drawn; their names say what went wrong. */
const kept = join(__dirname, 'kept');

describe('schedules that failed once', () => {
  it.each(readdirSync(kept).map((file) => [file.replace('.json', '').replaceAll('-', ' '), file]))(
    'SHT24 %s',
    (_name, file) => {
      const plan = JSON.parse(readFileSync(join(kept, file), 'utf8')) as Plan;

      expect(runPlan(plan).violation).toBeNull();
    },
  );
});
