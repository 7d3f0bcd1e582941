/** Somebody saves an older copy of the whole file over a newer one, or keeps it locked (story 2.7). */
import { everyMessage, moveClock } from './kit/box';
import { textOf } from './kit/card';
import { type Book } from './kit/book';
import { editBook, lineShows, openBook, saveBytes, sheetOf } from './kit/file';
import { peopleOf } from './kit/people';
import { reportWhileLocked } from './kit/locked';
import { inPlace, ofTheWorkbook } from './kit/place';
import { report } from './kit/report';
import { eventually, until } from './kit/until';

ofTheWorkbook('the workbook saved over', () => {
  const place = inPlace();
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

  /** A view of the file may lag for two minutes, so what is missing is written again only after them. */
  const written = 180_000;

  const goneNotices = async () =>
    (await everyMessage(place())).filter(({ message }) =>
      JSON.stringify(message).includes('is gone from the sheet'),
    );

  it('SHT10 what the service wrote since the file was opened is written again, and nothing counts as deleted', async () => {
    const opened: Book = await openBook(place());
    const { id } = await report(person('CW-01'));
    await lineShows(place(), at(id), (cell) => cell('Status') === 'Reported');
    const form = await person('NS-RCM').press(
      await person('NS-RCM').say(`NS-${year}-0001`),
      'Record or change',
    );
    await person('NS-RCM').press(form, 'Save', {
      fill: { Level: 'Medium', 'Why this level': 'It has been seen loose twice.' },
    });
    await lineShows(place(), at(`NS-${year}-0001`), (cell) => cell('Level') === 'Medium');

    const table = opened.sheet('Northshire');
    table.type(table.line(`NS-${year}-0002`), 'Change working arrangement', 'Remote only');
    await saveBytes(place(), opened.bytes());

    const back = await lineShows(place(), at(id), (cell) => cell('Status') === 'Reported', written);
    expect(back('Summary')).toContain('A loose paving stone');
    await lineShows(place(), at(`NS-${year}-0001`), (cell) => cell('Level') === 'Medium', written);
    await lineShows(
      place(),
      at(`NS-${year}-0002`),
      (cell) => cell('Working arrangement') === 'Remote only',
      30_000,
    );
    await until('what was typed in the older copy is taken', async () =>
      textOf((await person('NS-RCM').say(`NS-${year}-0002`)).card).includes('Remote only'),
    );
    await moveClock(place(), 'PT5M');
    await moveClock(place(), 'PT5M');
    const after = await sheetOf(place(), 'Northshire');
    expect(after.ids().filter((one) => one === id)).toHaveLength(1);
    expect(await goneNotices()).toEqual([]);
  }, 300_000);

  it('SHT11 what somebody typed meanwhile and the older copy took out is listed to the ROM and stays in effect', async () => {
    const id = `NS-${year}-0004`;
    const opened = await openBook(place());
    await editBook(place(), (book) => {
      const table = book.sheet('Northshire');
      table.type(table.line(id), 'Change level', 'High');
    });
    await until('the edit is taken', async () => /High/.test(textOf((await person('NS-RCM').say(id)).card)));
    // The service must have published something after the copy was made: only then can it see the sheet go back.
    await lineShows(place(), at(id), (cell) => cell('Level') === 'High' && cell('Service line') !== '');
    await report(person('CW-01'));
    await eventually(async () =>
      expect((await sheetOf(place(), 'Northshire')).lines.length).toBeGreaterThan(6),
    );

    await saveBytes(place(), opened.bytes());

    const notice = await person('NS-ROM').sees('The sheet of Northshire went back to an older state', 30_000);
    expect(textOf(notice.card)).toContain(id);
    await lineShows(place(), at(id), (cell) => cell('Level') === 'High', 30_000);
    expect(textOf((await person('NS-RCM').say(id)).card)).toMatch(/High/);
  }, 90_000);

  it('SHT23 a file that another program keeps locked makes the service wait, and the report is in it afterwards', async () => {
    await reportWhileLocked(place(), person('CW-02'), '/workbook/');
  }, 90_000);
});
