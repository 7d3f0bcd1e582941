/** The list's filter: every word counts, regions and inactive ones as chosen. */
import { type RiskItem } from '../../teams-app/api/contract';
import { filtered, lateCount, noFilter } from '../../teams-app/web/features/risks/filter';
import { region, riskId, day } from '../kit/builders';

const row = (parts: Partial<Extract<RiskItem, { view: 'row' }>>): RiskItem => ({
  view: 'row',
  id: riskId('NS-2026-0001'),
  region: region('NS'),
  caseRef: 'MOS-90001',
  status: 'monitored',
  posture: 'restricted',
  types: ['general'],
  category: 'dangerous-animal',
  level: 'low',
  ownerName: 'Northshire RCM 1',
  nextReviewOn: day('2026-11-23'),
  daysLate: 0,
  ...parts,
});
const one = row({});
const late = row({
  id: riskId('EM-2026-0002'),
  region: region('EM'),
  level: 'high',
  category: 'weapons',
  daysLate: 3,
});
const inactive = row({ id: riskId('NS-2026-0003'), status: 'inactive', category: null, level: null });
const own: RiskItem = {
  view: 'instruction',
  id: riskId('NS-2026-0004'),
  region: region('NS'),
  caseRef: null,
  status: 'reported',
  posture: 'remote-only',
};
const all = [one, late, inactive, own];
const ids = (filter: Partial<typeof noFilter>) =>
  filtered(all, { ...noFilter, ...filter }).map((risk) => risk.id);

describe('the filter of the list', () => {
  it('leaves inactive risks out unless asked for', () => {
    expect(ids({})).toEqual([one.id, late.id, own.id]);
    expect(ids({ withInactive: true })).toHaveLength(4);
  });

  it('keeps to one region', () => {
    expect(ids({ region: 'EM' })).toEqual([late.id]);
  });

  it.each([
    ['0002', [late.id]],
    ['mos-90001', [one.id, late.id]],
    ['Dangerous ANIMAL', [one.id]],
    ['high weapons', [late.id]],
    ['high animal', []],
    ['rcm 1', [one.id, late.id]],
    ['remote only', [own.id]],
    ['  ', [one.id, late.id, own.id]],
    ['[', []],
  ])('finds %j by the words people read', (text, found) => {
    expect(ids({ text })).toEqual(found);
  });

  it('counts what is overdue', () => {
    expect(lateCount(all)).toBe(1);
  });
});
