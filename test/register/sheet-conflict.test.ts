/** What about a row waits for a person's word. */
import { whatWaits } from '../../register/sheet-conflict';
import { type Quarantine, type SheetConflict } from '../../register/sheet-memory';
import { namesOf } from '../../register/sheet-values';
import { aMonitoredRisk, day } from '../kit/builders';

const risk = aMonitoredRisk({ level: 'low' });
const names = namesOf([]);
const conflict: SheetConflict = { field: 'level', sheet: 'High', service: 'Low', held: 'Low' };
const apart: Quarantine = { why: 'pasted-over', since: '2026-11-23T09:00:00.000Z' };
const waits = (row: Parameters<typeof whatWaits>[1]) => whatWaits(risk, row, names);

it('that a row was set apart waits before what it disagrees about, until somebody has spoken', () => {
  expect(waits({ conflicts: [conflict], quarantine: apart })).toBe('quarantine');
  expect(waits({ conflicts: [conflict], quarantine: { ...apart, word: 'leave' } })).toBe('conflict');
  expect(waits({ conflicts: [], quarantine: { ...apart, word: 'leave' } })).toBeNull();
});

it('a conflict waits as long as what held then is in effect', () => {
  expect(waits({ conflicts: [conflict] })).toBe('conflict');
  expect(waits({ conflicts: [{ ...conflict, held: 'Medium' }] })).toBeNull();
  expect(waits(null)).toBeNull();
});

it('a row that is gone waits before anything else, unless the risk was entered in error', () => {
  const gone = { ...risk, missingSince: day('2026-11-23') };

  expect(whatWaits(gone, { conflicts: [conflict], quarantine: apart }, names)).toBe('row-missing');
  expect(whatWaits({ ...gone, status: 'void' }, null, names)).toBeNull();
});
