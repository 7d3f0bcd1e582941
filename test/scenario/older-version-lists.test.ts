/** Somebody restores an older version of one item of a list, or an item stays locked: the counterparts of an older save of the workbook. */
import { moveClock } from './kit/box';
import { textOf } from './kit/card';
import { editBook, lineShows, sheetOf } from './kit/file';
import { listHands } from './kit/list-book';
import { reportWhileLocked } from './kit/locked';
import { peopleOf } from './kit/people';
import { inPlace } from './kit/place';
import { report } from './kit/report';
import { until } from './kit/until';

// Told with lists whatever the lane: the workbook has stories of its own.
const place = inPlace({ settings: { CRR_STORE: 'lists' } });
const person = peopleOf(place);
const year = new Date().getFullYear();
const at = (riskId: string) => ({ worksheet: 'Northshire', riskId });

beforeAll(async () => {
  for (const code of ['NS-ROM', 'NS-RCM']) await person(code).open();
  await lineShows(
    place(),
    { worksheet: 'Kingsreach', riskId: `KR-${year}-0005` },
    (cell) => cell('Status') !== '',
  );
}, 40_000);

const setLevel = async (id: string, level: string) => {
  const form = await person('NS-RCM').press(await person('NS-RCM').say(id), 'Record or change');
  await person('NS-RCM').press(form, 'Save', { fill: { Level: level, 'Why this level': 'Seen loose twice.' } }); // prettier-ignore
};

it('SHT10 MRG14 what the service wrote since that version is written again, and what stands on other items stays', async () => {
  const id = `NS-${year}-0001`;
  await setLevel(id, 'Medium');
  await lineShows(place(), at(id), (cell) => cell('Level') === 'Medium', 30_000);
  await editBook(place(), (book) => {
    const table = book.sheet('Northshire');
    table.type(table.line(`NS-${year}-0002`), 'Change working arrangement', 'Remote only');
  });

  await (await listHands(place(), 'Northshire')).restoreVersion(id, 1);

  await lineShows(place(), at(id), (cell) => cell('Level') === 'Medium', 40_000);
  await until('what was typed elsewhere is taken', async () =>
    textOf((await person('NS-RCM').say(`NS-${year}-0002`)).card).includes('Remote only'),
  );
  await moveClock(place(), 'PT5M');
  expect(textOf((await person('NS-RCM').say(id)).card)).toContain('Medium');
  expect((await sheetOf(place(), 'Northshire')).ids().filter((one) => one === id)).toHaveLength(1);
}, 90_000);

it('MRG14 what a colleague typed and the register took over is written again over the older version', async () => {
  const id = `NS-${year}-0003`;
  const hands = await listHands(place(), 'Northshire');
  const before = (await hands.versions(id)).length;
  await editBook(place(), (book) => {
    const table = book.sheet('Northshire');
    table.type(table.line(id), 'Change level', 'Very high');
  });
  const inTeams = async () => textOf((await person('NS-RCM').say(id)).card);
  await until('the edit is taken', async () => (await inTeams()).includes('Very high'));
  await until(
    'the service has answered on the item',
    async () => (await hands.versions(id)).length > before + 1,
  );
  await lineShows(place(), at(id), (cell) => cell('Level') === 'Very high', 30_000);

  await hands.restoreVersion(id, before);

  await lineShows(place(), at(id), (cell) => cell('Level') === 'Very high', 40_000);
  await moveClock(place(), 'PT5M');
  expect(await inTeams()).toContain('Very high');
}, 90_000);

it('SHT11 what somebody typed and the older version took out is listed to the ROM and stays in effect', async () => {
  const id = `NS-${year}-0004`;
  const summary = 'The lift is out of order; use the stairs.';
  const before = (await (await listHands(place(), 'Northshire')).versions(id)).length;
  await editBook(place(), (book) => {
    const table = book.sheet('Northshire');
    table.type(table.line(id), 'Summary', summary);
  });
  const inTeams = async () => textOf((await person('NS-RCM').say(id)).card);
  await until('the edit is taken', async () => (await inTeams()).includes(summary));
  // The service must have written on the item since, and read it back: only then can it see the item go back.
  const since = await until('the service has answered on the item', async () => {
    const { length } = await (await listHands(place(), 'Northshire')).versions(id);
    return length > before + 1 && length - before;
  });
  for (const code of ['CW-01', 'CW-03']) {
    const other = await report(person(code));
    await lineShows(place(), at(other.id), (cell) => cell('Status') === 'Reported', 30_000);
  }

  await (await listHands(place(), 'Northshire')).restoreVersion(id, since);

  const notice = await person('NS-ROM').sees('The sheet of Northshire went back to an older state', 30_000);
  expect(textOf(notice.card)).toContain(id);
  // A cell of people's own is left as they restored it.
  expect((await lineShows(place(), at(id)))('Summary')).not.toBe(summary);
  expect(await inTeams()).toContain(summary);
}, 90_000);

it('SHT23 a list that is locked for a while makes the service wait, and the report is in it once afterwards', async () => {
  await reportWhileLocked(place(), person('CW-02'), '/lists/[^/]+/items');
}, 90_000);
