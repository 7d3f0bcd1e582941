/** What is told about a worksheet as a whole. */
import { calculatesByHand, lineMisplaced, rowsLate } from '../../../sync/protocol/warnings';
import { aRom, anOrganisation, day, region, riskId } from '../../kit/builders';

const rom = aRom().person;
const at = { org: anOrganisation(), people: [rom] };
const what = { tag: 'now', today: day('2026-11-23') };
const rows = [riskId('NS-2026-0001'), riskId('NS-2026-0002')];

it.each([
  ['SHT47 rows that are late', () => rowsLate(at, region('NS'), { ...what, rows })],
  ['SHT53 lines that are misplaced', () => lineMisplaced(at, { kind: 'line-misplaced', region: region('NS'), rows }, what)],
])('%s are named to the ROM, each once and without a day, for nothing falls due', (_, decide) => {
  const { notices } = decide();

  expect(notices.map(({ to }) => to)).toEqual([{ kind: 'person', id: rom.id }]);
  expect(notices[0]?.items).toEqual(rows.map((id) => ({ riskId: id, subjectId: null, dueOn: null, daysLate: 0 })));
}); // prettier-ignore

it('SHT54 every region’s ROM and the Casework Support Manager hear that the workbook is calculated by hand', () => {
  const { notices, audit } = calculatesByHand(at, what);

  const heard = notices.map(({ to, region: of, channel }) => [to.kind, of, channel]);
  expect(heard).toContainEqual(['person', 'NS', 'teams']);
  expect(heard).toContainEqual(['department', null, 'mail']);
  expect(new Set(notices.map(({ key }) => key)).size).toBe(notices.length);
  expect(notices.map(({ key }) => key)).not.toEqual(calculatesByHand(at, { ...what, tag: 'later' }).notices.map(({ key }) => key)); // prettier-ignore
  expect(audit).toEqual([{ act: 'calculates-by-hand', actor: 'sheet', subject: 'register', detail: {} }]);
});
