/** What people do in the sheet, over the real database: taken once, whole, and never at the price of what somebody else did. */
import { type RiskId } from '../../register/ids';
import { openSheetDesk } from '../../sync/settle';
import { riskId } from '../kit/builders';
import {
  actsOn,
  changeInTeams,
  keepMonitored,
  keepRisk,
  later,
  riskNow,
  toldBy,
  withStates,
} from '../kit/state';
import { aStandingRow, emRom, openIntentCount, owner, rom, type Desk } from './desk';

const states = withStates();
const first = riskId('NS-2026-0001');
const standing = () => aStandingRow(states);
const attention = ({ store }: Desk, id: string = first) => store.shows(id)?.attention ?? null;

describe('a new risk', () => {
  it('SHT20 stands in the sheet with its values after one pass, and everything is read back', async () => {
    const desk = await standing();

    expect(desk.store.linesOf(first)).toHaveLength(1);
    expect(desk.store.shows(first)).toMatchObject({ level: 'Low', owner: 'Olive Ames', attention: '' });
    expect(await openIntentCount(desk)).toBe(0);
    expect(await desk.read()).toEqual({ kind: 'unchanged' });
  });

  it('SHT25 costs one request at rest and no write, however often it is looked at', async () => {
    const desk = await standing();
    desk.store.calls.length = 0;

    for (let poll = 0; poll < 5; poll++) {
      await desk.read();
      await desk.send();
    }

    expect(desk.store.calls).toEqual(Array(5).fill({ kind: 'read', region: null, count: 0 }));
  });
});

describe('typing', () => {
  it('SHT2 a typed value changes the risk once it stood still, with an audit line and an event that says what was observed', async () => {
    const desk = await standing();
    desk.store.type(first, 'level', 'High');

    await desk.read();
    expect(await riskNow(desk.state, first)).toMatchObject({ level: 'low', version: 1 });
    await later(desk.state, 2);
    await desk.pass();

    expect(await riskNow(desk.state, first)).toMatchObject({ level: 'high', version: 2 });
    expect(await actsOn(desk.state, first)).toEqual(['raise-risk', 'change-risk', 'edited-in-the-register']);
    expect(desk.store.top(first)).toMatchObject({ observed: { level: 'High' }, values: { level: 'High' } });
    expect(await toldBy(desk.state, 'level-raised')).toEqual([`level-raised>person:${rom.id}`]);
    expect(await openIntentCount(desk)).toBe(0);
  });

  it('SHT15 nonsense stays in its cell, changes nothing, and Check says why until it is mended', async () => {
    const desk = await standing();
    desk.store.type(first, 'level', 'rather bad');

    await desk.settle();

    expect(await riskNow(desk.state, first)).toMatchObject({ level: 'low', version: 1 });
    expect(desk.store.linesOf(first)[0]?.typed.level).toBe('rather bad');
    expect(attention(desk)).toContain('please choose from the list');
    desk.store.type(first, 'level', 'Medium');
    await desk.settle();
    expect(attention(desk)).toBe('');
    expect(await riskNow(desk.state, first)).toMatchObject({ level: 'medium' });
  });

  it('SHT14 SHT26 Inactive typed in the sheet is held, and the ROM is told once however often the sheet is read', async () => {
    const desk = await standing();
    desk.store.type(first, 'status', 'Inactive');

    await desk.settle();
    for (let poll = 0; poll < 3; poll++) {
      desk.store.sort('NS');
      await desk.settle();
    }

    expect(await riskNow(desk.state, first)).toMatchObject({ status: 'monitored', version: 1 });
    expect(await toldBy(desk.state)).toEqual([`sheet-edit-held>person:${rom.id}`]);
    expect(attention(desk)).not.toBe('');
  });

  it('SHT26 a second, different change that is held is told as well', async () => {
    const desk = await standing();
    desk.store.type(first, 'status', 'Inactive');
    await desk.settle();

    desk.store.type(first, 'posture', 'Withdrawn');
    await desk.settle();

    expect(await toldBy(desk.state)).toHaveLength(2);
  });

  it('SHT27 several rows, several cells: one pass takes them all and nothing else', async () => {
    const desk = await standing();
    for (const number of ['0002', '0003', '0004'])
      await keepMonitored(desk.state, { id: riskId(`NS-2026-${number}`) });
    await desk.pass();
    desk.store.type(first, 'level', 'High');
    desk.store.type('NS-2026-0003', 'level', 'Medium');
    desk.store.type('NS-2026-0003', 'notes', 'Ring the bell twice.');

    await desk.settle();

    const levels = await Promise.all(
      ['0001', '0002', '0003', '0004'].map(
        async (n) => (await riskNow(desk.state, riskId(`NS-2026-${n}`))).level,
      ),
    );
    expect(levels).toEqual(['high', 'low', 'medium', 'low']);
    expect(await openIntentCount(desk)).toBe(0);
  });
});

describe('one Risk ID on two lines', () => {
  it('SHT8 each line says so though they stand in two regions, and no longer once one is gone', async () => {
    const desk = await standing();
    const line = desk.store.linesOf(first)[0];
    desk.store.edit(({ regions }) => void regions['EM']?.push(structuredClone(line as never)));

    await desk.pass();

    expect(attention(desk)).toBe('This Risk ID stands on two lines. Keep one.');
    desk.store.edit(({ regions }) => void regions['EM']?.pop());
    await desk.pass();
    expect(attention(desk)).toBe('');
  });
});

describe('both sides at once', () => {
  it('MRG3 MRG7 a Teams change committed between the cut and its reading is merged: the higher level holds and both are shown', async () => {
    const desk = await standing();
    desk.store.type(first, 'level', 'Medium');
    await desk.read();
    await later(desk.state, 2);
    desk.store.sort('NS');
    desk.store.afterRead = async () => {
      desk.store.afterRead = null;
      await changeInTeams(desk.state, owner.id, {
        riskId: first, change: { level: { to: 'very-high', reason: 'A second dog.' } },
      }); // prettier-ignore
    };

    await desk.pass();

    expect(await riskNow(desk.state, first)).toMatchObject({ level: 'very-high' });
    expect(attention(desk)).toContain('the sheet says "Medium", Teams says "Very high"');
    expect(await toldBy(desk.state, 'sheet-conflict')).toEqual([
      `sheet-conflict>person:${rom.id}`, `sheet-conflict>person:${owner.id}`,
    ]); // prettier-ignore
  });

  it('MRG7 a Teams change made while the typing settles, and already shown by the sheet, is still a conflict', async () => {
    const desk = await standing();
    desk.store.type(first, 'level', 'Medium');
    await desk.read();
    await changeInTeams(desk.state, owner.id, {
      riskId: first, change: { level: { to: 'high', reason: 'A second dog.' } },
    }); // prettier-ignore

    await desk.settle();

    expect(await riskNow(desk.state, first)).toMatchObject({ level: 'high' });
    expect(attention(desk)).toContain('Teams says "High"');
  });

  it('MRG1 typing over what the sheet shows is a decision, not a conflict', async () => {
    const desk = await standing();
    await changeInTeams(desk.state, owner.id, {
      riskId: first, change: { level: { to: 'high', reason: 'A second dog.' } },
    }); // prettier-ignore
    await desk.pass();

    desk.store.type(first, 'level', 'Medium');
    await desk.settle();

    expect(await riskNow(desk.state, first)).toMatchObject({ level: 'medium' });
    expect(attention(desk)).toBe('');
  });

  it('SHT16 typing anew in a disputed cell ends the dispute', async () => {
    const desk = await disputed();

    desk.store.type(first, 'level', 'Low');
    await desk.settle();

    expect(await riskNow(desk.state, first)).toMatchObject({ level: 'low' });
    expect(attention(desk)).toBe('');
  });
});

/** Teams says High, the sheet Medium. */
async function disputed(): Promise<Desk> {
  const desk = await standing();
  desk.store.type(first, 'level', 'Medium');
  await desk.read();
  await changeInTeams(desk.state, owner.id, {
    riskId: first, change: { level: { to: 'high', reason: 'A second dog.' } },
  }); // prettier-ignore
  await desk.settle();
  expect(attention(desk)).toContain('Teams says');
  return desk;
}

describe('rows that go and come', () => {
  it('SHT4 SHT5 a deletion is believed after the time set, told once, and one button puts the row back with its own text', async () => {
    const desk = await standing();
    desk.store.type(first, 'notes', 'Keys at the office.');
    await desk.settle();
    desk.store.remove(first);

    await desk.read();
    expect(await toldBy(desk.state)).toEqual([]);
    await later(desk.state, 11);
    await desk.read();
    await later(desk.state, 11);
    await desk.read();

    expect(await toldBy(desk.state)).toEqual([
      `row-missing>person:${rom.id}`,
      `row-missing>person:${owner.id}`,
    ]);
    expect(await riskNow(desk.state, first)).toMatchObject({ status: 'monitored', missingSince: expect.any(String) }); // prettier-ignore
    const restored = await openSheetDesk(desk.state).settleRow({
      riskId: first, actor: rom.id, key: 'click', verdict: 'restore',
    }); // prettier-ignore
    await desk.settle();
    expect(restored).toEqual({ kind: 'done' });
    expect(desk.store.linesOf(first)).toMatchObject([{ typed: { notes: 'Keys at the office.' } }]);
    expect(await riskNow(desk.state, first)).toMatchObject({ missingSince: null });
    expect(await openIntentCount(desk)).toBe(0);
  });

  it('SHT4 a row that is back before its time was never gone', async () => {
    const desk = await standing();
    const opened = desk.store.open();
    desk.store.remove(first);
    await desk.read();
    await later(desk.state, 5);

    desk.store.save(opened);
    await desk.read();
    await later(desk.state, 30);
    await desk.read();

    expect(await toldBy(desk.state)).toEqual([]);
    expect(desk.store.linesOf(first)).toHaveLength(1);
  });

  it('SHT5 a row that comes back by itself ends the search', async () => {
    const desk = await standing();
    const opened = desk.store.open();
    desk.store.remove(first);
    await desk.read();
    await later(desk.state, 11);
    await desk.read();

    desk.store.edit((content) => Object.assign(content.regions, opened.regions));
    await desk.settle();

    expect(await riskNow(desk.state, first)).toMatchObject({ missingSince: null });
    expect(await actsOn(desk.state, first)).toContain('row-back-in-the-register');
    expect(await openSheetDesk(desk.state).settleRow({ riskId: first, actor: rom.id, key: 'k', verdict: 'restore' })).toMatchObject({ code: 'already' }); // prettier-ignore
    expect(desk.store.linesOf(first)).toHaveLength(1);
  });

  it('SHT5 a row whose absence is not believed yet is looked for before it is put back: the view may only lag', async () => {
    const desk = await standing();
    const opened = desk.store.open();
    desk.store.remove(first);
    await desk.read();
    const click = { riskId: first, actor: rom.id, key: 'click', verdict: 'restore' as const };

    expect(await openSheetDesk(desk.state).settleRow(click)).toEqual({ kind: 'done' });
    desk.store.edit((content) => Object.assign(content.regions, opened.regions));
    await desk.send({ resendSettleMs: 60_000 });
    await desk.read();
    await desk.send();

    expect(desk.store.linesOf(first)).toHaveLength(1);
    expect(await openIntentCount(desk)).toBe(0);
  });

  it('SHT7 a row cut to another region moves the risk, its typing with it, and both ROMs hear of it', async () => {
    const desk = await standing();
    desk.store.cutTo(first, 'EM');
    desk.store.type(first, 'level', 'High');

    await desk.settle();

    expect(await riskNow(desk.state, first)).toMatchObject({ region: 'EM', level: 'high' });
    expect(await toldBy(desk.state, 'row-moved')).toEqual([
      `row-moved>person:${rom.id}`, `row-moved>person:${emRom.id}`,
    ]); // prettier-ignore
  });

  it('SHT8 nothing is taken from either of two lines with one Risk ID', async () => {
    const desk = await standing();
    desk.store.copy(first);
    desk.store.type(first, 'level', 'High');

    await desk.settle();

    expect(await riskNow(desk.state, first)).toMatchObject({ level: 'low', version: 1 });
    expect(desk.store.linesOf(first)).toHaveLength(2);
  });

  it('SHT6 many rows gone at once: none is believed gone, and the ROM is told once', async () => {
    const desk = await standing();
    const ids = Array.from({ length: 8 }, (_, index) =>
      riskId(`NS-2026-01${String(index).padStart(2, '0')}`),
    );
    for (const id of ids) await keepRisk(desk.state, { id });
    await desk.pass();
    for (const id of ids) desk.store.remove(id);

    await desk.read();
    await later(desk.state, 60);
    await desk.read();
    await later(desk.state, 60);
    await desk.read();

    expect(await toldBy(desk.state)).toEqual([`mass-edit>person:${rom.id}`]);
    expect((await riskNow(desk.state, ids[0] as RiskId)).missingSince).toBeNull();
  });
});

describe('an older content saved over the sheet', () => {
  it('SHT10 SHT11 rows and events are written again, lost typing stays in effect and is listed, the saver’s own typing is taken', async () => {
    const desk = await standing();
    const opened = desk.store.open();
    desk.store.type(first, 'level', 'High');
    await desk.settle();
    await keepMonitored(desk.state, { id: riskId('NS-2026-0002') });
    await desk.pass();
    const saver = opened.regions.NS?.[0];
    if (saver) saver.typed = { ...saver.typed, notes: 'Typed on the train.' };

    desk.store.save(opened);
    for (let pass = 0; pass < 3; pass++) await desk.settle();

    expect(desk.store.linesOf('NS-2026-0002')).toHaveLength(1);
    expect(await riskNow(desk.state, first)).toMatchObject({ level: 'high' });
    expect(desk.store.shows(first)).toMatchObject({ level: 'High' });
    expect(desk.store.shows('NS-2026-0002')).not.toBeNull();
    expect(await toldBy(desk.state, 'sheet-rolled-back')).toEqual([`sheet-rolled-back>person:${rom.id}`]);
    expect(await toldBy(desk.state, 'row-missing')).toEqual([]);
    expect(await openIntentCount(desk)).toBe(0);
    const [memory] = await desk.state.db.query<{ notes: string }>(
      `select doc -> 'typed' ->> 'notes' as notes from snapshot where organisation_id = $1 and risk_id = $2`,
      [desk.state.organisationId, first],
    );
    expect(memory?.notes).toBe('Typed on the train.');
  });

  it('SHT28 one line taken out of the service’s table is published again, though newer ones are there', async () => {
    const desk = await standing();
    await keepMonitored(desk.state, { id: riskId('NS-2026-0002') });
    await desk.pass();

    desk.store.edit((content) => {
      content.events = content.events.filter((event) => event.key !== first);
    });
    await desk.pass();

    expect(desk.store.shows(first)).toMatchObject({ level: 'Low' });
    expect(desk.store.linesOf(first)).toHaveLength(1);
    expect(await openIntentCount(desk)).toBe(0);
  });
});
