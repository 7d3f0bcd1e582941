/** A caseworker reports a risk in chat, and everybody who must know does (story 2.1). */
import { everyMessage, mailboxOf, mails } from './kit/box';
import { hasButton, labelsOf, textOf, valueIn } from './kit/card';
import { lineShows, sheetOf } from './kit/file';
import { peopleOf } from './kit/people';
import { inPlace } from './kit/place';
import { aReport, report, riskIdOn } from './kit/report';
import { eventually } from './kit/until';

const place = inPlace();
const person = peopleOf(place);

const countOf = async (summary: string) => {
  const table = await sheetOf(place(), 'Northshire');
  return table.lines.filter((line) => table.shows(line, 'Summary') === summary).length;
};

it('RSK1 (S0-03, S0-06, S0-12) a report reaches the worksheet, the whole office and its mailbox', async () => {
  const caseworker = person('CW-01');
  const office = ['NS-ROM', 'NS-RCM', 'NS-RCC'].map((code) => person(code));
  for (const one of office) await one.open();
  const summary = 'A gate with a broken latch; ring from the road first.';

  const { id, answer } = await report(caseworker, { 'What is the risk?': summary });

  expect(textOf(answer.card)).toContain(
    'A risk has been identified and recorded on the Regional Office Register.',
  );
  expect(textOf(answer.card)).toContain('The regional office of Northshire has been told.');
  const shows = await lineShows(
    place(),
    { worksheet: 'Northshire', riskId: id },
    (cell) => cell('Status') !== '',
  );
  expect(shows('Status')).toBe('Reported');
  expect(shows('Summary')).toBe(summary);
  expect(shows('Case ref')).toBe('MOS-91001');
  expect(shows('Who is at risk')).toBe('Volunteer or caseworker');
  expect(shows('Reported by')).toBe('Caseworker 01');
  for (const one of office) {
    const notice = await one.sees(`New risk reported in Northshire: ${id}`);
    expect(await one.unread()).toBeGreaterThan(0);
    expect(textOf(notice.card)).not.toContain('latch');
  }
  await eventually(async () => {
    const told = await mails(place(), mailboxOf('northshire.office'));
    const mail = told.find(({ subject }) => subject.includes(id));
    expect(mail).toBeDefined();
    expect(`${mail?.subject} ${mail?.body}`).not.toContain('latch');
  });
});

it('RSK1 (S0-03) nobody of another region and not the reporter is told of a new report', async () => {
  const { id } = await report(person('CW-01'));

  await eventually(async () => {
    const told = (await everyMessage(place())).filter(({ message }) =>
      textOf(message.attachments[0]?.content).includes(`New risk reported in Northshire: ${id}`),
    );
    expect(told.map(({ to }) => to).sort()).toEqual([
      'Northshire RCC 1',
      'Northshire RCM 1',
      'Northshire ROM',
    ]);
  });
});

it('RSK2 (S0-05, S0-11) the form begins with 999 and names everything missing at once', async () => {
  const caseworker = person('CW-02');
  const form = await caseworker.say('report');
  expect(textOf(form.card)).toMatch(/^In an emergency call 999 before anything else\./);

  const again = await caseworker.press(form, 'Report it');

  const said = textOf(again.card);
  expect(said).toMatch(/^In an emergency call 999/);
  for (const need of ['case reference', 'type of risk', 'who is at risk', 'a summary', 'the tick'])
    expect(said).toContain(need);
});

it('RSK3 (S0-11) personal-looking text is questioned, what was typed is kept, and it can be said that it is needed', async () => {
  const caseworker = person('CW-02');
  const form = await caseworker.say('report');
  const summary = 'Ring 07700 900123 before going in.';

  const asked = await caseworker.press(form, 'Report it', {
    fill: aReport({ 'What is the risk?': summary }),
  });

  expect(textOf(asked.card)).toContain('a phone number');
  expect(valueIn(asked.card, 'What is the risk?')).toBe(summary);
  expect(valueIn(asked.card, 'Mosaic case reference')).toBe('MOS-91001');
  expect(valueIn(asked.card, 'Who is at risk')).toBe('volunteer');
  expect(await countOf(summary)).toBe(0);
  const answer = await caseworker.press(asked, 'It is needed, report it');
  const shows = await lineShows(place(), { worksheet: 'Northshire', riskId: riskIdOn(answer.card) });
  expect(shows('Summary')).toBe(summary);
});

it('RSK4 an office employee reports for a caseworker, who then sees it among their own', async () => {
  const summary = 'The lift is out of order; allow more time.';
  const { id } = await report(person('NS-RCM'), {
    'What is the risk?': summary,
    'Reported for': 'Caseworker 03',
  });

  const home = await person('CW-03').say('hello');
  const mine = await person('CW-03').press(home, 'Risks you reported');

  expect(textOf(mine.card)).toContain(id);
});

it('RSK4 a caseworker is not asked for whom they report', async () => {
  const form = await person('CW-01').say('report');

  expect(labelsOf(form.card).filter((label) => label.startsWith('Reported for'))).toEqual([]);
});

it('a double press and a second device make one report', async () => {
  const caseworker = person('CW-02');
  const summary = 'Ice on the shared path in the mornings.';
  const form = await caseworker.say('report');
  const press = () =>
    caseworker.press(form, 'Report it', { fill: aReport({ 'What is the risk?': summary }) });

  const [one, other] = await Promise.all([press(), press()]);
  const old = await caseworker.press(form, 'Report it', {
    fill: aReport({ 'What is the risk?': summary }),
    by: 'Action.Submit',
  });

  expect(riskIdOn(other.card)).toBe(riskIdOn(one.card));
  expect(riskIdOn(old.card)).toBe(riskIdOn(one.card));
  await lineShows(place(), { worksheet: 'Northshire', riskId: riskIdOn(one.card) });
  expect(await countOf(summary)).toBe(1);
});

it('PRM4 (S0-08) a caseworker sees what they reported and cannot open what others did', async () => {
  const { id } = await report(person('CW-01'));

  const own = await person('CW-01').say(id);
  const other = await person('CW-02').say(id);

  expect(textOf(own.card)).toContain(id);
  expect(hasButton(own.card, 'Record or change')).toBe(false);
  expect(textOf(other.card)).not.toContain('paving');
});
