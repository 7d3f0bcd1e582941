/** Where sheet and Teams disagree, or a row is gone: one button for those who may. */
import { holdMark } from '../../../register/hold';
import { type SheetPort } from '../../../register/sheet-port';
import { noticeCard, targetOf } from '../../../bot/cards/notice';
import { today as aDay } from '../../kit/builders';
import { aNotice, aViewer } from '../cards/samples';
import { openSheetDesk } from '../../../sync/settle';
import { showInSheet } from '../../../state/commit';
import { rememberCard } from '../../../state/conversations';
import { putRegisterMemory, putRowMemories, rowMemory } from '../../../state/memory';
import { claim } from '../../../state/outbox';
import { allPeople } from '../../../state/people';
import { riskById } from '../../../state/risks';
import { today } from '../../../state/time';
import { buttonOf, cast, hasButton, idOf, inputsIn, onStage, textOf } from '../kit';
import { officeOn } from './office';

const stage = onStage();
const { open, save, risk, aReported, aMonitored } = officeOn(stage);

/** The sheet says High; what is in effect stands against it. */
async function dispute(id: string, service = 'Low', sheet = 'High'): Promise<void> {
  const { state } = stage();
  const memory = await rowMemory(state.db, state, idOf(id));
  if (!memory) throw new Error(`No row ${id}`);
  const conflicts = [{ field: 'level' as const, sheet, service, held: service }];
  await state.db.tx((tx) => putRowMemories(tx, state, [{ ...memory, conflicts }]));
}

/** The row reads like another case. */
async function setApart(id: string, summary: string): Promise<void> {
  const { state } = stage();
  const memory = await rowMemory(state.db, state, idOf(id));
  if (!memory) throw new Error(`No row ${id}`);
  const since = '2026-11-23T09:00:00.000Z';
  const settling = { typed: { ...memory.typed, summary }, since, shown: null, lost: [], emptied: [] };
  const quarantine = { why: 'pasted-over' as const, since };
  await state.db.tx((tx) => putRowMemories(tx, state, [{ ...memory, settling, quarantine }]));
}

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
    sheet.behind = openSheetDesk(state);

    const outdated = await stage().press(cast.rcm, buttonOf(old, 'Keep the sheet'));
    expect(textOf(outdated)).toContain('This has changed since the card was drawn.');
    expect(textOf(outdated)).toContain('Very high');
    expect(await risk(id)).toMatchObject({ level: null });

    await stage().press(cast.rcm, buttonOf(outdated, 'Keep the sheet'));
    sheet.behind = null;
    expect(sheet.asked.at(-1)).toMatchObject({ riskId: id, keep: 'sheet', actor: cast.rcm.id });
    const edits = (await claim(state.db, state, 'teams', 200)).map((item) => item.edit?.activityId);
    expect(edits).toEqual(expect.arrayContaining(['notice-of-conflict', `message-of-${cast.rcm.id}`]));
    expect(hasButton(await open(cast.rcc, 'conflict', id), 'Keep the sheet')).toBe(false);
  });

  it('MRG15 the form opened from a conflict says what differs, and saving it settles that as well', async () => {
    const { state, sheet } = stage();
    const id = await aMonitored();
    await dispute(id);

    const form = await stage().press(
      cast.rcm,
      buttonOf(await open(cast.rcm, 'conflict', id), 'Set it myself'),
    );
    expect(textOf(form)).toContain('Sheet and Teams differ here.');
    const saved = await save(cast.rcm, form, { level: 'medium', levelReason: 'The dog is kept away.' });

    expect(textOf(saved)).toContain('Saved.');
    expect(await risk(id)).toMatchObject({ level: 'medium' });
    expect((await rowMemory(state.db, state, idOf(id)))?.conflicts).toEqual([]);
    const before = sheet.asked.length;
    await dispute(id, 'Medium');
    const again = await stage().press(
      cast.rcm,
      buttonOf(await open(cast.rcm, 'conflict', id), 'Set it myself'),
    );
    await save(cast.rcm, again, {});
    expect(sheet.asked.slice(before)).toMatchObject([
      { riskId: id, keep: { values: { level: '' } }, actor: cast.rcm.id },
    ]);
  });

  it('MRG17 the form opened from a conflict shows what it settles; what was typed since is not settled and shows in the form', async () => {
    const { state, sheet } = stage();
    const id = await aMonitored();
    await dispute(id);
    const form = await open(cast.rcm, 'settle', id);
    expect(textOf(form)).toContain('sheet: High · Teams: Low');
    await dispute(id, 'Low', 'Very high');
    const before = await risk(id);

    const refused = await save(cast.rcm, form, { level: 'medium', levelReason: 'The dog is kept away.' });

    expect(textOf(refused)).toContain('This has changed since the card was drawn.');
    expect(textOf(refused)).toContain('sheet: Very high · Teams: Low');
    expect(inputsIn(refused)).toMatchObject({ level: 'medium', levelReason: 'The dog is kept away.' });
    expect(await risk(id)).toEqual(before);
    expect((await rowMemory(state.db, state, idOf(id)))?.conflicts).toHaveLength(1);
    sheet.behind = openSheetDesk(state);
    expect(textOf(await save(cast.rcm, refused, {}))).toContain('Saved.');
    sheet.behind = null;
    expect((await rowMemory(state.db, state, idOf(id)))?.conflicts).toEqual([]);
  });

  it('MRG17 what a reading finds between saving and settling is not settled, and the person sees it', async () => {
    const { state, sheet } = stage();
    const id = await aMonitored();
    await dispute(id);
    const form = await open(cast.rcm, 'settle', id);
    const desk = openSheetDesk(state);
    const settleConflict: SheetPort['settleConflict'] = async (request) => {
      await dispute(id, 'Low', 'Very high');
      return desk.settleConflict(request);
    };
    sheet.behind = { ...desk, settleConflict };

    const saved = await save(cast.rcm, form, { category: 'weapons' });
    sheet.behind = null;

    expect(textOf(saved)).toContain('What you typed was saved.');
    expect(textOf(saved)).toContain('Very high');
    expect(await risk(id)).toMatchObject({ category: 'weapons' });
    expect((await rowMemory(state.db, state, idOf(id)))?.conflicts).toMatchObject([{ sheet: 'Very high' }]);
  });

  it('SHT38 a mass of changes is shown with what was typed, the most frequent first', async () => {
    const { state } = stage();
    const ids = [await aReported(), await aReported(), await aReported()];
    const since = '2026-11-23T09:00:00.000Z';
    for (const [at, id] of ids.entries()) {
      const memory = await rowMemory(state.db, state, idOf(id));
      if (!memory) throw new Error(`No row ${id}`);
      const typed = { ...memory.typed, level: at === 0 ? 'Low' : 'Very high' };
      const settling = { typed, since, shown: null, lost: [], emptied: [] };
      await state.db.tx((tx) => putRowMemories(tx, state, [{ ...memory, settling }]));
    }
    const hold = { why: 'mass-change', since, rows: ids, fields: ['level' as const] };
    await putRegisterMemory(state.db, state, { tag: null, readAt: null, holds: { 'NS:mass-change': hold } });

    expect(textOf(await open(cast.rom, 'hold', 'NS:mass-change'))).toContain(
      'Level: Very high: 2 rows; Level: Low: 1 row',
    );
  });

  it('a risk card says what Check says of its row, and leads to where it is decided', async () => {
    const { state } = stage();
    const id = await aReported();
    await dispute(id, '');
    const risk = await riskById(state.db, state, idOf(id));
    if (!risk) throw new Error(`No risk ${id}`);
    const at = await today(state.db, state);
    const people = await allPeople(state.db, state);
    await state.db.tx((tx) => showInSheet(tx, state, { risk, isNew: false, people, at }));

    const card = await open(cast.rom, 'risk', id);

    expect(textOf(card)).toContain('the sheet says "High", Teams says nothing.');
    expect(hasButton(card, 'Choose which one counts')).toBe(true);
    const conflict = await stage().press(cast.rom, buttonOf(card, 'Choose which one counts'));
    expect(textOf(conflict)).toContain('In effect until you choose');
    await setApart(id, 'The stairs are rotten.');
    expect(hasButton(await open(cast.rom, 'risk', id), 'Look at the row')).toBe(true);
  });

  it('a row that was left as it is says that texts still differ, and where to choose', async () => {
    const id = await aReported();
    await dispute(id, '');

    const card = await open(cast.rom, 'quarantine', id);

    expect(textOf(card)).toContain('still stands there');
    expect(hasButton(card, 'Choose which one counts')).toBe(true);
  });

  it('SHT38 a mass of changes is put to the ROM with what it concerns, and answered through the port as it was shown', async () => {
    const { state, sheet } = stage();
    const hold = {
      why: 'mass-change',
      since: '2026-11-23T09:00:00.000Z',
      rows: ['NS-2026-0001', 'NS-2026-0002'],
      fields: ['level' as const],
    };
    await putRegisterMemory(state.db, state, { tag: null, readAt: null, holds: { 'NS:mass-change': hold } });

    const card = await open(cast.rom, 'hold', 'NS:mass-change');
    expect(textOf(card)).toContain('NS-2026-0001, NS-2026-0002');
    // The heading people read: a list has no "Change level".
    expect(textOf(card)).toContain('Level');
    expect(textOf(card)).not.toContain('Change level');
    const done = await stage().press(cast.rom, buttonOf(card, 'Leave the register as it is'));

    expect(textOf(done)).toContain('Noted.');
    expect(sheet.asked.at(-1)).toMatchObject({
      hold: 'NS:mass-change',
      verdict: 'leave',
      mark: holdMark(hold),
      actor: cast.rom.id,
    });
    await putRegisterMemory(state.db, state, { tag: null, readAt: null, holds: {} });
    expect(textOf(await open(cast.rom, 'hold', 'NS:mass-change'))).toContain('This is over.');
  });

  it('SHT38 a hold is neither shown to nor opened by others', async () => {
    const before = stage().sheet.asked.length;

    for (const person of [cast.caseworker, cast.rcc, cast.rcm, cast.eastmere]) {
      const shown = await open(person, 'hold', 'NS:mass-change');
      const data = {
        v: 1,
        verb: 'hold.take',
        id: 'NS:mass-change',
        mark: 'x',
        idempotencyKey: 'crafted-0002',
      };
      const pressed = await stage().press(person, data);
      expect([hasButton(shown, 'Take these changes'), hasButton(pressed, 'Take these changes')]).toEqual([
        false,
        false,
      ]);
    }

    expect(stage().sheet.asked).toHaveLength(before);
  });

  it('SHT41 SHT50 a row set apart shows both contents, and is taken or left, as shown, by whoever may change it alone', async () => {
    const { sheet } = stage();
    const id = await aMonitored();
    await setApart(id, 'Threats by telephone.');

    const card = await open(cast.rcm, 'quarantine', id);
    expect(textOf(card)).toContain('Threats by telephone.');
    await stage().press(cast.rcm, buttonOf(card, 'Leave the register as it is'));

    const { mark } = buttonOf(card, 'Leave the register as it is');
    expect(sheet.asked.at(-1)).toMatchObject({ riskId: id, verdict: 'leave', mark, actor: cast.rcm.id });
    expect(hasButton(await open(cast.rcc, 'quarantine', id), 'Leave the register as it is')).toBe(false);
    expect(textOf(await open(cast.caseworker, 'quarantine', id))).toContain(
      'Your role does not include this',
    );
  });

  it('SHT50 a row pasted over once more is not taken by a card that shows the first paste', async () => {
    const { state, sheet } = stage();
    const id = await aMonitored();
    await setApart(id, 'Threats by telephone.');
    const card = await open(cast.rcm, 'quarantine', id);
    await setApart(id, 'A stranger at the door.');
    sheet.behind = openSheetDesk(state);

    const refused = await stage().press(cast.rcm, buttonOf(card, 'Take what the sheet says'));
    sheet.behind = null;

    expect(textOf(refused)).toContain('This has changed since the card was drawn.');
    expect(textOf(refused)).toContain('A stranger at the door.');
    expect((await rowMemory(state.db, state, idOf(id)))?.quarantine?.word).toBeUndefined();
  });

  it('SHT51 of an entry made in error the card offers only what works', async () => {
    const id = await aMonitored({ status: 'void' });
    await setApart(id, 'Threats by telephone.');

    const card = await open(cast.rom, 'quarantine', id);

    expect(hasButton(card, 'Take what the sheet says')).toBe(false);
    expect(hasButton(card, 'Leave the register as it is')).toBe(true);
  });

  it('SHT38 the notice of a mass change leads to where it is answered', () => {
    const notice = { ...aNotice('mass-edit'), riskId: null, subjectId: 'NS:mass-change' };

    expect(targetOf(notice)).toEqual({ card: 'hold', id: 'NS:mass-change' });
    expect(targetOf(aNotice('row-quarantined'))).toEqual({ card: 'quarantine', id: 'NS-2026-0001' });
    const items = [{ riskId: idOf('NS-2026-0001'), subjectId: null, dueOn: aDay, daysLate: 0 }];
    expect(hasButton(noticeCard({ ...notice, items }, aViewer()), 'Say what it was')).toBe(true);
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
