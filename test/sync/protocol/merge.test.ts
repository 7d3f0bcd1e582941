import fc from 'fast-check';
import { pairedFields } from '../../../register/columns';
import { resolve } from '../../../sync/protocol/merge';

const sides = (base: string, sheet: string, service: string) => ({ base, sheet, service });

describe('what holds when both sides changed a field', () => {
  it('MRG2 the more open status holds', () => {
    expect(resolve('status', sides('Recorded', 'Inactive', 'Monitored')).kind).toBe('service');
    expect(resolve('status', sides('Monitored', 'Recorded', 'Inactive')).kind).toBe('sheet');
  });

  it('MRG3 the higher level, the more careful arrangement and warning hold', () => {
    expect(resolve('level', sides('Low', 'Very high', 'Medium')).kind).toBe('sheet');
    expect(resolve('level', sides('High', 'Low', 'Medium')).kind).toBe('service');
    expect(resolve('posture', sides('Normal', 'Restricted', 'Remote only')).kind).toBe('service');
    expect(resolve('warning', sides('Requested', 'None', 'Placed')).kind).toBe('service');
  });

  it('MRG4 the earlier review day holds', () => {
    expect(resolve('nextReviewOn', sides('2026-12-01', '2026-12-09', '2026-12-05')).kind).toBe('service');
    expect(resolve('nextReviewOn', sides('2026-12-01', '2026-11-25', '2026-12-05')).kind).toBe('sheet');
    expect(resolve('nextReviewOn', sides('2026-12-01', '2026-11-25', '')).kind).toBe('sheet');
  });

  it('MRG4 the earlier review day holds, in whatever words it was typed', () => {
    expect(resolve('nextReviewOn', sides('2026-12-01', '9 Dec 2026', '2026-12-05')).kind).toBe('service');
    expect(resolve('nextReviewOn', sides('2026-12-01', '25 November 2026', '2026-12-05')).kind).toBe('sheet');
  });

  it('MRG5 additions of both sides are kept, removals of either go', () => {
    expect(resolve('mitigations', sides('A; B', 'A; C', 'A; B; D'))).toEqual({
      kind: 'merged',
      value: 'A; C; D',
    });
    expect(resolve('types', sides('', 'General', 'Safeguarding'))).toEqual({
      kind: 'merged',
      value: 'General; Safeguarding',
    });
  });

  it('MRG6 owner follows the sheet, category follows Teams', () => {
    expect(resolve('owner', sides('a', 'b', 'c')).kind).toBe('sheet');
    expect(resolve('category', sides('a', 'b', 'c')).kind).toBe('service');
  });

  it('MRG8 merging the result again changes nothing', () => {
    const list = fc
      .array(fc.constantFrom('A', 'B', 'C', 'D'), { maxLength: 4 })
      .map((items) => [...new Set(items)].join('; '));
    fc.assert(
      fc.property(fc.constantFrom(...pairedFields), list, list, list, (field, base, sheet, service) => {
        const once = resolve(field, sides(base, sheet, service));
        if (once.kind !== 'merged') return true;
        const twice = resolve(field, sides(base, once.value, once.value));
        return twice.kind === 'merged' && twice.value === once.value;
      }),
    );
  });
});
