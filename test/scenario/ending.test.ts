/** A risk ends for two reasons only, and its warning comes off (story 2.6). */
import { choicesIn, hasButton, textOf } from './kit/card';
import { lineShows } from './kit/file';
import { peopleOf } from './kit/people';
import { inPlace } from './kit/place';
import { report } from './kit/report';

const place = inPlace();
const person = peopleOf(place);

async function monitored(): Promise<string> {
  const { id } = await report(person('CW-01'));
  const form = await person('NS-RCM').press(await person('NS-RCM').say(id), 'Record or change');
  await person('NS-RCM').press(form, 'Save', {
    fill: {
      Category: 'Environment',
      Level: 'Low',
      'Why this level': 'Easy to walk round.',
      'What is done about it': ['Public place'],
      'Mosaic warning': 'Placed',
    },
  });
  await lineShows(place(), { worksheet: 'Northshire', riskId: id }, (cell) => cell('Status') === 'Monitored');
  return id;
}

const ending = async (code: string, id: string) =>
  person(code).press(await person(code).say(id), 'Mark inactive');

it('RSK20 (S0-16) there are two reasons and no third, and both need a rationale', async () => {
  const id = await monitored();
  const form = await ending('NS-ROM', id);
  expect(choicesIn(form.card, 'Reason')).toEqual(['Managed to an acceptable level', 'Client case closed']);

  const refused = await person('NS-ROM').press(form, 'Mark inactive', {
    fill: { Reason: 'Managed to an acceptable level' },
  });

  expect(textOf(refused.card)).toContain('why, in a few words');
});

it('RSK20 (S0-16) a closed case needs the tick that it is closed in Mosaic', async () => {
  const id = await monitored();

  const refused = await person('NS-ROM').press(await ending('NS-ROM', id), 'Mark inactive', {
    fill: { Reason: 'Client case closed', 'Why, in a few words': 'The work has ended.' },
  });

  expect(textOf(refused.card)).toContain('the tick that the case is closed in Mosaic');
});

it('PRM22 PRM23 RSK14 (S0-16, S0-52) the acceptable level is not for an RCC, whose "case closed" waits for the manager', async () => {
  const id = await monitored();
  const delegate = await ending('NS-RCM', id);
  const form = await ending('NS-RCC', id);

  const waiting = await person('NS-RCC').press(form, 'Mark inactive', {
    fill: {
      Reason: 'Client case closed',
      'Why, in a few words': 'The work has ended.',
      'I have checked in Mosaic': true,
    },
  });

  expect(choicesIn(delegate.card, 'Reason')).toContain('Managed to an acceptable level');
  expect(choicesIn(form.card, 'Reason')).toEqual(['Client case closed']);
  expect(textOf(waiting.card)).toContain('It waits for Northshire RCM 1.');
  const at = { worksheet: 'Northshire', riskId: id };
  expect((await lineShows(place(), at))('Status')).toBe('Monitored');
  const notice = await person('NS-RCM').sees(`A change to ${id} waits for you`);
  const proposal = await person('NS-RCM').press(notice, 'Open it');
  await person('NS-RCM').press(proposal, 'Confirm');
  await lineShows(place(), at, (cell) => cell('Status') === 'Inactive');
});

it('RSK21 RTE8 (S2-07) made inactive once, the sheet says so and the warning is a task until it is gone', async () => {
  const id = await monitored();
  const form = await ending('NS-ROM', id);
  const fill = {
    Reason: 'Managed to an acceptable level',
    'Why, in a few words': 'The stone has been fixed.',
  };

  const [one, other] = await Promise.all([
    person('NS-ROM').press(form, 'Mark inactive', { fill }),
    person('NS-ROM').press(form, 'Mark inactive', { fill }),
  ]);

  expect(textOf(one.card)).toContain('Marked inactive.');
  expect(textOf(other.card)).toContain('Marked inactive.');
  const at = { worksheet: 'Northshire', riskId: id };
  const shows = await lineShows(place(), at, (cell) => cell('Status') === 'Inactive');
  expect(shows('Mosaic warning')).toBe('Removal requested');
  const task = await person('NS-RCM').sees(`Mosaic warning to remove: ${id}`);
  const risk = await person('NS-RCM').press(task, `Risk ${id}`);
  const removed = await person('NS-RCM').press(risk, 'Warning is removed from Mosaic');
  expect(textOf(removed.card)).toContain('Thank you, noted.');
  await lineShows(place(), at, (cell) => cell('Mosaic warning') === 'Removed');
  const later = await person('NS-RCM').say(id);
  expect(hasButton(later.card, 'Warning is removed from Mosaic')).toBe(false);
});

it('RSK22 (S0-45) an inactive risk comes back for a reason, and its warning is asked for again', async () => {
  const id = await monitored();
  await person('NS-ROM').press(await ending('NS-ROM', id), 'Mark inactive', {
    fill: { Reason: 'Managed to an acceptable level', 'Why, in a few words': 'The stone has been fixed.' },
  });
  const form = await person('NS-ROM').press(await person('NS-ROM').say(id), 'Reopen');

  const back = await person('NS-ROM').press(form, 'Reopen', {
    fill: { 'What is new': 'It is loose again.' },
  });

  expect(textOf(back.card)).toContain('Reopened.');
  await lineShows(
    place(),
    { worksheet: 'Northshire', riskId: id },
    (cell) => cell('Status') === 'Monitored' && cell('Mosaic warning') === 'Requested',
  );
});

it('RSK23 PRM24 an entry made in error is struck by the ROM and stays away', async () => {
  const id = await monitored();
  expect(hasButton((await person('NS-RCM').say(id)).card, 'Entered in error')).toBe(false);
  const form = await person('NS-ROM').press(await person('NS-ROM').say(id), 'Entered in error');

  const struck = await person('NS-ROM').press(form, 'Mark as entered in error', {
    fill: { 'Why it should not be': 'It belongs to another case.' },
  });

  expect(textOf(struck.card)).toContain('Marked as entered in error.');
  await lineShows(
    place(),
    { worksheet: 'Northshire', riskId: id },
    (cell) => cell('Status') === 'Entered in error',
  );
  expect(hasButton((await person('NS-ROM').say(id)).card, 'Reopen')).toBe(false);
});
