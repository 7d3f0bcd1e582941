import { seeded } from '../kit/seeded';
import { drawPlan } from './plan';
import { runPlan } from './run-plan';
import { runSchedules, tell } from './schedules';

describe('protocol R1 under an adversarial workbook', () => {
  it('SHT24 keeps its invariants over many schedules', () => {
    const result = runSchedules({ store: 'excel', schedules: 150, seed: 20_261_121 });

    expect(result.failure === null ? '' : tell(result)).toBe('');
  });

  it('SHT24 the schedules are not idle: people, faults and crashes all happen', () => {
    const coverage = runSchedules({ store: 'excel', schedules: 40, seed: 7 }).coverage;

    for (const what of [
      'type-level',
      'sort',
      'delete-row',
      'crash',
      'pause',
      'write-commit-unknown',
      'write-late-commit',
      'teams-change',
    ])
      expect(coverage.get(what) ?? 0).toBeGreaterThan(0);
  });

  it('SHT24 the same seed gives the same trace', () => {
    const plan = drawPlan(seeded(11), 11, 'excel');

    expect(runPlan(plan).trace).toBe(runPlan(plan).trace);
  });
});
