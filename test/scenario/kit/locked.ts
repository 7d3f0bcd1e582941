/** A register that another program keeps locked for a while: the service waits, and the report is in it once afterwards (SHT23). */
import { forgetFaults, planFaults } from './box';
import { lineShows, sheetOf } from './file';
import { type Persona } from './people';
import { type Place } from './place';
import { report } from './report';
import { until } from './until';

/** `path`: of the requests that are refused as locked. */
export async function reportWhileLocked(place: Place, who: Persona, path: string): Promise<void> {
  const answer = { status: 423, code: 'resourceLocked' };
  await planFaults(place, { match: { method: 'POST', path }, times: 1000, answer });
  const { id } = await report(who, { 'What is the risk?': 'A low beam in the hallway; mind your head.' });
  await until('the service has been refused', async () => (await place.log()).includes('"locked"'));
  expect((await sheetOf(place, 'Northshire')).find(id)).toBeUndefined();

  await forgetFaults(place);

  const at = { worksheet: 'Northshire', riskId: id };
  const shows = await lineShows(place, at, (cell) => cell('Status') === 'Reported', 60_000);
  expect(shows('Summary')).toContain('A low beam');
  expect((await sheetOf(place, 'Northshire')).ids().filter((one) => one === id)).toHaveLength(1);
}
