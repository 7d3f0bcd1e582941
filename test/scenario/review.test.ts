/** The weekly review of a worksheet, signed from a card by those who are fit to (story 2.4). Midmarch's is due today. */
import { moveClock, todayIn } from './kit/box';
import { buttonsOf, choicesIn, hasButton, labelsOf, textOf, type Filling } from './kit/card';
import { lineShows, sheetOf } from './kit/file';
import { peopleOf, type Persona, type Shown } from './kit/people';
import { inPlace } from './kit/place';
import { report } from './kit/report';
import { eventually } from './kit/until';

const place = inPlace();
const person = peopleOf(place);
const answers = {
  'What worries you most?': 'That nobody has been let in since Monday.',
  'What has changed': 'The children team has visited once.',
  'What works': 'Joint visits work; letters do not.',
  'If the plan stays': 'The next visit is already agreed.',
};

/** Opens the chat page's review of a region. */
async function reviewOf(who: Persona, region: string): Promise<Shown> {
  return who.press(await who.say('hello'), `Weekly review of ${region}`);
}

const rowLabels = (shown: Shown) =>
  labelsOf(shown.card).filter((label) => label.endsWith('what did you find?'));
const noChange = (shown: Shown): Filling =>
  Object.fromEntries(rowLabels(shown).map((label) => [label, 'Looked at, no change']));
const activeIds = async () => {
  const table = await sheetOf(place(), 'Midmarch');
  const active = table.lines.filter((line) => !/Inactive|Entered in error/.test(table.shows(line, 'Status')));
  return active.map((line) => table.shows(line, 'Risk ID')).filter((id) => id !== '');
};

beforeAll(async () => {
  await eventually(async () => expect((await activeIds()).length).toBe(5));
  for (const code of ['MM-ROM', 'MM-RCM', 'CD-RCM', 'CD-ROM']) await person(code).open();
  // The service looks at what is due every minute; somebody moves the clock a little so that it looks now.
  await moveClock(place(), 'PT1M');
}, 40_000);

it('RTE17 (S0-48, S0-49) the ROM and the fit delegate are told in their own chats', async () => {
  for (const code of ['MM-ROM', 'MM-RCM']) await person(code).sees('Reviews are due');
});

it('PRM18 REV10 (S0-48) the delegate whose Level 3 has expired is refused with the day, and the ROM is not', async () => {
  const rom = await reviewOf(person('CD-ROM'), 'Calderdene');
  const { data } = buttonsOf(rom.card).find((button) => button.title === 'Save these answers') ?? {};
  const home = await person('CD-RCM').say('hello');

  const opened = await person('CD-RCM').press(home, 'Weekly review of Calderdene');
  const signed = await person('CD-RCM').send(home, {
    verb: 'review.sign',
    data: { v: 1, verb: 'review.sign', id: data?.id, version: 1, idempotencyKey: 'a-delegate-tries-1' },
  });

  for (const card of [opened.card, signed.card])
    expect(textOf(card)).toContain('Your Level 3 safeguarding qualification ran out on');
  expect(rowLabels(opened)).toEqual([]);
  for (const title of ['Save these answers', 'Sign the review'])
    expect(hasButton(opened.card, title)).toBe(false);
});

it('PRM17 (S0-49) nobody signs for another region', async () => {
  const review = await reviewOf(person('MM-ROM'), 'Midmarch');
  const { data } = buttonsOf(review.card).find((button) => button.title === 'Save these answers') ?? {};

  const home = await person('NS-ROM').say('hello');
  const opened = await person('NS-ROM').send(home, {
    verb: 'open',
    data: { v: 1, verb: 'open', show: 'review', id: data?.id },
  });

  expect(textOf(opened.card)).toContain('The weekly review of Midmarch is for its ROM');
  expect(hasButton(opened.card, 'Sign the review')).toBe(false);
});

it('REV7 (S0-49) every active row of the worksheet is on the card, and nothing is chosen beforehand', async () => {
  const review = await reviewOf(person('MM-ROM'), 'Midmarch');

  for (const id of await activeIds()) expect(textOf(review.card)).toContain(id);
  expect(rowLabels(review)).toHaveLength(5);
  expect(choicesIn(review.card, rowLabels(review)[0] ?? '')).toContain('Looked at, no change');
  expect(hasButton(review.card, 'Sign the review')).toBe(false);
});

it('REV8 (S0-49) signing with one row unseen is refused and says which', async () => {
  const review = await reviewOf(person('MM-ROM'), 'Midmarch');
  const save = buttonsOf(review.card).find((button) => button.title === 'Save these answers');
  const all = noChange(review);
  const left = rowLabels(review).at(-1) ?? '';
  const fill = Object.fromEntries(Object.entries(all).filter(([label]) => label !== left));

  const saved = await person('MM-ROM').press(review, 'Save these answers', { fill });
  const refused = await person('MM-ROM').send(saved, {
    verb: 'review.sign',
    data: { v: 1, verb: 'review.sign', id: save?.data.id, version: 5, idempotencyKey: 'signing-too-soon' },
  });

  expect(textOf(saved.card)).toContain('4 of 5 rows seen');
  expect(textOf(refused.card)).toMatch(/1 row is not seen yet|changed since the card/);
  expect(hasButton(refused.card, 'Sign the review')).toBe(false);
});

it('REV3 (S1-06, S1-07, S1-08, S3-03) the form asks every question and names what is missing', async () => {
  const review = await reviewOf(person('MM-RCM'), 'Midmarch');
  const [row = ''] = rowLabels(review);

  const form = await person('MM-RCM').press(review, 'Save these answers', {
    fill: { [row]: 'Something to say' },
  });
  const refused = await person('MM-RCM').press(form, 'Save this review');
  const planless = await person('MM-RCM').press(refused, 'Save this review', {
    fill: { ...answers, 'If the plan stays': '' },
  });

  expect(textOf(form.card)).toContain('Review MM-');
  expect(textOf(refused.card)).toContain('an answer to each review question');
  expect(textOf(planless.card)).toContain('how the plan changes, or why it stays');
});

it('REV5 REV9 (S0-49, S2-06) after the last row the review is signed once, and each row shows when', async () => {
  const delegate = person('MM-RCM');
  const [first, ...rest] = [await reviewOf(delegate, 'Midmarch')];
  expect(rest).toEqual([]);
  const [row = ''] = rowLabels(first as Shown);
  const form = await delegate.press(first as Shown, 'Save these answers', {
    fill: { [row]: 'Something to say' },
  });
  const ready = await delegate.press(form, 'Save this review', { fill: answers });
  expect(textOf(ready.card)).toContain('Every row is seen. You can sign.');
  const elsewhere = await reviewOf(person('MM-ROM'), 'Midmarch');
  const elsewhereSign = buttonsOf(elsewhere.card).find((button) => button.title === 'Sign the review');

  const sign = () => delegate.press(ready, 'Sign the review');
  const [one, other] = await Promise.all([sign(), sign()]);
  const late = await person('MM-ROM').press(elsewhere, 'Sign the review');

  expect(elsewhereSign).toBeDefined();
  expect(textOf(one.card)).toContain('Signed by Midmarch RCM 1');
  expect(textOf(one.card)).toContain('Signed by delegation.');
  expect(textOf(other.card)).toBe(textOf(one.card));
  expect(textOf(late.card)).toMatch(/signed already|Signed by Midmarch RCM 1/);
  const today = await todayIn(place());
  for (const riskId of await activeIds()) {
    const shows = await lineShows(
      place(),
      { worksheet: 'Midmarch', riskId },
      (cell) => cell('Last reviewed') === today,
    );
    expect(shows('Reviewed by')).toBe('Midmarch RCM 1');
    expect(shows('Next review due') > today).toBe(true);
  }
});

it('REV11 a card of the review that stayed open changes nothing any more', async () => {
  const cards = await person('MM-RCM').cards();
  const last = cards.at(-1);
  if (!last) throw new Error('The delegate has no card.');

  const answer = await person('MM-RCM').send(last, {
    verb: 'review.save',
    data: {
      v: 1,
      verb: 'review.save',
      id: reviewIdOf(await todayIn(place())),
      page: 1,
      idempotencyKey: 'an-old-card-1',
    },
  });

  expect(textOf(answer.card)).toContain('Review of Midmarch signed');
});

const reviewIdOf = (day: string) => `MM-${day}`;

it('REV9 a risk reported after the signature waits for the next week', async () => {
  const { id } = await report(person('CW-13'), { Region: 'Midmarch' });

  const shows = await lineShows(
    place(),
    { worksheet: 'Midmarch', riskId: id },
    (cell) => cell('Status') !== '',
  );
  const home = await person('MM-ROM').say('hello');

  expect(shows('Last reviewed')).toBe('');
  expect(hasButton(home.card, 'Weekly review of Midmarch')).toBe(false);
});
