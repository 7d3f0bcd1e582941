/** Colleagues work in the spreadsheet as they always did, and nothing they do is lost or surprises them (story 2.7). */
import { moveClock } from './kit/box';
import { textOf } from './kit/card';
import { editBook, lineShows, sheetOf } from './kit/file';
import { peopleOf } from './kit/people';
import { inPlace, inWorkbookOnly } from './kit/place';
import { eventually, until } from './kit/until';

const place = inPlace();
const person = peopleOf(place);
const year = new Date().getFullYear();

/** A risk of the sample by its region and number. */
const idOf = (region: string, number: number) => `${region}-${year}-000${number}`;
const at = (worksheet: string, riskId: string) => ({ worksheet, riskId });

beforeAll(async () => {
  for (const code of ['NS-ROM', 'EM-ROM', 'MM-ROM', 'KR-ROM', 'CD-ROM', 'WV-ROM']) await person(code).open();
  await lineShows(place(), at('Kingsreach', idOf('KR', 5)), (cell) => cell('Status') === 'Monitored');
}, 40_000);

it('SHT2 (S0-51) a value typed in a "Change" cell becomes the truth in the sheet and in Teams', async () => {
  const id = idOf('NS', 1);

  await editBook(place(), (book) => {
    const table = book.sheet('Northshire');
    table.type(table.line(id), 'Change working arrangement', 'Remote only');
  });

  await until('Teams says so', async () => {
    const risk = await person('NS-RCM').say(id);
    return textOf(risk.card).includes('Remote only');
  });
  const shows = await lineShows(
    place(),
    at('Northshire', id),
    (cell) => cell('Working arrangement') === 'Remote only',
  );
  expect(shows('Change working arrangement')).toBe('Remote only');
  expect(shows('Check')).toBe('');
});

it('SHT15 a word that is not in the list stays in its cell, the last value in effect, and Check says why', async () => {
  const id = idOf('NS', 2);

  await editBook(place(), (book) => {
    const table = book.sheet('Northshire');
    table.type(table.line(id), 'Change level', 'Rather high');
  });

  const shows = await lineShows(place(), at('Northshire', id), (cell) =>
    cell('Check').includes('Change level: please choose from the list'),
  );
  expect(shows('Change level')).toBe('Rather high');
  expect(textOf((await person('NS-RCM').say(id)).card)).not.toContain('Rather high');
});

it('SHT16 what Check says goes when its cause goes', async () => {
  const id = idOf('NS', 2);

  await editBook(place(), (book) => {
    const table = book.sheet('Northshire');
    table.type(table.line(id), 'Change level', '');
  });

  await lineShows(place(), at('Northshire', id), (cell) => cell('Check') === '');
});

it('SHT14 RSK25 (S0-43) only the ROM suspends: typed in the sheet it is held, Check says so and the ROM is told', async () => {
  const id = idOf('NS', 3);

  await editBook(place(), (book) => {
    const table = book.sheet('Northshire');
    table.type(table.line(id), 'Change working arrangement', 'Suspended');
  });

  await lineShows(place(), at('Northshire', id), (cell) =>
    cell('Check').includes('only the ROM decides this'),
  );
  await person('NS-ROM').sees(`A change typed for ${id} is not taken yet`);
  expect(textOf((await person('NS-RCM').say(id)).card)).not.toContain('Suspended');
});

inWorkbookOnly('SHT1 sorting the sheet moves lines and no value goes to another risk', async () => {
  const before = await sheetOf(place(), 'Eastmere');
  const summaries = Object.fromEntries(
    before.lines.map((line) => [before.shows(line, 'Risk ID'), before.shows(line, 'Summary')]),
  );

  await editBook(place(), (book) => {
    const table = book.sheet('Eastmere');
    table.lines.reverse();
    table.type(table.line(idOf('EM', 3)), 'Change level', 'Medium');
  });

  await lineShows(place(), at('Eastmere', idOf('EM', 3)), (cell) => cell('Level') === 'Medium');
  const after = await sheetOf(place(), 'Eastmere');
  expect(after.ids()).toEqual([...before.ids()].reverse());
  for (const line of after.lines)
    expect(after.shows(line, 'Summary')).toBe(summaries[after.shows(line, 'Risk ID')]);
  const card = await until('Teams has the level', async () => {
    const risk = await person('EM-RO').say(idOf('EM', 3));
    return /Medium/.test(textOf(risk.card)) ? risk.card : null;
  });
  expect(textOf(card)).toContain('The client must avoid infection');
});

it('SHT9 (S0-03, S0-17) a line typed without a Risk ID is registered once, told to the office, and never written to', async () => {
  const summary = 'The yard floods after rain; bring boots.';

  await editBook(place(), (book) => {
    const table = book.sheet('Midmarch');
    table.lines.splice(
      1,
      0,
      table.fresh({ Summary: summary, 'Case ref': 'MOS-92001', 'Who is at risk': 'Client' }),
    );
  });

  const id = await until('the line is registered', async () => {
    const table = await sheetOf(place(), 'Midmarch');
    const mine = table.lines.find((one) => table.shows(one, 'Check').startsWith('Registered as'));
    return mine && /MM-\d{4}-\d{4}/.exec(table.shows(mine, 'Check'))?.[0];
  });
  const shows = await lineShows(place(), at('Midmarch', id), (cell) => cell('Status') === 'Reported');
  expect(shows('Summary')).toBe(summary);
  expect(shows('Who is at risk')).toBe('Client');
  await person('MM-ROM').sees(`A row typed in the sheet is now ${id}`);
  const table = await sheetOf(place(), 'Midmarch');
  const withSummary = table.lines.filter((line) => table.shows(line, 'Summary') === summary);
  expect(withSummary.map((line) => table.shows(line, 'Risk ID')).sort()).toEqual(['', id]);
});

it('SHT9 the typed line taken away afterwards, as Check asks, leaves one risk', async () => {
  const summary = 'The yard floods after rain; bring boots.';

  await editBook(place(), (book) => {
    const table = book.sheet('Midmarch');
    table.lines = table.lines.filter(
      (line) => table.shows(line, 'Risk ID') !== '' || table.shows(line, 'Summary') !== summary,
    );
  });
  await moveClock(place(), 'PT2M');

  const table = await sheetOf(place(), 'Midmarch');
  expect(table.lines.filter((line) => table.shows(line, 'Summary') === summary)).toHaveLength(1);
});

it('SHT9 a half-typed line without a summary waits and says nothing is lost', async () => {
  await editBook(place(), (book) => {
    const table = book.sheet('Calderdene');
    table.lines.push(table.fresh({ 'Case ref': 'MOS-92002' }));
  });
  await moveClock(place(), 'PT2M');
  // Something else that is taken proves that the service has read the half-typed line as well.
  await editBook(place(), (book) => {
    const table = book.sheet('Calderdene');
    table.type(table.line(idOf('CD', 2)), 'Change level', 'High');
  });

  await until('the other edit is taken', async () =>
    textOf((await person('CD-RCM').say(idOf('CD', 2))).card).includes('High'),
  );
  const table = await sheetOf(place(), 'Calderdene');
  const half = table.lines.filter((line) => table.shows(line, 'Case ref') === 'MOS-92002');
  expect(half.map((line) => table.shows(line, 'Risk ID'))).toEqual(['']);
});

it('a line typed with a Risk ID that nobody gave is pointed at and not believed', async () => {
  await editBook(place(), (book) => {
    const table = book.sheet('Westvale');
    table.lines.push(table.fresh({ 'Risk ID': `WV-${year}-9999`, Summary: 'Typed with an invented ID.' }));
    table.type(table.line(idOf('WV', 2)), 'Change level', 'High');
  });

  await lineShows(place(), at('Westvale', idOf('WV', 2)), (cell) => cell('Level') === 'High');
  await lineShows(place(), at('Westvale', `WV-${year}-9999`), (cell) =>
    cell('Check').includes('This Risk ID is not known'),
  );
  expect(textOf((await person('WV-ROM').say(`WV-${year}-9999`)).card)).toContain('There is no risk');
});

inWorkbookOnly(
  'SHT55 a Risk ID cleared by mistake: Check names it, and typed back nothing has happened',
  async () => {
    const id = idOf('KR', 1);
    const summary = (await sheetOf(place(), 'Kingsreach')).shows(
      (await sheetOf(place(), 'Kingsreach')).line(id),
      'Summary',
    );
    const count = (await sheetOf(place(), 'Kingsreach')).ids().length;
    const mine = async () => {
      const table = await sheetOf(place(), 'Kingsreach');
      const line = table.lines.find((one) => table.shows(one, 'Summary') === summary);
      return line ? (heading: string) => table.shows(line, heading) : () => '';
    };

    await editBook(place(), (book) => {
      const table = book.sheet('Kingsreach');
      table.type(table.line(id), 'Risk ID', '');
    });
    await until('Check names it', async () =>
      (await mine())('Check').startsWith(`This line reads as ${id}.`),
    );

    await editBook(place(), (book) => {
      const table = book.sheet('Kingsreach');
      const line = table.lines.find((one) => table.shows(one, 'Summary') === summary);
      if (line) table.type(line, 'Risk ID', id);
    });

    await lineShows(place(), at('Kingsreach', id), (cell) => cell('Status') !== '' && cell('Check') === '');
    await moveClock(place(), 'PT3M');
    expect((await sheetOf(place(), 'Kingsreach')).ids()).toHaveLength(count);
  },
);

inWorkbookOnly(
  'SHT58 a value typed over a grey cell counts, Check says when it lags, and emptied it gives way to the register',
  async () => {
    const id = idOf('CD', 1);
    const typeInto = (heading: string, words: string) =>
      editBook(place(), (book) => {
        const table = book.sheet('Calderdene');
        table.type(table.line(id), heading, words);
      });

    await typeInto('Working arrangement', 'Remote only');
    await until('Teams says so', async () =>
      textOf((await person('CD-ROM').say(id)).card).includes('Remote only'),
    );
    await typeInto('Change working arrangement', 'Restricted');
    await lineShows(place(), at('Calderdene', id), (cell) =>
      cell('Check').startsWith('Working arrangement: typed over here; the register holds Restricted.'),
    );
    await typeInto('Working arrangement', '');

    const shows = await lineShows(
      place(),
      at('Calderdene', id),
      (cell) => cell('Working arrangement') === 'Restricted' && cell('Check') === '',
      40_000,
    );
    expect(shows('Change working arrangement')).toBe('Restricted');
  },
);

inWorkbookOnly(
  'SHT8 a copied line stands twice: Check says so on both and nothing is taken from either',
  async () => {
    const id = idOf('WV', 3);

    await editBook(place(), (book) => {
      const table = book.sheet('Westvale');
      const copy = table.copy(table.line(id));
      table.type(copy, 'Change level', 'Low');
      table.lines.push(copy);
    });

    await eventually(async () => {
      const table = await sheetOf(place(), 'Westvale');
      const both = table.lines.filter((line) => table.shows(line, 'Risk ID') === id);
      expect(both.map((line) => table.shows(line, 'Check'))).toEqual([
        expect.stringContaining('stands on two lines'),
        expect.stringContaining('stands on two lines'),
      ]);
    });
    await moveClock(place(), 'PT2M');
    expect(textOf((await person('WV-ROM').say(id)).card)).toMatch(/High/);
  },
);

it('SHT4 SHT5 (S0-04, S0-45) a deleted line is believed only later, keeps its risk, and one button puts it back', async () => {
  const id = idOf('KR', 1);
  await editBook(place(), (book) => {
    const table = book.sheet('Kingsreach');
    table.lines = table.lines.filter((line) => table.shows(line, 'Risk ID') !== id);
  });
  await until('the cut has been read', async () => (await place().log()).includes('register-read'));
  expect(await person('KR-ROM').hasCard(`The row of ${id} is gone`)).toBe(false);

  await until(
    'the deletion is believed',
    async () => {
      await moveClock(place(), 'PT2M');
      return person('KR-ROM').hasCard(`The row of ${id} is gone from the sheet`);
    },
    20_000,
  );
  const risk = await person('KR-ROM').say(id);
  expect(textOf(risk.card)).toContain('The row was gone from the sheet');
  const notice = await person('KR-ROM').sees(`The row of ${id} is gone from the sheet`);
  const missing = await person('KR-ROM').press(notice, 'Open it');
  const back = await person('KR-ROM').press(missing, 'Put the row back');

  expect(textOf(back.card)).toContain('Done.');
  const shows = await lineShows(place(), at('Kingsreach', id), (cell) => cell('Status') === 'Monitored');
  expect(shows('Summary')).toContain('Formal enquiries have ended');
});

it('SHT7 (S0-54) a line cut to another region moves the risk, and both ROMs are told', async () => {
  const id = idOf('KR', 5);

  await editBook(place(), (book) => {
    const from = book.sheet('Kingsreach');
    const to = book.sheet('Midmarch');
    const typed = ['Risk ID', 'Case ref', 'Who is at risk', 'Summary', 'Notes'];
    to.lines.push(to.fresh(Object.fromEntries(typed.map((name) => [name, from.shows(from.line(id), name)]))));
    from.lines = from.lines.filter((line) => from.shows(line, 'Risk ID') !== id);
  });

  for (const code of ['KR-ROM', 'MM-ROM']) await person(code).sees(id);
  const shows = await lineShows(place(), at('Midmarch', id), (cell) => cell('Status') === 'Monitored');
  expect(shows('Summary')).toContain('Visits can become tense');
  expect((await sheetOf(place(), 'Kingsreach')).find(id)).toBeUndefined();
});
