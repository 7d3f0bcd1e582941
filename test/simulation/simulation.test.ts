import { keptNames, keptPlan } from './kept-plans';
import { stores } from './plan';
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

describe('schedules that failed once', () => {
  it.each(keptNames().map((name) => [name.replaceAll('-', ' '), name]))('SHT24 %s', (_words, name) => {
    expect(runPlan(keptPlan(name)).violation).toBeNull();
  });
});
