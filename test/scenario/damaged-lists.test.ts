/** What people do to the lists themselves while the service runs: a whole list, a column or half the items gone. Nothing is concluded from it. */
import { everyMessage, moveClock, readiness } from './kit/box';
import { textOf } from './kit/card';
import { editBook, lineShows, sheetOf } from './kit/file';
import { listHands } from './kit/list-book';
import { peopleOf } from './kit/people';
import { inPlace } from './kit/place';
import { report } from './kit/report';
import { eventually, until } from './kit/until';

// Told with lists whatever the lane: the workbook has stories of its own.
const place = inPlace({ settings: { CRR_STORE: 'lists' } });
const person = peopleOf(place);
const year = new Date().getFullYear();
const needsALook = (region: string) => `The sheet of ${region} needs a look`;

beforeAll(async () => {
  for (const code of ['NS-ROM', 'EM-ROM', 'WV-ROM']) await person(code).open();
  await lineShows(
    place(),
    { worksheet: 'Kingsreach', riskId: `KR-${year}-0005` },
    (cell) => cell('Status') !== '',
  );
}, 40_000);

const goneNotices = async () =>
  (await everyMessage(place())).filter(({ message }) =>
    JSON.stringify(message).includes('is gone from the sheet of'),
  );

async function startAgain(): Promise<void> {
  await place().stop();
  await place().start();
}

/** A row that nobody has read back yet would simply be sent again; what people type on one of them is taken by a reading of all. */
async function readOnce(id: string): Promise<void> {
  await editBook(place(), (book) => {
    const table = book.sheet('Northshire');
    table.type(table.line(id), 'Change working arrangement', 'Remote only');
  });
  await until('what was typed is taken', async () =>
    textOf((await person('NS-ROM').say(id)).card).includes('Remote only'),
  );
}

it('SHT12 SHT6 a list that was deleted: its region is left alone, the others go on; made anew it is filled by the ROM’s word', async () => {
  const before = (await sheetOf(place(), 'Northshire')).ids();
  await readOnce(before[1] ?? '');
  await (await listHands(place(), 'Northshire')).deleteList();
  await person('NS-ROM').sees(needsALook('Northshire'), 30_000);

  const north = await report(person('CW-01'));
  const east = await report(person('CW-04'), { Region: 'Eastmere' });
  await lineShows(place(), { worksheet: 'Eastmere', riskId: east.id }, () => true, 30_000);
  await moveClock(place(), 'PT5M');
  expect(await goneNotices()).toEqual([]);

  await startAgain();
  const notice = await person('NS-ROM').sees('Many rows are gone or changed at once', 40_000);
  const asked = await person('NS-ROM').press(notice, 'Say what it was');
  await person('NS-ROM').press(asked, 'Put them back');

  await eventually(async () => expect((await sheetOf(place(), 'Northshire')).ids()).toEqual(expect.arrayContaining([...before, north.id])), 40_000); // prettier-ignore
  await lineShows(
    place(),
    { worksheet: 'Northshire', riskId: before[0] ?? '' },
    (cell) => cell('Status') !== '',
    30_000,
  );
  const ids = (await sheetOf(place(), 'Northshire')).ids();
  expect(new Set(ids).size).toBe(ids.length);
  expect(await goneNotices()).toEqual([]);
  await eventually(async () => expect((await readiness(place())).status).toBe('ready'));
}, 180_000);

it('SHT12 a column that was deleted: nothing of it is concluded, and made anew it shows what the register holds', async () => {
  const id = `EM-${year}-0001`;
  const other = `EM-${year}-0002`;
  const eastmere = (riskId: string) => ({ worksheet: 'Eastmere', riskId });
  const level = (await lineShows(place(), eastmere(other)))('Level');
  await (await listHands(place(), 'Eastmere')).deleteColumn('Level');
  // A list tells nobody that a column is gone; it shows when the service next writes there, or reads the list whole.
  const rom = person('EM-ROM');
  const form = await rom.press(await rom.say(id), 'Record or change');
  await rom.press(form, 'Save', { fill: { Level: 'Very high', 'Why this level': 'Bitten.' } });
  await rom.sees(needsALook('Eastmere'), 30_000);
  await moveClock(place(), 'PT5M');
  expect(textOf((await rom.say(id)).card)).toContain('Very high');

  await startAgain();

  await lineShows(place(), eastmere(id), (cell) => cell('Level') === 'Very high', 40_000);
  await lineShows(place(), eastmere(other), (cell) => cell('Level') === level, 40_000);
}, 120_000);

it('SHT6 half of a list deleted at once is never believed, however long it lasts', async () => {
  const all = (await sheetOf(place(), 'Westvale')).ids();
  const gone = all.slice(0, Math.ceil(all.length / 2) + 1);
  await editBook(place(), (book) => {
    const table = book.sheet('Westvale');
    table.lines = table.lines.filter((line) => !gone.includes(table.shows(line, 'Risk ID')));
  });
  await person('WV-ROM').sees(needsALook('Westvale'), 30_000);

  for (let days = 0; days < 3; days += 1) await moveClock(place(), 'P1D');

  for (const id of gone) expect(await person('WV-ROM').hasCard(`The row of ${id} is gone`)).toBe(false);
  expect(textOf((await person('WV-ROM').say(gone[0] ?? '')).card)).toContain(gone[0]);
}, 90_000);
