/** Reporting a risk in the chat, from the first word to the row on its way to the sheet. */
import { risksOf } from '../../../state/risks';
import { claim } from '../../../state/outbox';
import { aMonitoredRisk } from '../../kit/builders';
import { buttonOf, cast, hasButton, idOf, inputsIn, onStage, partsOf, textOf, type Json } from '../kit';

const stage = onStage();

const answers: Json = {
  region: 'NS',
  caseRef: '90001',
  noCase: 'false',
  types: 'general,safeguarding',
  atRisk: 'volunteer',
  identifiedAt: 'casework',
  summary: 'A large dog is loose in the garden.',
  called999: 'false',
  necessity: 'true',
};

async function openForm(person = cast.caseworker) {
  return stage().press(person, { v: 1, verb: 'open', show: 'report' });
}

const all = () => risksOf(stage().state.db, stage().state);

it.each(['hi', 'Hello', 'help', 'kumquat', '', '<at>Register</at> hello'])(
  'answers "%s" with what this person can do',
  async (text) => {
    const before = stage().channel.cards().length;

    expect((await stage().say(cast.caseworker, text)).status).toBe(200);

    const card = stage().channel.cards().at(-1);
    expect(stage().channel.cards()).toHaveLength(before + 1);
    expect(card && hasButton(card, 'Report a risk')).toBe(true);
    expect(stage().channel.calls.at(-1)?.body.summary).toBe('Casework Risk Register');
  },
);

it('S0-03 a caseworker reports, gets the reference and the Case Notes phrase, and the whole office hears of it', async () => {
  const form = await openForm();

  const answer = await stage().press(cast.caseworker, {
    ...inputsIn(form),
    ...buttonOf(form, 'Report it'),
    ...answers,
  });

  const [risk] = await all();
  expect(risk).toMatchObject({
    caseRef: 'MOS-90001',
    types: ['general', 'safeguarding'],
    reportedBy: cast.caseworker.id,
    called999: false,
  });
  expect(textOf(answer)).toContain(`Reported: ${risk?.id}`);
  expect(textOf(answer)).toContain('Risk identified and recorded on the Regional Office register.');
  expect(textOf(answer)).toContain('The regional office of Northshire has been told.');
  const told = await claim(stage().state.db, stage().state, 'teams', 50);
  const officeTold = told
    .filter((item) => item.notice?.event === 'risk-reported')
    .map((item) => 'id' in item.to && item.to.id);
  expect(officeTold.sort()).toEqual([cast.rcc.id, cast.rcm.id, cast.rom.id, cast.delegate.id].sort());
  expect(stage().jobs.sent.map((job) => job.name)).toContain('sync');
});

it('S0-03 the same press twice, at once and later, is one report with one answer', async () => {
  const form = await openForm();
  const data = { ...buttonOf(form, 'Report it'), ...answers };
  const before = (await all()).length;

  const together = await Promise.all([
    stage().press(cast.caseworker, data),
    stage().press(cast.caseworker, data),
  ]);
  const later = await stage().press(cast.caseworker, { ...data, summary: 'Sent again from another device.' });

  expect(await all()).toHaveLength(before + 1);
  expect(new Set([...together, later].map((card) => textOf(card).split('\n')[0])).size).toBe(1);
});

it('S0-11 text that looks personal is asked about, kept, and let through when it is needed', async () => {
  const form = await openForm();
  const summary = 'Ring 07700 900123 before the visit.';
  const before = (await all()).length;

  const question = await stage().press(cast.caseworker, {
    ...buttonOf(form, 'Report it'),
    ...answers,
    summary,
  });
  expect(textOf(question)).toContain('This looks like it contains a phone number.');
  expect(inputsIn(question)).toMatchObject({
    summary,
    region: 'NS',
    types: 'general,safeguarding',
    necessity: 'true',
  });
  expect(await all()).toHaveLength(before);

  const answer = await stage().press(cast.caseworker, {
    ...inputsIn(question),
    ...buttonOf(question, 'It is needed, report it'),
  });
  expect(textOf(answer)).toContain('Reported: ');
  expect((await all()).at(-1)?.summary).toBe(summary);
});

it('S0-11 says everything that is missing at once and keeps what was typed', async () => {
  const form = await openForm();

  const again = await stage().press(cast.caseworker, {
    ...buttonOf(form, 'Report it'),
    region: 'NS',
    summary: 'A dog.',
    necessity: 'false',
  });

  expect(textOf(again)).toContain(
    'Still needed: the Mosaic case reference, or the tick that no case is concerned, the type of risk, who is at risk and the tick that what you wrote is needed for safety.',
  );
  expect(inputsIn(again)).toMatchObject({ summary: 'A dog.' });
});

it.each([
  ['30 KB of text', { summary: 'x'.repeat(30_000) }, 'too long'],
  ['a list as text', { summary: ['a', 'b'] }, 'Still needed: a summary'],
  ['an object as region', { region: { $ne: '' } }, 'Still needed: the region'],
  ['a region that does not exist', { region: 'XX' }, 'no such region'],
  ['a type that does not exist', { types: 'general,plague' }, 'Type of risk'],
  ['a case reference in a form of its own', { caseRef: 'the dog case' }, 'MOS-90001'],
  ['text of which nothing can be seen', { summary: '\u200B\u2060\u202E' }, 'Still needed: a summary'],
  ['a reference and "no case" at once', { noCase: 'true' }, 'leave one of them'],
  ['no word on how it came to light', { identifiedAt: '' }, 'How it came to light'],
  ['somebody else’s report by a caseworker', { onBehalfOf: cast.rcc.id }, 'Your role does not include this'],
])('answers %s with a sentence and stores nothing', async (_what, wrong, sentence) => {
  const form = await openForm();
  const before = (await all()).length;

  const card = await stage().press(cast.caseworker, { ...buttonOf(form, 'Report it'), ...answers, ...wrong });

  expect(textOf(card)).toContain(sentence);
  expect(await all()).toHaveLength(before);
});

it.each([
  '=HYPERLINK("http://example.invalid")',
  '+44 is not a number here',
  '-1 and counting',
  '@everyone look',
  '<b>bold</b> <at>All</at> **stars** [link](http://example.invalid)',
  'Fine 😀 and \u202Egnihton\u202C',
])('stores %s as typed and shows it without markup', async (summary) => {
  const form = await openForm();

  const answer = await stage().press(cast.caseworker, {
    ...buttonOf(form, 'Report it'),
    ...answers,
    summary,
  });
  expect(textOf(answer)).toContain('Reported: ');

  const stored = (await all()).at(-1);
  expect(stored?.summary).toBe(summary);
  const shown = await stage().press(cast.rom, { v: 1, verb: 'open', show: 'risk', id: stored?.id });
  expect(textOf(shown)).not.toMatch(/[<>\u202E]/);
});

it('S0-03 the form begins with one’s own region and offers every other', async () => {
  const form = await openForm(cast.eastmere);
  const region = partsOf(form.body).find((part) => part.id === 'region');

  expect(inputsIn(form)).toMatchObject({ region: 'EM', identifiedAt: 'casework' });
  expect((region?.choices as { value: string }[]).map((choice) => choice.value)).toEqual(['NS', 'EM', 'WV']);
});

it('S0-18 a risk without a case is reported by its tick, and gets no phrase for Case Notes', async () => {
  const form = await openForm();

  const answer = await stage().press(cast.caseworker, {
    ...buttonOf(form, 'Report it'),
    ...answers,
    caseRef: '',
    noCase: 'true',
  });

  expect((await all()).at(-1)?.caseRef).toBeNull();
  expect(textOf(answer)).toContain('Reported: ');
  expect(textOf(answer)).not.toContain('Case Notes');
});

it('two people who send the same key each have a report of their own', async () => {
  const form = await openForm();
  const data = { ...buttonOf(form, 'Report it'), ...answers };
  const before = (await all()).length;

  await stage().press(cast.caseworker, data);
  await stage().press(cast.rcm, data);

  expect((await all()).slice(before).map((risk) => risk.reportedBy)).toEqual([
    cast.caseworker.id,
    cast.rcm.id,
  ]);
});

it('S0-53 an office employee reports on behalf of a caseworker', async () => {
  const form = await openForm(cast.rcm);

  const answer = await stage().press(cast.rcm, {
    ...buttonOf(form, 'Report it'),
    ...answers,
    onBehalfOf: cast.caseworker.id,
  });

  expect(textOf(answer)).toContain('Reported: ');
  const risk = (await all()).at(-1);
  expect(risk).toMatchObject({ reportedBy: cast.rcm.id, onBehalfOf: cast.caseworker.id });
  const told = await claim(stage().state.db, stage().state, 'teams', 100);
  expect(
    told.some(
      (item) =>
        item.notice?.event === 'caseworker-update' &&
        item.notice.riskId === risk?.id &&
        'id' in item.to &&
        item.to.id === cast.caseworker.id,
    ),
  ).toBe(true);
});

it('S0-08 a caseworker sees the working instruction of their own report and nothing of other people’s', async () => {
  const [own] = (await all()).filter((risk) => risk.reportedBy === cast.caseworker.id);

  const card = await stage().press(cast.caseworker, { v: 1, verb: 'open', show: 'risk', id: own?.id });
  const other = await stage().press(cast.caseworker, {
    v: 1,
    verb: 'open',
    show: 'risk',
    id: 'NS-2026-9999',
  });

  expect(textOf(card)).toContain('Working arrangement');
  expect(textOf(card)).not.toContain(own?.summary);
  expect(textOf(other)).toContain('Your role does not include this');
});

it('PRM26 a caseworker reads the same about a risk of others and about one that does not exist, whatever they press', async () => {
  const id = 'NS-2026-0970';
  await stage().put(aMonitoredRisk({ id: idOf(id), owner: cast.rcm.id }));
  const cards = ['risk', 'record', 'settle', 'inactive', 'void', 'conflict', 'row-missing', 'quarantine'];
  const presses = [
    ...cards.map((show) => ({ v: 1, verb: 'open', show })),
    ...['record.save', 'settle.save', 'void.save', 'conflict.keep-sheet', 'row.restore', 'quarantine.take', 'warning.placed'].map(
      (verb) => ({ v: 1, verb, version: 1, mark: 'x', idempotencyKey: 'crafted-0026' }),
    ),
  ]; // prettier-ignore

  for (const data of presses) {
    const [there, nowhere] = [
      await stage().press(cast.caseworker, { ...data, id }),
      await stage().press(cast.caseworker, { ...data, id: 'NS-2026-0971' }),
    ];
    expect([data, there]).toEqual([data, nowhere]);
    expect(textOf(there)).toContain('Your role does not include this');
  }
  const unknown = await stage().press(cast.rom, { v: 1, verb: 'open', show: 'risk', id: 'NS-2026-0971' });
  expect(textOf(unknown)).toContain('There is no risk with this reference.');
});

it('opens a risk when its ID is written, in any case of letters', async () => {
  const [own] = (await all()).filter((risk) => risk.reportedBy === cast.caseworker.id);

  await stage().say(cast.rom, `show me ${own?.id.toLowerCase()}, please`);

  expect(textOf(stage().channel.cards().at(-1) as never)).toContain(`Risk ${own?.id}`);
});
