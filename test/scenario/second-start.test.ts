/** Stopped and started again: everything is as it was, and the sample comes once. */
import { rm } from 'node:fs/promises';
import { lineShows, sheetOf } from './kit/file';
import { Persona } from './kit/people';
import { freshHome, settingsFor, type Place } from './kit/place';
import { report } from './kit/report';
import { isReady, startProgram, type Program } from './kit/spawned';
import { textOf } from './kit/card';

const regions = ['Northshire', 'Eastmere', 'Calderdene', 'Westvale', 'Midmarch', 'Kingsreach'];
let home: string;
let settings: Record<string, string>;
let program: Program | undefined;

beforeEach(async () => {
  home = await freshHome();
  settings = await settingsFor(home);
});
afterEach(async () => {
  await program?.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 3 });
}, 30_000);

async function allIds(place: Place): Promise<string[]> {
  const book = await Promise.all(regions.map(async (name) => (await sheetOf(place, name)).ids()));
  return book.flat().filter((id) => id !== '');
}

it('a second start finds the sample and the report of the first, once each', async () => {
  program = startProgram(settings);
  await isReady(program);
  await lineShows(program, { worksheet: 'Kingsreach', riskId: `KR-${new Date().getFullYear()}-0005` });
  const { id } = await report(new Persona(program, 'CW-01'));
  await program.stop();

  program = startProgram(settings);
  await isReady(program);

  expect(program.printed()).toContain(settings.CRR_TENANT_PORT);
  await lineShows(program, { worksheet: 'Northshire', riskId: id }, (cell) => cell('Status') === 'Reported');
  const ids = await allIds(program);
  expect(ids).toHaveLength(31);
  expect(new Set(ids).size).toBe(31);
}, 90_000);

it('started empty there is no sample, then or on a later start, and the first report is number one', async () => {
  program = startProgram(settings, ['run', '--empty']);
  await isReady(program);
  expect(await allIds(program)).toEqual([]);
  await program.stop();

  program = startProgram(settings);
  await isReady(program);
  const { id, answer } = await report(new Persona(program, 'CW-01'));
  await lineShows(program, { worksheet: 'Northshire', riskId: id }, (cell) => cell('Status') === 'Reported');

  expect(id).toMatch(/^NS-\d{4}-0001$/);
  expect(textOf(answer.card)).toContain(id);
  expect(await allIds(program)).toEqual([id]);
}, 90_000);
