/** The weekly review by card: every row, only the fit, only once. */
import { type Person } from '../../../register/person';
import { riskById } from '../../../state/risks';
import { reviewById } from '../../../state/worksheet-reviews';
import { aDelegation, aLevel3, aMonitoredRisk, aReview, day, region, today } from '../../kit/builders';
import { buttonOf, cast, hasButton, idOf, inputsIn, onStage, partsOf, textOf, type Json } from '../kit';
import { type Card } from '../../../bot/cards/parts';

const expired = aLevel3(cast.delegate.id, '2026-11-20');
const stage = onStage({ trainings: [expired], delegations: [aDelegation(cast.delegate.id)] });

const rows = 8;
const idFor = (number: number) => idOf(`NS-2026-000${number}`);
const reviewId = 'NS-2026-11-23';

const open = (person: Person, page?: number) =>
  stage().press(person, { v: 1, verb: 'open', show: 'review', id: reviewId, page });
const review = () => reviewById(stage().state.db, stage().state, reviewId);
const save = (person: Person, card: Card, answers: Json) =>
  stage().press(person, { ...inputsIn(card), ...buttonOf(card, 'Save these answers'), ...answers });

/** The input ids of a card's rows, in order. */
const rowInputs = (card: Card) =>
  partsOf(card.body)
    .filter((part) => String(part.id).startsWith('row-'))
    .map((part) => String(part.id));
const answerAll = (card: Card, answer: 'no-change' | 'form') =>
  Object.fromEntries(
    partsOf(card.body)
      .filter((part) => String(part.id).startsWith('row-'))
      .map((part) => [
        part.id,
        (part.choices as { value: string }[]).find((choice) => choice.value.startsWith(answer))?.value,
      ]),
  );

beforeAll(async () => {
  for (let number = 1; number <= rows; number += 1) await stage().put(aMonitoredRisk({ id: idFor(number) }));
  await stage().put(aReview());
});

it('S0-48 the delegate whose Level 3 ran out is offered the review, so that they can be told', async () => {
  await stage().say(cast.delegate, 'hello');

  const home = stage().channel.calls.at(-1)?.body;
  expect(JSON.stringify(home)).toContain('Weekly review');
});

it('S0-48 the delegate whose Level 3 ran out sees why and gets nothing to answer or sign', async () => {
  const card = await open(cast.delegate);

  expect(textOf(card)).toContain('Your Level 3 safeguarding qualification ran out on 20 November 2026');
  expect(rowInputs(card)).toEqual([]);
  expect(hasButton(card, 'Save these answers') || hasButton(card, 'Sign the review')).toBe(false);
  const forced = await stage().press(cast.delegate, {
    v: 1,
    verb: 'review.sign',
    id: reviewId,
    version: 1,
    idempotencyKey: 'forced-0001',
  });
  expect(textOf(forced)).toContain('ran out on 20 November 2026');
});

it('S0-49 a caseworker sees no row at all', async () => {
  const card = await open(cast.caseworker);

  expect(textOf(card)).toContain('The weekly review of Northshire is for its ROM');
  expect(textOf(card)).not.toContain('NS-2026-0001');
});

it('S0-49 shows every active row, page by page, with the place in the list', async () => {
  const first = await open(cast.rom, 1);
  const second = await stage().press(cast.rom, buttonOf(first, 'Next page'));

  expect(textOf(first)).toContain('0 of 8 rows seen. Page 1 of 2.');
  expect([...rowInputs(first), ...rowInputs(second)]).toEqual(
    Array.from({ length: rows }, (_, index) => `row-${idFor(index + 1)}`),
  );
  expect(hasButton(first, 'Sign the review') || hasButton(second, 'Sign the review')).toBe(false);
});

it('S0-49 signing with rows unseen is refused, naming them', async () => {
  const card = await stage().press(cast.rom, {
    v: 1,
    verb: 'review.sign',
    id: reviewId,
    version: 1,
    idempotencyKey: 'too-early-0001',
  });

  expect(textOf(card)).toContain('8 rows are not seen yet');
  expect((await review())?.state).toBe('open');
});

it('S0-49 a row shows what a reviewer needs: case, type, status, level, mitigations, arrangement, warning', async () => {
  const said = textOf(await open(cast.rom, 1));

  for (const word of ['MOS-90001', 'General', 'Monitored, level low', 'Public place', 'Restricted', 'placed'])
    expect(said).toContain(word);
});

it('S0-49 "no change" on a page marks those rows, once, whatever is clicked twice', async () => {
  const page = await open(cast.rom, 1);
  const answers = { ...answerAll(page, 'no-change'), [`row-${idFor(6)}`]: 'later' };

  const [next] = await Promise.all([save(cast.rom, page, answers), save(cast.rom, page, answers)]);
  const otherDevice = await save(cast.rom, page, answers);

  const seen = (await review()) as NonNullable<Awaited<ReturnType<typeof review>>>;
  expect(Object.keys(seen.rows).sort()).toEqual([1, 2, 3, 4, 5].map(idFor));
  expect(seen.version).toBe(1 + 5);
  expect(textOf(next)).toContain('5 of 8 rows seen. Page 1 of 2.');
  expect(textOf(otherDevice)).toContain('✓ Seen');
});

it('a second card of the same page, open elsewhere, adds nothing to rows already seen', async () => {
  const second = await open(cast.rom, 1);
  const version = (await review())?.version;

  await save(
    cast.rom,
    second,
    Object.fromEntries([1, 2, 3].map((number) => [`row-${idFor(number)}`, 'no-change@4'])),
  );

  expect((await review())?.version).toBe(version);
});

it('S1-06 a row with something to say opens its form, which keeps what is typed until it is complete', async () => {
  const page = await open(cast.rom, 1);
  const form = await save(cast.rom, page, { [`row-${idFor(6)}`]: 'form@4' });
  expect(textOf(form)).toContain('What worries you most?');

  const half = await stage().press(cast.rom, {
    ...inputsIn(form),
    ...buttonOf(form, 'Save this review'),
    mostWorriedAbout: 'The gate.',
  });
  expect(textOf(half)).toContain('Still needed: an answer to each review question.');
  expect(inputsIn(half)).toMatchObject({ mostWorriedAbout: 'The gate.' });

  const answers = {
    mostWorriedAbout: 'The gate.',
    whatChanged: 'It broke.',
    whatWorks: 'Meeting elsewhere.',
  };
  const noPlan = await stage().press(cast.rom, {
    ...inputsIn(form),
    ...buttonOf(form, 'Save this review'),
    ...answers,
  });
  expect(textOf(noPlan)).toContain('how the plan changes, or why it stays');

  const raised = { ...answers, planChange: 'Visits stop.', levelAfter: 'high' };
  const noReason = await stage().press(cast.rom, {
    ...inputsIn(form),
    ...buttonOf(form, 'Save this review'),
    ...raised,
  });
  expect(textOf(noReason)).toContain('why this level');

  const card = await stage().press(cast.rom, {
    ...inputsIn(form),
    ...buttonOf(form, 'Save this review'),
    ...raised,
    levelReason: 'The dog got out.',
  });

  expect(textOf(card)).toContain('6 of 8 rows seen. Page 2 of 2.');
  expect(await riskById(stage().state.db, stage().state, idFor(6))).toMatchObject({
    level: 'high',
    version: 5,
  });
  expect((await review())?.rows[idFor(6)]).toMatchObject({ outcome: 'reviewed', version: 5 });
});

it('S1-07 a row marked "no change" by mistake may still be said more about', async () => {
  const page = await open(cast.rom, 1);

  const form = await save(cast.rom, page, { [`row-${idFor(2)}`]: 'form@4' });
  await stage().press(cast.rom, {
    ...inputsIn(form),
    ...buttonOf(form, 'Save this review'),
    mostWorriedAbout: 'The gate.',
    whatChanged: 'Nothing.',
    whatWorks: 'Meeting elsewhere.',
    noPlanChangeReason: 'It works.',
  });

  expect((await review())?.rows[idFor(2)]).toMatchObject({ outcome: 'reviewed', version: 4 });
});

it('S0-49 answers count for the rows they name, also when the pages have moved since', async () => {
  const page = await open(cast.rom, 2);

  await save(cast.rom, page, { page: 1, [`row-${idFor(8)}`]: 'no-change@4' });

  expect(Object.keys((await review())?.rows ?? {})).toContain(idFor(8));
});

it('an answer about a row that changed meanwhile does not count as seen', async () => {
  const page = await open(cast.rom, 2);
  const form = await stage().press(cast.rcm, { v: 1, verb: 'open', show: 'record', id: idFor(7) });
  await stage().press(cast.rcm, { ...inputsIn(form), ...buttonOf(form, 'Save'), category: 'weapons' });

  const card = await save(cast.rom, page, answerAll(page, 'no-change'));

  expect(textOf(card)).toContain('This has changed since the card was drawn.');
  expect(Object.keys((await review())?.rows ?? {})).not.toContain(idFor(7));
  expect(Object.keys((await review())?.rows ?? {})).toContain(idFor(8));
});

it('S0-49 the last row seen brings the button, and the signature is given once', async () => {
  const page = await open(cast.rom);
  const ready = await save(cast.rom, page, answerAll(page, 'no-change'));
  expect(textOf(ready)).toContain('Every row is seen. You can sign.');
  const data = buttonOf(ready, 'Sign the review');

  const [one, other] = await Promise.all([stage().press(cast.rom, data), stage().press(cast.rom, data)]);
  const late = await stage().press(cast.rom, { ...data, idempotencyKey: 'another-device-1' });

  expect(textOf(one)).toContain('Signed by Rowan Miles');
  expect(textOf(other)).toBe(textOf(one));
  expect(textOf(late)).toContain('This review is signed already.');
  expect(await review()).toMatchObject({ state: 'signed', signedBy: cast.rom.id });
  const risk = await riskById(stage().state.db, stage().state, idFor(1));
  expect(risk).toMatchObject({ version: 5, lastReviewedBy: cast.rom.id });
  expect(risk?.nextReviewOn).not.toBe(today);
});

it('a signed review answers every old card with who signed', async () => {
  const old = await stage().press(cast.rom, {
    v: 1,
    verb: 'review.save',
    id: reviewId,
    page: 1,
    idempotencyKey: 'old-card-00001',
    [`row-${idFor(1)}`]: 'no-change@5',
  });

  expect(textOf(old)).toContain('Review of Northshire signed');
});

it('S0-49 a caseworker is not shown who signed', async () => {
  expect(textOf(await open(cast.caseworker))).toContain('The weekly review of Northshire is for its ROM');
});

it('a region without active risks is signed straight away', async () => {
  await stage().put(aReview({ id: 'EM-2026-11-25', region: region('EM'), dueOn: day('2026-11-25') }));

  const card = await stage().press(cast.rom, { v: 1, verb: 'open', show: 'review', id: 'EM-2026-11-25' });

  expect(textOf(card)).toContain('The weekly review of Eastmere is for its ROM');
});
