/** People settle what sheet and service disagree about: once, with rights, and only while there is something to settle. */
import { type ConflictChoice } from '../../register/sheet-port';
import { replacePeople } from '../../state/people';
import { openSheetDesk } from '../../sync/settle';
import { aPerson, personId, riskId } from '../kit/builders';
import { actsOn, changeInTeams, countOf, keepMonitored, later, riskNow, toldBy, withStates } from '../kit/state'; // prettier-ignore
import { aDesk, caseworker, cast, emRom, owner, rcc, rom, type Desk } from './desk';

const states = withStates();
const first = riskId('NS-2026-0001');
const attention = (desk: Desk) => desk.store.shows(first)?.attention ?? null;

/** Teams says High, the sheet Medium; High is in effect. */
async function disputed(): Promise<Desk> {
  const desk = await aDesk(states);
  await keepMonitored(desk.state, { owner: owner.id });
  await desk.pass();
  desk.store.type(first, 'level', 'Medium');
  await desk.read();
  await changeInTeams(desk.state, owner.id, {
    riskId: first, change: { level: { to: 'high', reason: 'A second dog.' } },
  }); // prettier-ignore
  await desk.settle();
  return desk;
}
const asked = (parts: { actor?: typeof rom.id; key?: string } = {}) => ({
  riskId: first, actor: rom.id, key: 'click-1', ...parts,
}); // prettier-ignore

/** The row is gone from the sheet, and believed to be. */
async function vanished(): Promise<Desk> {
  const desk = await aDesk(states);
  await keepMonitored(desk.state, { owner: owner.id });
  await desk.pass();
  desk.store.remove(first);
  await desk.read();
  await later(desk.state, 11);
  await desk.read();
  return desk;
}

describe('a conflict', () => {
  it('MRG9 the sheet’s side is taken, the row stops speaking of it, and the audit says who chose', async () => {
    const desk = await disputed();

    expect(await openSheetDesk(desk.state).settleConflict({ ...asked(), keep: 'sheet' })).toEqual({
      kind: 'done',
    });
    await desk.pass();

    expect(await riskNow(desk.state, first)).toMatchObject({ level: 'medium' });
    expect(attention(desk)).toBe('');
    expect((await actsOn(desk.state, first)).at(-1)).toBe('settled-a-conflict');
    expect(desk.store.linesOf(first)[0]?.typed.level).toBe('Medium');
  });

  it('MRG9 Teams’ side is kept, and the row stops speaking of it although nothing changes', async () => {
    const desk = await disputed();
    const { version } = await riskNow(desk.state, first);

    expect(await openSheetDesk(desk.state).settleConflict({ ...asked(), keep: 'teams' })).toEqual({
      kind: 'done',
    });
    await desk.pass();

    expect(await riskNow(desk.state, first)).toMatchObject({
      level: 'high',
      levelReason: 'A second dog.',
      version,
    });
    expect(attention(desk)).toBe('');
    await desk.settle();
    expect(await riskNow(desk.state, first)).toMatchObject({ level: 'high' });
    expect(attention(desk)).toBe('');
  });

  it('MRG9 DLV1 the same click again is the same answer; another click finds nothing left to settle', async () => {
    const desk = await disputed();
    const sheet = openSheetDesk(desk.state);
    await sheet.settleConflict({ ...asked(), keep: 'sheet' });
    const lines = (await actsOn(desk.state)).length;

    expect(await sheet.settleConflict({ ...asked(), keep: 'sheet' })).toEqual({ kind: 'done' });
    expect(await sheet.settleConflict({ ...asked({ key: 'click-2' }), keep: 'teams' })).toMatchObject({ code: 'already' }); // prettier-ignore

    expect(await riskNow(desk.state, first)).toMatchObject({ level: 'medium' });
    expect(await actsOn(desk.state)).toHaveLength(lines);
  });

  it('MRG9 two people choosing differently at once: one choice stands', async () => {
    const desk = await disputed();
    const sheet = openSheetDesk(desk.state);

    const answers = await Promise.all([
      sheet.settleConflict({ ...asked(), keep: 'sheet' }),
      sheet.settleConflict({ ...asked({ actor: owner.id }), keep: 'teams' }),
    ]);

    expect(answers.map((answer) => ('code' in answer ? answer.code : 'done')).sort()).toEqual([
      'already',
      'done',
    ]);
  });

  it.each([
    ['a caseworker', caseworker.id, 'not-allowed'],
    ['an RCC alone', rcc.id, 'needs-manager'],
    ['another region’s ROM without consultation', emRom.id, 'needs-consultation'],
    ['somebody unknown', personId(999), 'unknown-person'],
  ])('MRG9 is not for %s', async (_who, actor, code) => {
    const desk = await disputed();

    const answer = await openSheetDesk(desk.state).settleConflict({ ...asked({ actor }), keep: 'sheet' });

    expect(answer).toMatchObject({ kind: 'refusal', code });
    expect(await riskNow(desk.state, first)).toMatchObject({ level: 'high' });
    await desk.settle();
    expect(attention(desk)).toContain('Teams says "High"');
  });

  it('MRG9 a row without a conflict has nothing to settle, nor has one that does not exist', async () => {
    const desk = await aDesk(states);
    await keepMonitored(desk.state);
    const sheet = openSheetDesk(desk.state);

    expect(await sheet.settleConflict({ ...asked(), keep: 'sheet' })).toMatchObject({ code: 'already' });
    expect(await sheet.settleConflict({ ...asked(), riskId: riskId('NS-2026-0404'), keep: 'sheet' })).toMatchObject({ code: 'not-found' }); // prettier-ignore
  });

  it('MRG9 a side that can no longer be understood is refused and the conflict stays', async () => {
    const [one, other] = [aPerson({ name: 'Una First', roles: ['rcm'] }), aPerson({ name: 'Otto Second', roles: ['rcm'] })]; // prettier-ignore
    const desk = await aDesk(states, { people: [...cast, one, other] });
    await keepMonitored(desk.state, { owner: owner.id });
    await desk.pass();
    desk.store.type(first, 'owner', 'Una First');
    await desk.read();
    await changeInTeams(desk.state, rom.id, { riskId: first, change: { owner: other.id } });
    await desk.settle();
    await desk.state.db.tx((tx) => replacePeople(tx, desk.state, [...cast, one]));

    const answer = await openSheetDesk(desk.state).settleConflict({ ...asked(), keep: 'teams' });

    expect(answer).toMatchObject({ code: 'invalid', field: 'owner' });
    expect(await countOf(desk.state, 'performed')).toBe(0);
  });

  it('MRG15 ends when an act in Teams puts another value into effect, and stays ended when a later act puts the old one back', async () => {
    const desk = await disputed();

    await changeInTeams(desk.state, owner.id, {
      riskId: first, change: { level: { to: 'medium', reason: 'The dog is kept away.' } },
    }); // prettier-ignore
    await desk.settle();
    const afterwards = attention(desk);
    await changeInTeams(desk.state, owner.id, {
      riskId: first, change: { level: { to: 'high', reason: 'It is back.' } },
    }); // prettier-ignore
    await desk.settle();

    expect([afterwards, attention(desk)]).toEqual(['', '']);
    expect(await openSheetDesk(desk.state).settleConflict({ ...asked(), keep: 'sheet' })).toMatchObject({ code: 'already' }); // prettier-ignore
  });

  it('MRG15 an act about something else leaves it open', async () => {
    const desk = await disputed();

    await changeInTeams(desk.state, owner.id, { riskId: first, change: { category: 'weapons' } });
    await desk.settle();

    expect(attention(desk)).toContain('Teams says "High"');
  });

  it('MRG16 is settled by what is in effect, by a value of one’s own, and not when it has changed since', async () => {
    const [kept, valued, other] = [await disputed(), await disputed(), await disputed()];
    const settle = (desk: Desk, keep: ConflictChoice, mark?: string) =>
      openSheetDesk(desk.state).settleConflict({ ...asked(), keep, mark });

    expect(await settle(kept, 'in-effect')).toEqual({ kind: 'done' });
    expect(await settle(valued, { values: { level: 'Very high' } })).toEqual({ kind: 'done' });
    expect(await settle(other, { values: { owner: 'Olive Ames' } })).toMatchObject({ code: 'invalid' });
    expect(await settle(other, { values: { level: 'Highish' } })).toMatchObject({
      code: 'invalid',
      field: 'level',
    });
    expect(await settle(other, 'sheet', 'ffffffff')).toMatchObject({ code: 'stale' });
    for (const desk of [kept, valued, other]) await desk.settle();

    expect(await riskNow(kept.state, first)).toMatchObject({ level: 'high', levelReason: 'A second dog.' });
    expect(await riskNow(valued.state, first)).toMatchObject({ level: 'very-high' });
    expect([attention(kept), attention(valued)]).toEqual(['', '']);
    expect(attention(other)).toContain('Teams says "High"');
  });

  it('MRG9 settling while the sheet is being read loses neither', async () => {
    const desk = await disputed();
    desk.store.type(first, 'notes', 'Ring first.');
    await desk.read();
    await later(desk.state, 2);
    desk.store.sort('NS');

    await Promise.all([openSheetDesk(desk.state).settleConflict({ ...asked(), keep: 'sheet' }), desk.read()]);
    await desk.pass();

    const [row] = await desk.state.db.query<{ notes: string; conflicts: unknown[] }>(
      `select doc -> 'typed' ->> 'notes' as notes, doc -> 'conflicts' as conflicts from snapshot where organisation_id = $1`,
      [desk.state.organisationId],
    );
    expect(row).toEqual({ notes: 'Ring first.', conflicts: [] });
    expect(attention(desk)).toBe('');
  });
});

describe('a row that vanished', () => {
  it('SHT5 is put back once, however often and by whomever the button is pressed', async () => {
    const desk = await vanished();
    const sheet = openSheetDesk(desk.state);

    const answers = await Promise.all([
      sheet.settleRow({ ...asked(), verdict: 'restore' }),
      sheet.settleRow({ ...asked(), verdict: 'restore' }),
      sheet.settleRow({ ...asked({ actor: owner.id }), verdict: 'restore' }),
    ]);
    for (let pass = 0; pass < 2; pass++) await desk.settle();

    // Whoever comes first puts it back. The same press again is answered alike: done when it was, already when it was too late.
    const [one, again, other] = answers.map((answer) => ('code' in answer ? answer.code : 'done'));
    expect([one, other].sort()).toEqual(['already', 'done']);
    expect(again).toBe(one);
    expect(desk.store.linesOf(first)).toHaveLength(1);
    expect(await toldBy(desk.state, 'row-missing')).toHaveLength(2);
  });

  it('SHT5 put back, it says what people had typed in its cells, and what was in effect stays so', async () => {
    const desk = await aDesk(states);
    await keepMonitored(desk.state, { owner: owner.id });
    await desk.pass();
    desk.store.type(first, 'level', 'High');
    await desk.settle();
    desk.store.remove(first);
    await desk.read();
    await later(desk.state, 11);
    await desk.read();

    await openSheetDesk(desk.state).settleRow({ ...asked(), verdict: 'restore' });
    for (let pass = 0; pass < 3; pass++) await desk.settle();

    expect(await riskNow(desk.state, first)).toMatchObject({ level: 'high', missingSince: null });
    expect(desk.store.top(first)).toMatchObject({
      values: { level: 'High', attention: '' },
      observed: { level: 'High' },
    });
  });

  it('SHT36 deleting the line ends the risk only when its ROM calls it an error', async () => {
    const desk = await vanished();
    const sheet = openSheetDesk(desk.state);

    expect(await sheet.settleRow({ ...asked({ actor: owner.id }), verdict: 'confirm-deleted' })).toMatchObject({ code: 'rom-only' }); // prettier-ignore
    expect(await sheet.settleRow({ ...asked(), verdict: 'confirm-deleted' })).toEqual({ kind: 'done' });

    expect(await riskNow(desk.state, first)).toMatchObject({ status: 'void' });
  });

  it('SHT36 an old card strikes nothing whose line stands in the sheet', async () => {
    const desk = await vanished();
    const sheet = openSheetDesk(desk.state);
    await sheet.settleRow({ ...asked(), verdict: 'restore' });
    await desk.settle();

    expect(await sheet.settleRow({ ...asked({ key: 'old-card' }), verdict: 'confirm-deleted' })).toMatchObject({ code: 'already' }); // prettier-ignore

    expect(await riskNow(desk.state, first)).toMatchObject({ status: 'monitored' });
  });
});
