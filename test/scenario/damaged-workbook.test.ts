/** The workbook is damaged while the service runs: it says what is wrong, concludes nothing, and goes on when mended. */
import { everyMessage, moveClock, readiness } from './kit/box';
import { textOf } from './kit/card';
import { download, editBook, lineShows, openBook, saveBytes, sheetOf } from './kit/file';
import { peopleOf } from './kit/people';
import { inPlace, ofTheWorkbook } from './kit/place';
import { report } from './kit/report';
import { eventually, until } from './kit/until';

ofTheWorkbook('the workbook damaged', () => {
  const place = inPlace();
  const person = peopleOf(place);
  const year = new Date().getFullYear();
  const at = (riskId: string) => ({ worksheet: 'Northshire', riskId });
  const isReady = async () => expect((await readiness(place())).status).toBe('ready');

  beforeAll(async () => {
    await person('NS-ROM').open();
    await person('EM-ROM').open();
    await lineShows(
      place(),
      { worksheet: 'Kingsreach', riskId: `KR-${year}-0005` },
      (cell) => cell('Status') !== '',
    );
  }, 40_000);

  it('bytes that are no workbook are named in words, reports are taken, and a good file brings everything in', async () => {
    const good = await download(place());
    await saveBytes(place(), new TextEncoder().encode('This is no workbook.'));
    await eventually(async () => {
      const { status, waiting } = await readiness(place());
      expect(status).toBe('not ready');
      expect(waiting.join(' ')).toMatch(/^register: .*workbook/);
    });

    const { id, answer } = await report(person('CW-01'));
    expect(textOf(answer.card)).toContain('Thank you.');
    await saveBytes(place(), good);

    await lineShows(place(), at(id), (cell) => cell('Status') === 'Reported', 30_000);
    await eventually(isReady);
  }, 60_000);

  it('a worksheet with another name is still the same worksheet', async () => {
    const book = await openBook(place());
    book.edit('xl/workbook.xml', (xml) => xml.replace('name="Eastmere"', 'name="Eastmere (team B)"'));
    await saveBytes(place(), book.bytes());

    const { id } = await report(person('CW-04'), { Region: 'Eastmere' });

    const shows = await lineShows(
      place(),
      { worksheet: 'Eastmere (team B)', riskId: id },
      (cell) => cell('Status') === 'Reported',
      30_000,
    );
    expect(shows('Summary')).toContain('paving');
  }, 60_000);

  it('SHT12 a region whose table is gone is left alone and its ROM told; the others go on; back again it is used', async () => {
    const whole = await openBook(place());
    const damaged = await openBook(place());
    const rename = (from: string, to: string) => (xml: string) => xml.replaceAll(`"${from}"`, `"${to}"`);
    for (const path of damaged.tableParts()) damaged.edit(path, rename('Risks_NS', 'Something'));
    await saveBytes(place(), damaged.bytes());
    await person('NS-ROM').sees('The sheet of Northshire needs a look', 30_000);

    const north = await report(person('CW-01'));
    const east = await report(person('CW-04'), { Region: 'Eastmere' });
    await lineShows(place(), { worksheet: 'Eastmere (team B)', riskId: east.id }, () => true, 30_000);
    await moveClock(place(), 'PT5M');
    expect(
      (await everyMessage(place())).filter(({ message }) =>
        JSON.stringify(message).includes('is gone from the sheet of'),
      ),
    ).toEqual([]);
    const mended = await openBook(place());
    for (const path of mended.tableParts()) mended.edit(path, rename('Something', 'Risks_NS'));
    await saveBytes(place(), mended.bytes());

    await lineShows(place(), at(north.id), (cell) => cell('Status') === 'Reported', 30_000);
    expect(whole.tableParts().length).toBe(mended.tableParts().length);
  }, 120_000);

  it('SHT6 half of a region deleted at once is never believed, however long it lasts', async () => {
    const gone = [1, 2, 3, 4].map((number) => `NS-${year}-000${number}`);
    const before = await sheetOf(place(), 'Northshire');
    await editBook(place(), (book) => {
      const table = book.sheet('Northshire');
      table.lines = table.lines.filter((line) => !gone.includes(table.shows(line, 'Risk ID')));
    });
    const notices = async () =>
      (await person('NS-ROM').cards()).filter(({ card }) =>
        textOf(card).includes('The sheet of Northshire needs a look'),
      );
    await until('the ROM is told again', async () => (await notices()).length >= 2, 30_000);

    for (let days = 0; days < 3; days += 1) await moveClock(place(), 'P1D');

    for (const id of gone) expect(await person('NS-ROM').hasCard(`The row of ${id} is gone`)).toBe(false);
    expect(before.ids()).toEqual(expect.arrayContaining(gone));
    expect(textOf((await person('NS-RCM').say(gone[0] ?? '')).card)).toContain('A large dog');
  }, 60_000);
});
