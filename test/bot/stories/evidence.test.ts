/** What an RCC or another region asks: the manager confirms (S0-52), the other office is consulted (S0-54). */
import { claim } from '../../../state/outbox';
import { waitingProposals } from '../../../state/proposals';
import { buttonOf, cast, hasButton, inputsIn, onStage, textOf } from '../kit';
import { officeOn } from './office';

const stage = onStage();
const { open, save, risk, aReported } = officeOn(stage);

describe('S0-52 an RCC', () => {
  it('asks for an ending, which counts when the manager confirms it', async () => {
    const id = await aReported({ status: 'recorded', category: 'weapons', warning: 'placed' });
    const form = await open(cast.rcc, 'inactive', id);
    expect(inputsIn(form).manager).toBe(cast.rcm.id);
    expect(textOf(form)).not.toContain('Managed to an acceptable level');
    const answers = { reason: 'case-closed', text: 'Closed last week.', caseClosed: 'true' };

    const again = await save(cast.rcc, form, { ...answers, manager: '' }, 'Mark inactive');
    expect(textOf(again)).toContain('This needs a line manager who confirms it');
    const waiting = await save(cast.rcc, form, answers, 'Mark inactive');
    expect(textOf(waiting)).toContain('It waits for Morgan Reid.');
    expect((await risk(id)).status).toBe('recorded');

    const [proposal] = (
      await waitingProposals(stage().state.db, stage().state, { manager: cast.rcm.id })
    ).filter((one) => one.riskId === id);
    const card = await open(cast.rcm, 'proposal', proposal?.id ?? '');
    expect(textOf(card)).toContain('Client case closed');
    expect(textOf(card)).toContain('Closed last week.');
    await stage().press(cast.rcm, buttonOf(card, 'Confirm'));

    expect(await risk(id)).toMatchObject({ status: 'inactive', warning: 'removal-requested' });
  });

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

    expect(hasButton(answer, 'Decline')).toBe(true);
    await stage().press(cast.rcm, buttonOf(answer, 'Confirm'));
    expect((await risk(id)).category).toBe('dangerous-animal');
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
