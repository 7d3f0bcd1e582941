/** Whatever arrives, people get a sentence, nothing is lost or half done, and text stays text (issue "Bad input"). */

import { buttonOf, dataFor, hasButton, textOf, valueIn } from './kit/card';
import { type Table } from './kit/book';
import { lineShows, sheetOf } from './kit/file';
import { peopleOf } from './kit/people';
import { inPlace } from './kit/place';
import { aReport, report, riskIdOn } from './kit/report';
import { eventually, until } from './kit/until';

const place = inPlace();
const person = peopleOf(place);
const year = new Date().getFullYear();

/** Words of this file's reports that must not reach the log or the terminal. */
const secret = 'glimmerwort';

beforeAll(() => lineShows(place(), { worksheet: 'Kingsreach', riskId: `KR-${year}-0005` }), 40_000);

const homeOf = (code: string) => person(code).say('hello');

const dangerous = [
  ['an equals sign', '=HYPERLINK("http://evil.example","safe")'],
  ['a plus sign', '+1+1 steps and a slippery floor'],
  ['a minus sign', '-2+3 steps down to the door'],
  ['an at sign', '@SUM(1+1) on the door'],
  ['a command', "=cmd|' /C calc'!A0"],
  ['a tab before an equals sign', '\t=1+1'],
  ['full-width signs', '＝1+1 and ＋2'],
  ['HTML', '<script>alert(1)</script><b>wet floor</b> <img src=x onerror=alert(1)>'],
  ['markdown', '**bold** [link](http://evil.example) # heading | table'],
  ['emoji', 'Wet floor 🐕‍🦺 by the door 👩‍👩‍👧'],
  ['something like a date', '1/2'],
  ['something like a number', '00123'],
  ['something like a fault', '#REF!'],
  ['quotes and brackets', '"quoted" \'single\' {curly} &amp; &lt;escaped&gt; ]]>'],
  ['an apostrophe first', "'tis slippery"],
  ['line breaks', 'first line\nsecond line'],
] as const;

describe('in the sheet', () => {
  const ids = new Map<string, string>();
  let table: Table;
  beforeAll(async () => {
    const reporters = ['CW-01', 'CW-02', 'CW-03'];
    for (const [at, [, text]] of dangerous.entries()) {
      const { id } = await report(person(reporters[at % 3] ?? 'CW-01'), { 'What is the risk?': text });
      ids.set(text, id);
    }
    table = await until('all of them are in the sheet', async () => {
      const now = await sheetOf(place(), 'Northshire');
      return [...ids.values()].every((id) => now.find(id)) && now;
    });
  }, 60_000);

  it.each(dangerous)('text with %s is text, never a formula, and as it was typed', (_what, text) => {
    const line = table.line(ids.get(text) ?? '');

    expect(table.isFormula(line, 'Summary')).toBe(false);
    expect(table.shows(line, 'Summary')).toBe(text.trim());
  });
});

it('marks that reverse the reading order do not reach the sheet; the words do', async () => {
  const { id } = await report(person('CW-02'), {
    'What is the risk?': 'Gate \u202Eopen\u202C is\u2066 shut',
  });

  const shows = await lineShows(place(), { worksheet: 'Northshire', riskId: id });

  expect(shows('Summary')).toBe('Gate open is shut');
});

it('HTML and markdown do not act on a card either', async () => {
  const text = '<at>everybody</at> **careful** [here](http://evil.example)';
  const { id } = await report(person('CW-02'), { 'What is the risk?': text });

  const { card } = await person('NS-RCM').say(id);

  expect(JSON.stringify(card)).not.toContain('<at>');
  expect(textOf(card)).toContain('careful');
});

it('RSK2 thirty kilobytes of text are refused in a sentence, and nothing is recorded', async () => {
  const form = await person('CW-03').say('report');

  const refused = await person('CW-03').press(form, 'Report it', {
    fill: aReport({ 'What is the risk?': `${secret} `.repeat(2600) }),
  });

  expect(textOf(refused.card)).toMatch(/500|too long/);
  expect(textOf(refused.card)).not.toContain('Reported:');
  expect(valueIn(refused.card, 'Mosaic case reference')).toBe('MOS-91001');
  // Reports of the stories before may still be on their way into the sheet, so lines are not counted.
  const table = await sheetOf(place(), 'Northshire');
  expect(table.lines.filter((line) => table.shows(line, 'Summary').includes(secret))).toEqual([]);
});

it.each([
  ['region', 'CW-04'],
  ['caseRef', 'CW-05'],
  ['types', 'CW-06'],
  ['atRisk', 'CW-07'],
  ['identifiedAt', 'CW-08'],
  ['onBehalfOf', 'CW-09'],
])('dangerous text as %s of a report is refused or kept as text, never run', async (field, code) => {
  const form = await person(code).say('report');
  const send = buttonOf(form.card, 'Report it');
  const good = dataFor(form.card, send, aReport());

  for (const value of ['=1+1', '<b>x</b>', '__proto__', 'constructor', '\u0000', 'x'.repeat(5000)]) {
    const answer = await person(code).send(form, { verb: send.verb, data: { ...good, [field]: value } });
    expect(textOf(answer.card)).not.toMatch(/undefined|\[object|\bat .*\.ts/);
    expect(textOf(answer.card)).not.toContain('Something went wrong');
  }
});

it.each<[string, unknown]>([
  ['nothing', undefined],
  ['a number', 7],
  ['a list', [1, 2]],
  ['an unknown verb', { v: 1, verb: 'risk.explode', idempotencyKey: 'unknown-verb-1' }],
  ['the name of something built in', { v: 1, verb: 'constructor' }],
  ['a version nobody made', { v: 99, verb: 'report.send', idempotencyKey: 'unknown-version-1' }],
  ['a report without a key', { v: 1, verb: 'report.send' }],
  ['a record that does not exist', { v: 1, verb: 'open', show: 'risk', id: 'NS-1999-0001' }],
  ['a card that does not exist', { v: 1, verb: 'open', show: 'treasure' }],
  [
    'a record of the wrong type',
    { v: 1, verb: 'record.save', id: { $gt: '' }, version: 'x', idempotencyKey: [] },
  ],
])('a press that carries %s is answered with a card of plain words', async (_what, data) => {
  const home = await homeOf('NS-ROM');

  const { card } = await person('NS-ROM').send(home, { verb: 'open', data });

  expect(textOf(card).length).toBeGreaterThan(20);
  expect(textOf(card)).not.toMatch(/undefined|\[object|Error:|\n\s+at /);
});

it('a replayed key answers as it did and reports nothing anew, whatever the rest says now', async () => {
  const form = await person('CW-02').say('report');
  const first = await person('CW-02').press(form, 'Report it', {
    fill: aReport({ 'What is the risk?': 'A wet floor.' }),
  });
  const send = buttonOf(form.card, 'Report it');

  const again = await person('CW-02').send(form, {
    verb: send.verb,
    data: dataFor(form.card, send, aReport({ 'What is the risk?': 'Another text.' })),
  });

  expect(riskIdOn(again.card)).toBe(riskIdOn(first.card));
  const table = await sheetOf(place(), 'Northshire');
  expect(table.lines.map((line) => table.shows(line, 'Summary'))).not.toContain('Another text.');
});

it('a key of somebody else is no way to their answer', async () => {
  const form = await person('CW-02').say('report');
  await person('CW-02').press(form, 'Report it', {
    fill: aReport({ 'What is the risk?': `A ${secret} floor.` }),
  });
  const mine = await person('CW-03').say('report');
  const key = buttonOf(form.card, 'Report it').data.idempotencyKey;

  const answer = await person('CW-03').send(mine, {
    verb: 'report.send',
    data: { ...buttonOf(mine.card, 'Report it').data, idempotencyKey: key },
  });

  expect(textOf(answer.card)).not.toContain(secret);
  expect(textOf(answer.card)).not.toContain('Reported:');
});

it('PRM4 a risk of others is not found out by guessing references', async () => {
  const { card } = await person('CW-10').say(`NS-${year}-0002`);

  expect(textOf(card)).not.toContain('Living conditions');
  expect(hasButton(card, 'Record or change')).toBe(false);
});

it('somebody who is not in the directory is told whom to ask and that 999 comes first', async () => {
  const answer = await fetch(`${place().product}/api/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(strangerPressing(await serviceUrlSeen())),
  });
  const body = (await answer.json()) as { value?: unknown };

  expect(answer.status).toBe(200);
  expect(textOf(body.value)).toContain('You are not in the register’s directory');
  expect(textOf(body.value)).toContain('999');
});

/** Where the box's channel is, as the box tells the bot. */
const serviceUrlSeen = () => Promise.resolve(`${place().box}/connector/`);

function strangerPressing(serviceUrl: string): object {
  const id = '00000000-0000-4000-8000-0000000beefa';
  return {
    type: 'invoke',
    name: 'adaptiveCard/action',
    id: 'f:stranger-1',
    channelId: 'msteams',
    serviceUrl,
    from: { id: `29:${id}`, name: 'Stranger', aadObjectId: id },
    recipient: { id: '28:crr', name: 'Register' },
    conversation: { id: `a:${id}`, conversationType: 'personal', tenantId: tenant },
    channelData: { tenant: { id: tenant } },
    value: {
      action: { type: 'Action.Execute', verb: 'open', data: { v: 1, verb: 'open', show: 'report' } },
      trigger: 'manual',
    },
  };
}

const tenant = '00000000-0000-0000-0000-0000000000001';

it('bytes that are no message are answered without a stack trace', async () => {
  for (const body of ['', '{', 'null', '[]', '{"type":"message"}', 'x'.repeat(2_000_000)]) {
    const answer = await fetch(`${place().product}/api/messages`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(await answer.text()).not.toMatch(/\n\s+at |node_modules|\.ts:|\.js:/);
  }
});

it('neither the terminal nor the log holds case text or a stack trace after all this', async () => {
  await report(person('CW-01'), { 'What is the risk?': `A ${secret} hedge by the gate.` });

  await eventually(async () => expect(await place().log()).toContain('register-written'));
  for (const words of [await place().log(), place().printed()]) {
    for (const text of [secret, 'evil.example', 'slippery', 'MOS-91001', 'paving'])
      expect(words).not.toContain(text);
    expect(words).not.toMatch(/\n\s+at |node_modules/);
  }
});
