/** Where sheet and Teams disagree, or a row is gone: one button for those who may. */
import { rememberCard } from '../../../state/conversations';
import { putRowMemories, rowMemory } from '../../../state/memory';
import { claim } from '../../../state/outbox';
import { buttonOf, cast, hasButton, idOf, onStage, textOf } from '../kit';
import { officeOn } from './office';

const stage = onStage();
const { open, aReported, aMonitored } = officeOn(stage);

describe('the sheet’s questions', () => {
  it('a gone row is put back or confirmed by one button, through the port', async () => {
    const id = await aMonitored({ missingSince: '2026-11-22' as never });
    const card = await open(cast.rom, 'row-missing', id);

    await stage().press(cast.rom, buttonOf(card, 'Put the row back'));
    await stage().press(cast.rom, buttonOf(card, 'It was entered in error'));

    expect(stage().sheet.asked).toEqual([
      expect.objectContaining({ riskId: id, verdict: 'restore', actor: cast.rom.id }),
      expect.objectContaining({ riskId: id, verdict: 'confirm-deleted', actor: cast.rom.id }),
    ]);
  });

  it('whoever is not the ROM may put the row back and not strike the risk', async () => {
    const id = await aMonitored({ missingSince: '2026-11-22' as never });

    const card = await open(cast.rcm, 'row-missing', id);

    expect(hasButton(card, 'Put the row back')).toBe(true);
    expect(hasButton(card, 'It was entered in error')).toBe(false);
    expect(textOf(card)).toContain('If the entry was made in error, the ROM says so.');
    expect(hasButton(await open(cast.rcc, 'row-missing', id), 'Put the row back')).toBe(false);
  });

  it('a conflict is settled as the card showed it, and other people’s cards of it are redrawn', async () => {
    const { state, sheet } = stage();
    const id = await aReported();
    const memory = await rowMemory(state.db, state, idOf(id));
    const conflict = (typed: string) =>
      state.db.tx((tx) =>
        putRowMemories(tx, state, [
          {
            ...(memory as NonNullable<typeof memory>),
            conflicts: [{ field: 'level', sheet: typed, service: 'Low' }],
          },
        ]),
      );
    await conflict('High');
    await rememberCard(state.db, state, {
      personId: cast.rom.id,
      conversationId: 'a:rom',
      activityId: 'notice-of-conflict',
      view: { card: 'conflict', id },
    });
    const old = await open(cast.rcm, 'conflict', id);
    expect(textOf(old)).toContain('High');
    await conflict('Very high');
    const before = sheet.asked.length;

    const outdated = await stage().press(cast.rcm, buttonOf(old, 'Keep the sheet'));
    expect(textOf(outdated)).toContain('This has changed since the card was drawn.');
    expect(textOf(outdated)).toContain('Very high');
    expect(sheet.asked).toHaveLength(before);

    await stage().press(cast.rcm, buttonOf(outdated, 'Keep the sheet'));
    expect(sheet.asked.at(-1)).toMatchObject({ riskId: id, keep: 'sheet', actor: cast.rcm.id });
    const edits = (await claim(state.db, state, 'teams', 200)).map((item) => item.edit?.activityId);
    expect(edits).toEqual(expect.arrayContaining(['notice-of-conflict', `message-of-${cast.rcm.id}`]));
    expect(hasButton(await open(cast.rcc, 'conflict', id), 'Keep the sheet')).toBe(false);
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
