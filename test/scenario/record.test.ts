/** The office records a risk, with the evidence the guidance asks for (story 2.2). */
import { buttonsOf, hasButton, textOf, valueIn } from './kit/card';
import { lineShows } from './kit/file';
import { peopleOf } from './kit/people';
import { inPlace } from './kit/place';
import { report } from './kit/report';

const place = inPlace();
const person = peopleOf(place);

const all = {
  Category: 'Environment',
  Level: 'Medium',
  'Why this level': 'Uneven ground that everybody crosses.',
  'What is done about it': ['Public place'],
  'Working arrangement': 'Restricted',
};

const formFor = async (code: string, id: string) => {
  const risk = await person(code).say(id);
  return person(code).press(risk, 'Record or change');
};
const northshire = (id: string) => ({ worksheet: 'Northshire', riskId: id });

it('RSK6 RSK9 (S0-17, S0-22, S0-42) one form carries a risk as far as its answers allow, and the sheet shows it', async () => {
  const { id } = await report(person('CW-01'));
  const form = await formFor('NS-RCM', id);
  expect(textOf(form.card)).toContain(
    'Prior to caseworking with this client please contact northshire.office@caseworkcharity.example',
  );

  const saved = await person('NS-RCM').press(form, 'Save', { fill: all });

  expect(textOf(saved.card)).toContain('Saved.');
  const shows = await lineShows(place(), northshire(id), (cell) => cell('Status') === 'Mitigated');
  expect(shows('Level')).toBe('Medium');
  expect(shows('Category')).toBe('Environment');
  expect(shows('Mitigations')).toBe('Public place');
  expect(shows('Working arrangement')).toBe('Restricted');
  expect(shows('Mosaic warning')).toBe('Requested');
  expect(shows('Owner')).toBe('Northshire RCM 1');
  expect(shows('Next review due')).toMatch(/^\d{4}-\d{2}-\d{2}$/);
});

it('RTE7 RSK24 (S0-13) the recorder gets the task to place the warning, and with it placed the risk is monitored', async () => {
  const { id } = await report(person('CW-01'));
  await person('NS-RCM').press(await formFor('NS-RCM', id), 'Save', { fill: all });
  const task = await person('NS-RCM').sees(`Mosaic warning to place: ${id}`);

  const risk = await person('NS-RCM').press(task, `Risk ${id}`);
  const placed = await person('NS-RCM').press(risk, 'Warning is placed in Mosaic');
  const again = await person('NS-RCM').press(risk, 'Warning is placed in Mosaic');

  expect(textOf(placed.card)).toContain('Thank you, noted.');
  expect(hasButton(again.card, 'Warning is placed in Mosaic')).toBe(false);
  await lineShows(place(), northshire(id), (cell) => cell('Mosaic warning') === 'Placed');
  const form = await formFor('NS-RCM', id);
  await person('NS-RCM').press(form, 'Save');
  await lineShows(place(), northshire(id), (cell) => cell('Status') === 'Monitored');
});

it('RSK7 RSK10 (S0-33, S3-18) an illegal step is refused in plain words and what was typed stays', async () => {
  const { id } = await report(person('CW-01'));
  const form = await formFor('NS-RCM', id);

  const refused = await person('NS-RCM').press(form, 'Save', {
    fill: { Category: 'Environment', Level: 'High', Step: 'Mitigated' },
  });

  const said = textOf(refused.card);
  expect(said).toContain('Still needed');
  expect(said).toContain('why this level');
  expect(said).toContain('at least one thing that is done about it');
  expect(valueIn(refused.card, 'Category')).toBe('environment');
  expect(valueIn(refused.card, 'Level')).toBe('high');
  const shows = await lineShows(place(), northshire(id), (cell) => cell('Status') !== '');
  expect(shows('Status')).toBe('Reported');
});

it('RSK11 (S0-43) only the ROM suspends casework, and the refusal says so', async () => {
  const { id } = await report(person('CW-01'));
  const form = await formFor('NS-RCM', id);

  const refused = await person('NS-RCM').press(form, 'Save', {
    fill: {
      ...all,
      'Working arrangement': 'Suspended',
      'Why this working arrangement': 'Two visits ended early.',
    },
  });

  expect(textOf(refused.card)).toContain('Only the ROM of Northshire decides this');
});

it('a card drawn before somebody else saved is answered with how it stands now, and saves nothing', async () => {
  const { id } = await report(person('CW-01'));
  const old = await formFor('NS-ROM', id);
  await person('NS-RCM').press(await formFor('NS-RCM', id), 'Save', { fill: all });

  const stale = await person('NS-ROM').press(old, 'Save', { fill: { ...all, Level: 'Very high' } });

  expect(textOf(stale.card)).toContain('This has changed since the card was drawn.');
  const shows = await lineShows(place(), northshire(id), (cell) => cell('Level') !== '');
  expect(shows('Level')).toBe('Medium');
});

it('RSK14 RSK17 RTE11 (S0-52) an RCC change waits for the named manager and counts when confirmed, once', async () => {
  const { id } = await report(person('CW-01'));
  await person('NS-RCM').open();
  const form = await formFor('NS-RCC', id);
  expect(valueIn(form.card, 'Line manager who confirms')).toBe(person('NS-RCM').id);

  const waiting = await person('NS-RCC').press(form, 'Save', { fill: all });

  expect(textOf(waiting.card)).toContain('It waits for Northshire RCM 1.');
  const notice = await person('NS-RCM').sees(`A change to ${id} waits for you`);
  const before = await lineShows(place(), northshire(id), (cell) => cell('Status') !== '');
  expect(before('Status')).toBe('Reported');
  const proposal = await person('NS-RCM').press(notice, 'Open it');
  const confirmed = await person('NS-RCM').press(proposal, 'Confirm');
  const twice = await person('NS-RCM').press(proposal, 'Confirm');
  expect(textOf(confirmed.card)).toContain('Confirmed.');
  expect(textOf(twice.card)).toContain('Confirmed.');
  await lineShows(place(), northshire(id), (cell) => cell('Status') === 'Mitigated');
  await person('NS-RCC').sees(`Your change to ${id} is confirmed`);
});

it('RSK18 (S0-52) a declined change leaves the risk as it was and tells its author', async () => {
  const { id } = await report(person('CW-01'));
  const waiting = await person('NS-RCC').press(await formFor('NS-RCC', id), 'Save', { fill: all });
  const notice = await person('NS-RCM').sees(`A change to ${id} waits for you`);

  const proposal = await person('NS-RCM').press(notice, 'Open it');
  const declined = await person('NS-RCM').press(proposal, 'Decline');

  expect(textOf(declined.card)).toContain('Declined.');
  await person('NS-RCC').sees(`Your change to ${id} is declined`);
  const shows = await lineShows(place(), northshire(id), (cell) => cell('Status') !== '');
  expect(shows('Status')).toBe('Reported');
  expect(waiting.card).toBeDefined();
});

it('PRM14 PRM15 (S0-52) nobody but the named manager decides, the author least of all', async () => {
  const { id } = await report(person('CW-01'));
  const waiting = await person('NS-RCC').press(await formFor('NS-RCC', id), 'Save', { fill: all });
  const notice = await person('NS-RCM').sees(`A change to ${id} waits for you`);
  const proposal = await person('NS-RCM').press(notice, 'Open it');
  const confirm = buttonsOf(proposal.card).find((button) => button.title === 'Confirm');
  expect(hasButton(waiting.card, 'Confirm')).toBe(false);

  const byAuthor = await person('NS-RCC').send(waiting, { verb: confirm?.verb, data: confirm?.data });

  expect(textOf(byAuthor.card)).toMatch(/only they can decide it|Nobody confirms their own/);
  const shows = await lineShows(place(), northshire(id), (cell) => cell('Status') !== '');
  expect(shows('Status')).toBe('Reported');
});

it('RSK16 RTE10 (S0-54) another region needs the person they consulted, and the row’s region is told', async () => {
  const { id } = await report(person('CW-01'));
  const form = await formFor('EM-RO', id);
  const refused = await person('EM-RO').press(form, 'Save', { fill: all });
  expect(textOf(refused.card)).toContain('This row belongs to Northshire');
  expect(valueIn(refused.card, 'Level')).toBe('medium');

  const saved = await person('EM-RO').press(refused, 'Save', {
    fill: { 'Who in Northshire did you consult': 'Northshire ROM' },
  });

  expect(textOf(saved.card)).toContain('Saved.');
  await lineShows(place(), northshire(id), (cell) => cell('Status') === 'Mitigated');
  await person('NS-ROM').sees(`Another region changed ${id} of Northshire`);
});

it('PRM11 (S0-51) a Safeguarding colleague reads every region and changes none', async () => {
  const { id } = await report(person('CW-01'));

  const risk = await person('SG-1').say(id);

  expect(textOf(risk.card)).toContain('paving');
  expect(hasButton(risk.card, 'Record or change')).toBe(false);
});
