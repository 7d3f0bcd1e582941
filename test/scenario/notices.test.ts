/** Departments are told by type, with a reference and a link and not one word about the case (story 2.3). */
import { everyMessage, mailboxOf, mails } from './kit/box';
import { textOf } from './kit/card';
import { peopleOf } from './kit/people';
import { inPlace } from './kit/place';
import { report } from './kit/report';
import { eventually } from './kit/until';

const place = inPlace();
const person = peopleOf(place);

/** Invented words that occur nowhere else, so that a leak is found wherever it is. */
const marks = { safeguarding: 'quillfeather', reputational: 'brambleton', organisational: 'ottermoss' };

async function recorded(type: string, mark: string, category: string): Promise<string> {
  const { id } = await report(person('CW-01'), {
    'Type of risk': [type],
    'What is the risk?': `Meet near the ${mark} hedge.`,
  });
  const risk = await person('NS-RCM').say(id);
  const form = await person('NS-RCM').press(risk, 'Record or change');
  await person('NS-RCM').press(form, 'Save', {
    fill: {
      Category: category,
      Level: 'High',
      'Why this level': `The ${mark} reason.`,
      'What is done about it': ['Other'],
      'If "Other"': `${mark} measure`,
    },
  });
  return id;
}

const mailTo = async (mailbox: string, id: string) =>
  (await mails(place(), mailboxOf(mailbox))).filter(({ subject }) => subject.includes(id));

it('RTE2 (S0-19, S0-35) a safeguarding risk reaches the Safeguarding Team and its mailbox', async () => {
  const id = await recorded('Safeguarding', marks.safeguarding, 'Self-neglect');

  for (const code of ['SG-1', 'SG-2']) await person(code).sees(`Safeguarding risk recorded: ${id}`);
  await eventually(async () => expect(await mailTo('safeguarding', id)).toHaveLength(1));
  expect(await mailTo('public.relations', id)).toEqual([]);
  expect(await mailTo('casework.support', id)).toEqual([]);
});

it('RTE3 (S0-20) a reputational risk reaches Public Relations by mail and by card', async () => {
  const id = await recorded('Reputational', marks.reputational, 'Media or complaint');

  await person('PR-1').sees(`Reputational risk recorded: ${id}`);
  await eventually(async () => expect(await mailTo('public.relations', id)).toHaveLength(1));
  expect(await mailTo('safeguarding', id)).toEqual([]);
});

it('RTE4 (S0-21) an organisational risk reaches the Casework Support Manager by mail and by card', async () => {
  const id = await recorded('Organisational', marks.organisational, 'Workload');

  await person('CSM-1').sees(`Organisational risk recorded: ${id}`);
  await eventually(async () => expect(await mailTo('casework.support', id)).toHaveLength(1));
});

it('RTE5 departments hear nothing of a risk that is only reported', async () => {
  const { id } = await report(person('CW-01'), { 'Type of risk': ['Safeguarding'] });
  await person('NS-ROM').sees(id);

  expect(await person('SG-1').hasCard(id)).toBe(false);
  expect(await mailTo('safeguarding', id)).toEqual([]);
});

it('RTE16 no mail, no notice and no line of the log of this whole run holds a word of a case', async () => {
  const { id } = await report(person('CW-01'));
  await person('NS-ROM').sees(`New risk reported in Northshire: ${id}`);
  const words = [...Object.values(marks), 'paving', 'MOS-91001', 'Self-neglect', 'hedge'];
  const acted = ['Caseworker 01', 'Northshire RCM 1'];

  const notices = (await everyMessage(place())).filter(({ to }) => !acted.includes(to));
  const told = notices.map(({ message }) => JSON.stringify(message)).join('\n');
  const mailed = (await mails(place())).map(({ subject, body }) => `${subject}\n${body}`).join('\n');

  expect(notices.length).toBeGreaterThan(8);
  for (const word of words) {
    expect(told).not.toContain(word);
    expect(mailed).not.toContain(word);
    expect(await place().log()).not.toContain(word);
  }
  expect(mailed).toContain(id);
});

it('RTE16 the toast of a notice, which a locked screen shows, holds the reference only', async () => {
  const summaries = (await everyMessage(place())).map(({ message }) =>
    JSON.stringify({ ...message, attachments: [] }),
  );

  for (const mark of Object.values(marks)) expect(summaries.join('\n')).not.toContain(mark);
});

it('RTE9 (S0-08) the caseworker hears of the change and reads the working instruction', async () => {
  const { id } = await report(person('CW-02'));
  const form = await person('NS-RCM').press(await person('NS-RCM').say(id), 'Record or change');
  await person('NS-RCM').press(form, 'Save', {
    fill: { Category: 'Environment', 'Working arrangement': 'Remote only' },
  });

  const update = await person('CW-02').sees(`Update on ${id}`);
  const risk = await person('CW-02').press(update, `Risk ${id}`);

  expect(textOf(risk.card)).toContain('Remote only');
});
