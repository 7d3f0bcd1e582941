/** An older content hidden by what was written over it since: known by the lines that are missing from the service's table. */
import { pairedFields, type PairedField } from '../../register/columns';
import { cellAfter } from '../../register/shared-cell';
import { openIntents, sendAgain } from '../../state/intents';
import { expectGone, noteStanding } from '../../state/standing';
import { riskId } from '../kit/builders';
import { actsOn, changeInTeams, keepMonitored, later, riskNow, toldBy, withStates } from '../kit/state';
import { noValues } from '../kit/sheet';
import { aStandingRow, rom, type Desk } from './desk';

const states = withStates();
const blank = Object.fromEntries(pairedFields.map((field) => [field, ''])) as Record<PairedField, string>;
const first = riskId('NS-2026-0001');

/** Somebody types High, and it is taken. */
async function typedHigh(desk: Desk): Promise<void> {
  desk.store.type(first, 'level', 'High');
  await desk.settle();
}

describe('an older content under newer lines of the service', () => {
  it('SHT11 typing is lost, not typed, when a decision in Teams reached the older content before anybody read it', async () => {
    const desk = await aStandingRow(states, {}, { lagMs: 120_000 });
    const older = desk.store.open();
    await typedHigh(desk);

    desk.store.save(older);
    await changeInTeams(desk.state, rom.id, { riskId: first, change: { owner: rom.id } });
    await desk.send();
    await desk.settle();

    expect(desk.store.top(first)?.values).toMatchObject({ level: 'High', owner: rom.name });
    expect(await riskNow(desk.state, first)).toMatchObject({ level: 'high', owner: rom.id });
    expect(await toldBy(desk.state, 'sheet-rolled-back')).toEqual([`sheet-rolled-back>person:${rom.id}`]);
    expect(await actsOn(desk.state, first)).toContain('typing-lost-to-an-older-save');
  });

  it('SHT11 what is typed there long afterwards counts, also when it says what the older content said', async () => {
    const desk = await aStandingRow(states, {}, { lagMs: 120_000 });
    desk.store.type(first, 'level', 'Medium');
    await desk.settle();
    const older = desk.store.open();
    await typedHigh(desk);
    desk.store.save(older);
    await desk.settle();
    await desk.state.db.query(`update intent set gone_at = gone_at - interval '3 minutes'`);
    await desk.pass();

    desk.store.type(first, 'level', 'Low');
    await desk.settle();
    desk.store.type(first, 'level', 'Medium');
    await desk.settle();

    expect(await riskNow(desk.state, first)).toMatchObject({ level: 'medium' });
  });
});

describe('a row that went back to an older version', () => {
  it('MRG14 gets back what a person had typed once: what it shows was typed over nothing', async () => {
    const desk = await aStandingRow(states);
    const typed = { seq: 1, values: { ...noValues, level: 'Medium' }, observed: blank, disputed: [] };
    const next = {
      values: { ...noValues, level: 'High' },
      observed: { ...blank, level: 'High' },
      disputed: [],
    };
    const cell = { field: 'level' as const, text: 'Medium' };
    const [event] = await desk.state.db.query<{ seq: number }>(
      `update intent set payload = payload || '{"takenOver": {"level": 1}}'
       where organisation_id = $1 and kind = 'event' returning seq`,
      [desk.state.organisationId],
    );

    await sendAgain(desk.state.db, desk.state, [event?.seq ?? 0]);

    const [open] = await openIntents(desk.state.db, desk.state);
    const takenOver = open?.kind === 'event' ? open.payload.takenOver : null;
    expect(takenOver).toEqual({});
    expect(cellAfter(typed, cell, { ...next, takenOver: takenOver ?? {} })).toBe('High');
    expect(cellAfter(typed, cell, { ...next, takenOver: { level: 1 } })).toBeNull();
  });
});

describe('lines that stand in the register', () => {
  it('SHT28 SHT45 a line taken out while a later one stands is no older content, and published again at once', async () => {
    const desk = await aStandingRow(states, {}, { lagMs: 120_000 });
    await keepMonitored(desk.state, { id: riskId('NS-2026-0002') });
    await desk.pass();
    desk.store.edit((content) => {
      content.events = content.events.filter((event) => event.key !== first);
    });

    await desk.pass();

    expect(desk.store.shows(first)).toMatchObject({ level: 'Low' });
  });

  it('SHT10 SHT28 a line that is missing is published again when it is still missing after the longest lag, or vanished long ago', async () => {
    const { state } = await aStandingRow(states, {}, { lagMs: 120_000 });
    const [line] = await state.db.query<{ seq: number }>(
      `select seq from intent where organisation_id = $1 and kind = 'event'`,
      [state.organisationId],
    );
    const seqs = [line?.seq ?? 0];
    const note = (present: number[]) => noteStanding(state.db, state, present, 60_000);

    expect(await note(seqs)).toEqual({ ripe: [], since: null });
    expect(await note([])).toEqual({ ripe: [], since: seqs[0] });
    expect(await note(seqs)).toEqual({ ripe: [], since: null });
    await note([]);
    await state.db.query(`update intent set gone_at = gone_at - interval '61 seconds'`);
    expect(await note([])).toEqual({ ripe: seqs, since: null });
  });

  it('SHT10 STO51 lines the service takes out itself are no older content', async () => {
    const desk = await aStandingRow(states, {}, { lagMs: 120_000 });
    await changeInTeams(desk.state, rom.id, { riskId: first, change: { owner: rom.id } });
    await desk.pass();
    const [oldest] = desk.store.open().events;

    await expectGone(desk.state.db, desk.state, [oldest?.seq ?? 0]);
    desk.store.edit((content) => void content.events.shift());
    desk.store.type(first, 'level', 'High');
    await desk.settle();
    await later(desk.state, 2);

    expect(await riskNow(desk.state, first)).toMatchObject({ level: 'high' });
    expect(await toldBy(desk.state, 'sheet-rolled-back')).toEqual([]);
  });
});
