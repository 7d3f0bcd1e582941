/** Brakes over the real database: asked once, opened once by those who may, and what follows stands in sheet and register. */
import { type RiskId } from '../../register/ids';
import { type HoldVerdict } from '../../register/hold';
import { cellsSetApart, quarantineMark } from '../../register/set-apart';
import { registerMemory, rowMemory } from '../../state/memory';
import { openSheetDesk } from '../../sync/settle';
import { aPerson, personId, riskId } from '../kit/builders';
import { actsOn, keepMonitored, later, riskNow, strikeInTeams, toldBy, withStates } from '../kit/state';
import { aDesk, caseworker, cast, emRom, openIntentCount, owner, rcc, rom, type Desk } from './desk';

const states = withStates();
const head = aPerson({ id: personId(6), roles: ['head'], region: null, area: 'north' });
const ids = Array.from({ length: 8 }, (_, index) => riskId(`NS-2026-000${index + 1}`));
const first = ids[0] as RiskId;

async function eight(): Promise<Desk> {
  const desk = await aDesk(states, { people: [...cast, head] });
  for (const id of ids) await keepMonitored(desk.state, { id, owner: owner.id });
  await desk.pass();
  return desk;
}

/** "High" filled down over six of eight rows, and read. */
async function filledDown(): Promise<Desk> {
  const desk = await eight();
  for (const id of ids.slice(0, 6)) desk.store.type(id, 'level', 'High');
  await desk.settle();
  return desk;
}

/** Seven of eight rows deleted, and read. */
async function emptied(): Promise<Desk> {
  const desk = await eight();
  for (const id of ids.slice(1)) desk.store.remove(id);
  await desk.read();
  await later(desk.state, 60);
  await desk.read();
  return desk;
}

const open = (
  desk: Desk,
  hold: string,
  verdict: HoldVerdict,
  by: { actor?: typeof rom.id; key?: string; mark?: string } = {},
) => openSheetDesk(desk.state).openHold({ hold, verdict, actor: rom.id, key: 'click-1', ...by });
const levels = (desk: Desk) => Promise.all(ids.map(async (id) => (await riskNow(desk.state, id)).level));
const holdsOf = async (desk: Desk) => Object.keys((await registerMemory(desk.state.db, desk.state)).holds);

describe('much of a column typed at once', () => {
  it('SHT37 changes nothing, and the ROM is asked once', async () => {
    const desk = await filledDown();
    for (let poll = 0; poll < 3; poll++) await desk.settle();

    expect(new Set(await levels(desk))).toEqual(new Set(['low']));
    expect(await toldBy(desk.state)).toEqual([`mass-edit>person:${rom.id}`]);
    expect(await actsOn(desk.state, 'NS')).toEqual(['region-on-hold']);
  });

  it('SHT37 SHT46 goes by itself when the cells go back', async () => {
    const desk = await filledDown();
    for (const id of ids.slice(0, 6)) desk.store.type(id, 'level', '');

    await desk.settle();

    expect(await holdsOf(desk)).toEqual([]);
    expect(new Set(await levels(desk))).toEqual(new Set(['low']));
  });

  it('SHT40 SHT38 RTE18 "take" takes all by the ordinary rules, with the word in the audit', async () => {
    const desk = await filledDown();

    expect(await open(desk, 'NS:mass-change', 'take', { actor: head.id })).toEqual({ kind: 'done' });
    await desk.pass();

    expect(await levels(desk)).toEqual([...Array<string>(6).fill('high'), 'low', 'low']);
    expect(await actsOn(desk.state, 'NS')).toEqual(['region-on-hold', 'opened-a-hold']);
    expect(await actsOn(desk.state, first)).toContain('edited-in-the-register');
    expect(await holdsOf(desk)).toEqual([]);
    expect(await openIntentCount(desk)).toBe(0);
    expect(await toldBy(desk.state, 'mass-edit')).toHaveLength(1);
    // RTE18: six levels raised at once are one message.
    expect(await toldBy(desk.state, 'level-raised')).toEqual([`level-raised>person:${rom.id}`]);
  });

  it('SHT40 "leave" keeps the register; each row says what stands there, and one is picked by its conflict', async () => {
    const desk = await filledDown();

    await open(desk, 'NS:mass-change', 'leave');
    await desk.settle();

    expect(new Set(await levels(desk))).toEqual(new Set(['low']));
    expect(desk.store.linesOf(first)[0]?.typed.level).toBe('High');
    expect(desk.store.top(first)).toMatchObject({ values: { level: 'Low' }, observed: { level: 'High' } });
    expect(desk.store.shows(first)?.attention).toContain('the sheet says "High", Teams says "Low"');
    await openSheetDesk(desk.state).settleConflict({
      riskId: first,
      keep: 'sheet',
      actor: owner.id,
      key: 'pick',
    });
    desk.store.type(ids[1] as RiskId, 'level', 'Medium');
    await desk.settle();
    expect((await levels(desk)).slice(0, 3)).toEqual(['high', 'medium', 'low']);
    expect(desk.store.shows(ids[1] as RiskId)?.attention).toBe('');
    expect(await openIntentCount(desk)).toBe(0);
  });

  it('SHT40 "leave" keeps people’s own cells too: a summary left there is in conflict, and keeping Teams ends it', async () => {
    const desk = await eight();
    for (const id of ids.slice(0, 6)) desk.store.type(id, 'summary', 'The stairs are rotten.');
    await desk.settle();
    const { summary } = await riskNow(desk.state, first);

    await open(desk, 'NS:mass-change', 'leave');
    await desk.settle();

    expect(desk.store.shows(first)?.attention).toBe(
      'Summary: sheet and Teams differ. Choose in Teams, or type anew.',
    );
    await openSheetDesk(desk.state).settleConflict({
      riskId: first,
      keep: 'teams',
      actor: owner.id,
      key: 'pick',
    });
    await openSheetDesk(desk.state).settleConflict({
      riskId: ids[1] as RiskId,
      keep: 'sheet',
      actor: owner.id,
      key: 'other',
    });
    await desk.settle();
    expect((await riskNow(desk.state, first)).summary).toBe(summary);
    expect((await riskNow(desk.state, ids[1] as RiskId)).summary).toBe('The stairs are rotten.');
    expect(desk.store.shows(first)?.attention).toBe('');
  });

  it('SHT38 DLV1 the same press again is the same answer, another one comes too late, an outdated card is told so', async () => {
    const desk = await filledDown();

    expect(await open(desk, 'NS:mass-change', 'take', { mark: 'ffffffff' })).toMatchObject({ code: 'stale' });
    const answers = await Promise.all([
      open(desk, 'NS:mass-change', 'take'),
      open(desk, 'NS:mass-change', 'take'),
      open(desk, 'NS:mass-change', 'leave', { actor: head.id, key: 'other' }),
    ]);

    const said = answers.map((answer) => ('code' in answer ? answer.code : 'done'));
    expect(said[0]).toBe(said[1]);
    expect([said[0], said[2]].sort()).toEqual(['already', 'done']);
    expect((await actsOn(desk.state, 'NS')).filter((act) => act === 'opened-a-hold')).toHaveLength(1);
  });

  it.each([
    ['a caseworker', caseworker.id, 'rom-only'],
    ['an RCC of the region', rcc.id, 'rom-only'],
    ['the owner of the rows', owner.id, 'rom-only'],
    ['the ROM of another region', emRom.id, 'rom-only'],
  ])('SHT38 is not opened by %s', async (_who, actor, code) => {
    const desk = await filledDown();

    expect(await open(desk, 'NS:mass-change', 'take', { actor })).toMatchObject({ kind: 'refusal', code });
    await desk.pass();

    expect(await holdsOf(desk)).toEqual(['NS:mass-change']);
    expect(await actsOn(desk.state, 'NS')).toEqual(['region-on-hold']);
  });

  it.each([
    ['NS:mass-change', 'gone', 'invalid'],
    ['NS:many-rows-gone', 'gone', 'already'],
    ['NS', 'take', 'not-found'],
    ['NS:mass-change:x', 'take', 'not-found'],
  ] as const)('SHT38 %s cannot be answered with "%s"', async (hold, verdict, code) => {
    const desk = await filledDown();

    expect(await open(desk, hold, verdict)).toMatchObject({ kind: 'refusal', code });
  });
});

describe('many rows gone', () => {
  it('SHT39 "really gone": each risk stays active and its owner is asked; the ROM, who knows, is not', async () => {
    const desk = await emptied();

    await open(desk, 'NS:many-rows-gone', 'gone');
    await desk.pass();

    // RTE18: one message lists the seven.
    expect(await toldBy(desk.state, 'row-missing')).toEqual([`row-missing>person:${owner.id}`]);
    expect(await riskNow(desk.state, ids[3] as RiskId)).toMatchObject({
      status: 'monitored', missingSince: expect.any(String),
    }); // prettier-ignore
    expect(await openSheetDesk(desk.state).settleRow({ riskId: ids[3] as RiskId, verdict: 'confirm-deleted', actor: rom.id, key: 'k' })).toEqual({ kind: 'done' }); // prettier-ignore
    expect(await holdsOf(desk)).toEqual([]);
  });

  it('SHT39 "put them back": each stands once more, none twice, though some came back by themselves', async () => {
    const desk = await eight();
    const opened = desk.store.open();
    for (const id of ids.slice(1)) desk.store.remove(id);
    await desk.read();

    await open(desk, 'NS:many-rows-gone', 'put-back');
    desk.store.edit((content) => {
      content.regions.NS = (opened.regions.NS ?? []).slice(0, 4);
    });
    for (let pass = 0; pass < 3; pass++) await desk.settle();

    expect(ids.map((id) => desk.store.linesOf(id).length)).toEqual(Array(8).fill(1));
    expect(await toldBy(desk.state, 'row-missing')).toEqual([]);
    expect(await holdsOf(desk)).toEqual([]);
    expect(await openIntentCount(desk)).toBe(0);
  });
});

describe('a row that was set apart', () => {
  async function pastedOver(): Promise<Desk> {
    const desk = await eight();
    desk.store.edit((content) => {
      const line = content.regions.NS?.find((one) => one.riskId === first);
      if (line)
        line.typed = {
          ...line.typed,
          caseRef: 'MOS-90777',
          summary: 'Threats by telephone after dark.',
          level: 'High',
        };
    });
    await desk.settle();
    return desk;
  }
  const release = (desk: Desk, verdict: 'take' | 'leave', actor = owner.id, mark?: string) =>
    openSheetDesk(desk.state).releaseRow({ riskId: first, verdict, actor, key: 'click', mark });
  const markOf = async (desk: Desk) => {
    const memory = await rowMemory(desk.state.db, desk.state, first);
    return memory?.quarantine ? quarantineMark(memory.quarantine.why, cellsSetApart(memory)) : '';
  };

  it('SHT41 says so in Check, asks owner and ROM once, and changes nothing', async () => {
    const desk = await pastedOver();
    await desk.settle();

    expect(await riskNow(desk.state, first)).toMatchObject({
      caseRef: 'MOS-90001',
      level: 'low',
      version: 1,
    });
    expect(desk.store.shows(first)?.attention).toContain('reads like another case');
    expect(await toldBy(desk.state)).toEqual([
      `row-quarantined>person:${rom.id}`, `row-quarantined>person:${owner.id}`,
    ]); // prettier-ignore
  });

  it('SHT41 SHT38 is taken by a word, once, and refused to a stranger', async () => {
    const desk = await pastedOver();

    expect(await release(desk, 'take', caseworker.id)).toMatchObject({ code: 'not-allowed' });
    expect(await release(desk, 'take')).toEqual({ kind: 'done' });
    expect(await openSheetDesk(desk.state).releaseRow({ riskId: first, verdict: 'leave', actor: rom.id, key: 'late' })).toMatchObject({ code: 'already' }); // prettier-ignore
    await desk.pass();

    expect(await riskNow(desk.state, first)).toMatchObject({ caseRef: 'MOS-90777', level: 'high' });
    expect(desk.store.shows(first)?.attention).toBe('');
    expect(await actsOn(desk.state, first)).toEqual(
      expect.arrayContaining(['row-set-apart', 'decided-on-a-row', 'row-released']),
    );
  });

  it('SHT50 is not taken by a word said about other cells: what stands there by now is looked at anew', async () => {
    const desk = await pastedOver();
    const shown = await markOf(desk);
    desk.store.type(first, 'level', 'Very high');
    await desk.settle();

    expect(await release(desk, 'take', owner.id, shown)).toMatchObject({ code: 'stale' });
    await desk.pass();
    expect(await riskNow(desk.state, first)).toMatchObject({ caseRef: 'MOS-90001', level: 'low' });

    expect(await release(desk, 'take', owner.id, await markOf(desk))).toEqual({ kind: 'done' });
    await desk.pass();
    expect(await riskNow(desk.state, first)).toMatchObject({ caseRef: 'MOS-90777', level: 'very-high' });
  });

  it('SHT51 of an entry made in error nothing is taken, and it comes free by being left', async () => {
    const desk = await pastedOver();
    await strikeInTeams(desk.state, rom.id, first);

    expect(await release(desk, 'take')).toMatchObject({ code: 'already', state: 'void' });
    expect(await release(desk, 'leave', caseworker.id)).toMatchObject({ code: 'not-allowed' });
    expect(await release(desk, 'leave', rcc.id)).toMatchObject({ code: 'needs-manager' });
    expect(await release(desk, 'leave')).toEqual({ kind: 'done' });
    await desk.settle();

    expect((await rowMemory(desk.state.db, desk.state, first))?.quarantine).toBeUndefined();
    expect(await riskNow(desk.state, first)).toMatchObject({ status: 'void', caseRef: 'MOS-90001' });
  });

  it('SHT41 is left by a word: the register stays, and the row tells both sides', async () => {
    const desk = await pastedOver();

    await release(desk, 'leave');
    await desk.settle();

    expect(await riskNow(desk.state, first)).toMatchObject({ caseRef: 'MOS-90001', level: 'low' });
    expect(desk.store.shows(first)?.attention).toContain(
      'the sheet says "MOS-90777", Teams says "MOS-90001"',
    );
    expect(desk.store.shows(first)?.attention).not.toContain('reads like another case');
  });

  it('SHT41 comes free when its cells go back', async () => {
    const desk = await eight();
    const opened = desk.store.open();
    desk.store.type(first, 'caseRef', 'MOS-90777');
    desk.store.type(first, 'summary', 'Threats by telephone after dark.');
    await desk.settle();

    desk.store.edit((content) => Object.assign(content.regions, opened.regions));
    await desk.settle();

    expect(desk.store.shows(first)?.attention).toBe('');
    expect(await openIntentCount(desk)).toBe(0);
  });

  it('SHT42 a text of ours that is read back as a formula is told as security, and a word frees the row though nothing is typed', async () => {
    const desk = await aDesk(states);
    await keepMonitored(desk.state, { owner: owner.id });
    await desk.read();
    await desk.send();
    desk.store.edit((content) => {
      for (const line of content.regions.NS ?? []) line.more = { formulaIn: ['summary'] };
    });

    await desk.read();
    await desk.pass();

    expect(await toldBy(desk.state)).toEqual([
      'formula-found>department:casework-support-manager',
      `row-quarantined>person:${rom.id}`,
      `row-quarantined>person:${owner.id}`,
    ]);
    expect(desk.store.shows(first)?.attention).toContain('has become a formula');
    await release(desk, 'take');
    await desk.pass();
    expect(desk.store.shows(first)?.attention).toBe('');
  });
});
