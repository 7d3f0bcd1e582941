/** What is told about a worksheet as a whole. */
import { lineMisplaced, rowsLate } from '../../../sync/protocol/warnings';
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
