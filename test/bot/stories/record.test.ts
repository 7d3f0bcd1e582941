/** The regional office records, changes, proposes, ends and reopens risks by card. */
import { type Person } from '../../../register/person';
import { riskById } from '../../../state/risks';
import { claim } from '../../../state/outbox';
import { waitingProposals } from '../../../state/proposals';
import { aMonitoredRisk, aRisk } from '../../kit/builders';
import { buttonOf, cast, hasButton, idOf, inputsIn, onStage, textOf, type Json } from '../kit';
import { type Card } from '../../../bot/cards/parts';

const stage = onStage();

const open = (person: Person, show: string, id: string) =>
  stage().press(person, { v: 1, verb: 'open', show, id });
const risk = async (id: string) =>
  (await riskById(stage().state.db, stage().state, idOf(id))) as NonNullable<
    Awaited<ReturnType<typeof riskById>>
  >;
const save = (person: Person, form: Card, answers: Json, title = 'Save') =>
  stage().press(person, { ...inputsIn(form), ...buttonOf(form, title), ...answers });

const recorded = {
  category: 'dangerous-animal',
  level: 'low',
  levelReason: 'The dog is kept away during visits.',
  mitigations: 'public-place',
  mitigationOwner: 'office',
  posture: 'restricted',
  warning: 'placed',
};

let number = 100;
async function aReported(parts: Parameters<typeof aRisk>[0] = {}): Promise<string> {
  number += 1;
  const id = `${parts.region ?? 'NS'}-2026-0${number}`;
  await stage().put(aRisk({ id: idOf(id), reportedBy: cast.caseworker.id, ...parts }));
  return id;
}

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

describe('S0-52 an RCC', () => {
  async function proposed(): Promise<{ id: string; proposal: string }> {
    const id = await aReported();
    const form = await open(cast.rcc, 'record', id);
    expect(inputsIn(form).manager).toBe(cast.rcm.id);
    const card = await save(cast.rcc, form, { category: 'dangerous-animal' });
    expect(textOf(card)).toContain('It waits for Morgan Reid.');
    const waiting = await waitingProposals(stage().state.db, stage().state, { manager: cast.rcm.id });
    return { id, proposal: waiting.at(-1)?.id ?? '' };
  }

  it('changes nothing until the named manager confirms, who sees before and after', async () => {
    const { id, proposal } = await proposed();
    expect(await risk(id)).toMatchObject({ version: 1, category: null });

    const card = await open(cast.rcm, 'proposal', proposal);
    expect(textOf(card)).toContain('Robin Clarke asks for this change');
    expect(textOf(card)).toContain('Dangerous animal');
    const done = await stage().press(cast.rcm, buttonOf(card, 'Confirm'));

    expect(textOf(done)).toContain('Confirmed. The register now says so.');
    expect(await risk(id)).toMatchObject({ category: 'dangerous-animal', status: 'recorded' });
  });

  it('is not the one who confirms, nor is anybody else but the manager', async () => {
    const { id, proposal } = await proposed();
    const data = { ...buttonOf(await open(cast.rcm, 'proposal', proposal), 'Confirm') };

    const own = await stage().press(cast.rcc, data);
    const other = await stage().press(cast.rom, data);

    expect(textOf(own)).toContain('Nobody confirms their own change');
    expect(textOf(other)).toContain('This change waits for Morgan Reid');
    expect(hasButton(await open(cast.rcc, 'proposal', proposal), 'Confirm')).toBe(false);
    expect((await risk(id)).version).toBe(1);
  });

  it('hears that it was declined, and the register stays as it was', async () => {
    const { id, proposal } = await proposed();

    await stage().press(cast.rcm, buttonOf(await open(cast.rcm, 'proposal', proposal), 'Decline'));

    expect((await risk(id)).version).toBe(1);
    const events = (await claim(stage().state.db, stage().state, 'teams', 200)).map((item) => [
      item.notice?.event,
      'id' in item.to && item.to.id,
    ]);
    expect(events).toContainEqual(['proposal-declined', cast.rcc.id]);
  });

  it('whose risk changed meanwhile has nothing applied blindly', async () => {
    const { id, proposal } = await proposed();
    const card = await open(cast.rcm, 'proposal', proposal);
    await save(cast.rom, await open(cast.rom, 'record', id), { category: 'weapons' });

    const answer = await stage().press(cast.rcm, buttonOf(card, 'Confirm'));

    expect(textOf(answer)).toContain('This has changed since the card was drawn.');
    expect(textOf(answer)).toContain('The risk has changed since this was asked for.');
    expect((await risk(id)).category).toBe('weapons');
  });
});

it('S0-54 another region’s row needs the consulted person, and that office is told', async () => {
  const id = await aReported();
  const form = await open(cast.eastmere, 'record', id);

  expect(textOf(await save(cast.eastmere, form, { category: 'fraud' }))).toContain(
    'This row belongs to Northshire. Say whom in that office you consulted',
  );
  const card = await save(cast.eastmere, form, { category: 'fraud', consulted: cast.rcm.id });

  expect(textOf(card)).toContain('Saved.');
  expect((await risk(id)).category).toBe('fraud');
  const told = await claim(stage().state.db, stage().state, 'teams', 200);
  expect(
    told.some((item) => item.notice?.event === 'other-region-changed' && item.notice.riskId === id),
  ).toBe(true);
});

describe('S0-16 ending a risk', () => {
  async function aMonitored(parts: Parameters<typeof aMonitoredRisk>[0] = {}): Promise<string> {
    number += 1;
    const id = `NS-2026-0${number}`;
    await stage().put(aMonitoredRisk({ id: idOf(id), owner: cast.rcm.id, ...parts }));
    return id;
  }

  it('the ROM marks it inactive with a rationale, and the warning is to be removed', async () => {
    const id = await aMonitored();
    const form = await open(cast.rom, 'inactive', id);

    const missing = await save(cast.rom, form, { reason: 'acceptable-level' }, 'Mark inactive');
    expect(textOf(missing)).toContain('Still needed: why, in a few words.');
    const card = await save(
      cast.rom,
      form,
      { reason: 'acceptable-level', text: 'No visit for a year.' },
      'Mark inactive',
    );

    expect(await risk(id)).toMatchObject({ status: 'inactive', warning: 'removal-requested' });
    const removed = await stage().press(cast.rom, buttonOf(card, 'Warning is removed from Mosaic'));
    expect(textOf(removed)).toContain('Thank you, noted.');
    expect((await risk(id)).warning).toBe('removed');
  });

  it('an RCM is offered only the reason that is theirs', async () => {
    const form = await open(cast.rcm, 'inactive', await aMonitored());

    expect(textOf(form)).toContain('Client case closed');
    expect(textOf(form)).not.toContain('Managed to an acceptable level');
  });

  it('case closed needs the tick', async () => {
    const id = await aMonitored();
    const form = await open(cast.rcm, 'inactive', id);

    const again = await save(
      cast.rcm,
      form,
      { reason: 'case-closed', text: 'Closed last week.' },
      'Mark inactive',
    );
    expect(textOf(again)).toContain('the tick that the case is closed in Mosaic');
    await save(
      cast.rcm,
      form,
      { reason: 'case-closed', text: 'Closed last week.', caseClosed: 'true' },
      'Mark inactive',
    );

    expect((await risk(id)).status).toBe('inactive');
  });

  it('it is reopened with a reason, and struck by the ROM alone', async () => {
    const id = await aMonitored({
      status: 'inactive',
      warning: 'removed',
      inactive: { reason: 'case-closed', rationale: 'Closed.', on: '2026-11-01' as never, by: cast.rom.id },
    });

    await save(
      cast.rcm,
      await open(cast.rcm, 'reopen', id),
      { text: 'A threat on the closed case.' },
      'Reopen',
    );
    expect((await risk(id)).status).toBe('monitored');

    expect(textOf(await open(cast.rcm, 'void', id))).toContain('Only the ROM of Northshire decides this');
    await save(
      cast.rom,
      await open(cast.rom, 'void', id),
      { text: 'Entered twice.' },
      'Mark as entered in error',
    );
    expect((await risk(id)).status).toBe('void');
  });

  it('a caseworker gets none of these forms', async () => {
    const id = await aReported();

    for (const show of ['record', 'inactive', 'reopen', 'void'])
      expect(textOf(await open(cast.caseworker, show, id))).toMatch(
        /Your role does not include this|Only the ROM/,
      );
  });
});

describe('the sheet’s questions', () => {
  it('a gone row is put back or confirmed by one button, through the port', async () => {
    number += 1;
    const id = `NS-2026-0${number}`;
    await stage().put(aMonitoredRisk({ id: idOf(id), missingSince: '2026-11-22' as never }));
    const card = await open(cast.rom, 'row-missing', id);

    await stage().press(cast.rom, buttonOf(card, 'Put the row back'));
    await stage().press(cast.rom, buttonOf(card, 'It was meant to go'));

    expect(stage().sheet.asked).toEqual([
      expect.objectContaining({ riskId: id, verdict: 'restore', actor: cast.rom.id }),
      expect.objectContaining({ riskId: id, verdict: 'confirm-deleted', actor: cast.rom.id }),
    ]);
  });

  it('people without a right to the row are refused before the port', async () => {
    const before = stage().sheet.asked.length;
    const id = await aReported();

    const card = await stage().press(cast.caseworker, {
      v: 1,
      verb: 'conflict.keep-sheet',
      id,
      version: 1,
      idempotencyKey: 'crafted-0001',
    });

    expect(textOf(card)).toContain('Your role does not include this');
    expect(stage().sheet.asked).toHaveLength(before);
  });
});
