/** The regional office records and changes risks by card. */
import { cast, inputsIn, onStage, partsOf, textOf } from '../kit';
import { officeOn, recorded } from './office';

const stage = onStage();
const { open, save, risk, aReported } = officeOn(stage);

it('S0-17 an office employee records a risk as far as the answers allow', async () => {
  const id = await aReported();
  const form = await open(cast.rcm, 'record', id);

  const card = await save(cast.rcm, form, recorded);

  expect(await risk(id)).toMatchObject({
    status: 'monitored',
    level: 'low',
    recordedBy: cast.rcm.id,
    posture: 'restricted',
    warning: 'placed',
    version: 2,
  });
  expect(textOf(card)).toContain('Saved.');
  expect(textOf(card)).toContain('Monitored');
});

it('S0-22 the record form offers the one warning wording to copy', async () => {
  expect(textOf(await open(cast.rcm, 'record', await aReported()))).toContain(
    'Please contact northshire@caseworkcharity.example before any casework.',
  );
});

it('S0-33 a level without a reason is asked for, and everything typed stays', async () => {
  const id = await aReported();
  const form = await open(cast.rcm, 'record', id);

  const again = await save(cast.rcm, form, { ...recorded, levelReason: '' });

  expect(textOf(again)).toContain('Still needed: why this level.');
  expect(inputsIn(again)).toMatchObject({
    category: 'dangerous-animal',
    level: 'low',
    mitigations: 'public-place',
    posture: 'restricted',
  });
  expect((await risk(id)).version).toBe(1);
});

it('S0-33 a step whose guards do not hold is refused in plain words', async () => {
  const id = await aReported();
  const form = await open(cast.rcm, 'record', id);

  const again = await save(cast.rcm, form, { status: 'monitored', category: 'weapons' });

  expect(textOf(again)).toContain('Still needed: ');
  expect((await risk(id)).version).toBe(1);
});

it.each([
  ['a category that does not exist', { category: 'plague' }, 'Category'],
  ['a day that does not exist', { nextReviewOn: '2026-02-31' }, 'Next review due'],
  ['a person as text', { owner: 'me' }, 'Owner of this risk'],
  ['30 KB of reason', { ...recorded, levelReason: 'x'.repeat(30_000) }, 'too long'],
])('answers %s with a sentence naming the question', async (_what, wrong, sentence) => {
  const id = await aReported();
  const form = await open(cast.rcm, 'record', id);

  expect(textOf(await save(cast.rcm, form, wrong))).toContain(sentence);
  expect((await risk(id)).version).toBe(1);
});

it('S0-43 suspending is for the ROM', async () => {
  const id = await aReported();
  const form = await open(cast.rcm, 'record', id);
  const asked = { posture: 'suspended', postureReason: 'A warning letter was sent.' };

  expect(textOf(await save(cast.rcm, form, asked))).toContain(
    'Only the ROM of Northshire decides this (rule S0-43).',
  );

  await save(cast.rom, await open(cast.rom, 'record', id), asked);
  expect((await risk(id)).posture).toBe('suspended');
});

it('a card drawn before somebody else’s change saves nothing over it and shows how it stands', async () => {
  const id = await aReported();
  const early = await open(cast.rcm, 'record', id);
  await save(cast.rom, await open(cast.rom, 'record', id), { category: 'weapons' });

  const card = await save(cast.rcm, early, { category: 'fraud' });

  expect(textOf(card)).toContain('This has changed since the card was drawn.');
  expect(textOf(card)).toContain('Weapons in the house');
  expect(await risk(id)).toMatchObject({ category: 'weapons', version: 2 });
});

it('a double click changes once and answers the same', async () => {
  const id = await aReported();
  const form = await open(cast.rcm, 'record', id);

  const [one, other] = await Promise.all([save(cast.rcm, form, recorded), save(cast.rcm, form, recorded)]);

  expect((await risk(id)).version).toBe(2);
  expect(textOf(one)).toBe(textOf(other));
});

it('the pressed message is edited afterwards, by the outbox and not in the turn', async () => {
  const id = await aReported();
  const form = await open(cast.rcm, 'record', id);
  const before = stage().channel.calls.length;

  await save(cast.rcm, form, recorded);

  expect(stage().channel.calls).toHaveLength(before);
  await stage().say(cast.rcm, 'hi');
  await stage().deliverAll();
  const edits = stage()
    .channel.calls.slice(before)
    .filter((call) => call.method === 'PUT');
  expect(edits.map((call) => call.path)).toContain(
    `/v3/conversations/a%3A${cast.rcm.id}/activities/message-of-${cast.rcm.id}`,
  );
  expect(edits.some((edit) => JSON.stringify(edit.body).includes(`Risk ${id}`))).toBe(true);
});

it('S0-42 the list of mitigations is open: several others, each on its line, and none is lost by a change of something else', async () => {
  const id = await aReported({
    mitigations: [
      { code: 'other', text: 'two phones', owner: 'agency' },
      { code: 'other', text: 'a code word', owner: cast.rom.id },
      { code: 'public-place', text: '', owner: cast.rom.id },
    ],
  });
  const form = await open(cast.rcm, 'record', id);
  expect(inputsIn(form).mitigationOther).toBe('two phones\na code word');

  await save(cast.rcm, form, { category: 'weapons' });
  expect((await risk(id)).mitigations).toHaveLength(3);

  const again = await open(cast.rcm, 'record', id);
  await save(cast.rcm, again, {
    mitigationOther: 'a code word\nthe gate is locked',
    mitigationOwner: 'office',
  });
  expect((await risk(id)).mitigations).toEqual([
    { code: 'public-place', text: '', owner: cast.rom.id },
    { code: 'other', text: 'a code word', owner: cast.rom.id },
    { code: 'other', text: 'the gate is locked', owner: 'office' },
  ]);
});

it('S0-42 "Other" wants to be told what, and text written without its tick counts', async () => {
  const id = await aReported();
  const form = await open(cast.rcm, 'record', id);

  expect(textOf(await save(cast.rcm, form, { mitigations: 'other' }))).toContain(
    'look at "Other" again: say what it is',
  );
  await save(cast.rcm, form, { mitigations: '', mitigationOther: 'a code word' });

  expect((await risk(id)).mitigations).toEqual([{ code: 'other', text: 'a code word', owner: 'office' }]);
});

it('S0-43 the warning letter is the ROM’s among the mitigations too', async () => {
  const form = await open(cast.rcm, 'record', await aReported());

  expect(textOf(await save(cast.rcm, form, { mitigations: 'warning-letter' }))).toContain(
    'Only the ROM of Northshire decides this (rule S0-43).',
  );
});

it('a caseworker who forges the form gets no form back, for it would show the whole row', async () => {
  const id = await aReported({ onBehalfOf: cast.caseworker.id, summary: 'Known to the office alone.' });
  const forged = { v: 1, id, version: 1, idempotencyKey: 'forged-00001', category: 'plague', reason: 'none' };

  for (const verb of ['record.save', 'inactive.save', 'reopen.save', 'void.save']) {
    const card = await stage().press(cast.caseworker, { ...forged, verb });
    expect(textOf(card)).toMatch(/Your role does not include this|Only the ROM/);
    expect(JSON.stringify(card)).not.toContain('Known to the office alone.');
    expect(JSON.stringify(card)).not.toContain('Input.');
  }
});

it('S0-13 only the steps the warning can take are offered', async () => {
  const form = await open(cast.rcm, 'record', await aReported({ warning: 'placed' }));
  const warning = partsOf(form.body).find((part) => part.id === 'warning');

  expect((warning?.choices as { value: string }[]).map((choice) => choice.value)).toEqual([
    'keep',
    'removal-requested',
  ]);
});
