/** What people do in the sheet, over the real database: taken once, whole, and never at the price of what somebody else did. */
import { type RiskId } from '../../register/ids';
import { type Cut } from '../../register/store';
import { replacePeople } from '../../state/people';
import { appendAudit } from '../../state/audit';
import { lockRisk, nextRiskId } from '../../state/risks';
import { openSheetDesk } from '../../sync/settle';
import { readRegister } from '../../sync/read-register';
import { anOrganisation, aPerson, region, riskId } from '../kit/builders';
import { MemoryStore } from '../kit/memory-store';
import { actsOn, aGate, changeInTeams, countOf, keepMonitored, keepRisk, later, riskNow, toldBy, withStates } from '../kit/state'; // prettier-ignore
import { aDesk, cast, emRom, owner, rcc, rom, rules, type Desk } from './desk';

const states = withStates();
const first = riskId('NS-2026-0001');

/** A monitored risk whose row stands in the sheet and was read back. */
async function standing(parts: Parameters<typeof keepMonitored>[1] = {}): Promise<Desk> {
  const desk = await aDesk(states);
  await keepMonitored(desk.state, { owner: owner.id, ...parts });
  await desk.pass();
  return desk;
}
const openIntentCount = async ({ state }: Desk) =>
  (await state.db.query(`select 1 from intent where organisation_id = $1 and state <> 'seen'`, [state.organisationId])).length; // prettier-ignore
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

  it('SHT7 a row cut to another region moves the risk, its typing with it, and both ROMs hear of it', async () => {
    const desk = await standing();
    desk.store.cutTo(first, 'EM');
    desk.store.type(first, 'level', 'High');

    await desk.settle();

    expect(await riskNow(desk.state, first)).toMatchObject({ region: 'EM', level: 'high' });
    expect(await toldBy(desk.state, 'other-region-changed')).toEqual([
      `other-region-changed>person:${rom.id}`, `other-region-changed>person:${emRom.id}`,
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

    expect(await toldBy(desk.state)).toEqual([`region-on-hold>person:${rom.id}`]);
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

describe('lines typed by hand', () => {
  it('SHT9 a line without Risk ID is registered once, answered under its own key, and gets a proper row', async () => {
    const desk = await standing();
    desk.store.insert('NS', { caseRef: 'MOS-90002', summary: 'The stairs are rotten.', level: 'High' });

    await desk.settle();
    for (let pass = 0; pass < 3; pass++) {
      desk.store.sort('NS');
      await desk.settle();
    }

    expect(await countOf(desk.state, 'risk')).toBe(2);
    const id = riskId((await desk.state.db.query<{ id: string }>(`select id from risk where organisation_id = $1 and id <> $2`, [desk.state.organisationId, first]))[0]?.id ?? ''); // prettier-ignore
    expect(await riskNow(desk.state, id)).toMatchObject({
      caseRef: 'MOS-90002',
      level: 'high',
      reportedBy: null,
    });
    expect(attention(desk, 'new:MOS-90002|The stairs are rotten.')).toBe(`Registered as ${id}. Please delete this line and use that one.`); // prettier-ignore
    expect(desk.store.linesOf(id)).toHaveLength(1);
    expect(await actsOn(desk.state, id)).toEqual(['registered-from-the-register']);
    expect(await openIntentCount(desk)).toBe(0);
  });

  it('SHT9 lines of several regions in one reading get numbers of their own', async () => {
    const desk = await aDesk(states);
    for (const at of ['WV', 'NS', 'EM', 'NS'])
      desk.store.insert(at, {
        summary: `A gap in the floor at ${at} ${desk.store.open().regions[at]?.length}.`,
      });

    await desk.settle();

    const rows = await desk.state.db.query<{ id: string }>('select id from risk where organisation_id = $1 order by id', [desk.state.organisationId]); // prettier-ignore
    expect(rows.map((row) => row.id.slice(0, 2))).toEqual(['EM', 'NS', 'NS', 'WV']);
    expect(await countOf(desk.state, 'hand_row')).toBe(4);
  });

  it('SHT29 the first change after registration is not announced twice', async () => {
    const desk = await aDesk(states);
    desk.store.insert('NS', { summary: 'The stairs are rotten.' });
    await desk.settle();
    const before = await countOf(desk.state, 'intent');

    desk.store.type((await desk.state.db.query<{ id: string }>('select id from risk where organisation_id = $1', [desk.state.organisationId]))[0]?.id ?? '', 'notes', 'Ask first.'); // prettier-ignore
    await desk.settle();
    desk.store.sort('NS');
    await desk.settle();

    expect(await countOf(desk.state, 'intent')).toBe(before + 1);
  });
});

describe('readings that meet', () => {
  it('SHT30 two processes reading the same sheet at once conclude everything once', async () => {
    const desk = await standing();
    desk.store.type(first, 'level', 'High');
    desk.store.insert('NS', { summary: 'The stairs are rotten.' });
    await desk.read();
    await later(desk.state, 2);
    desk.store.sort('NS');
    const parts = { state: desk.state, store: desk.store, rules };

    await Promise.all([1, 2, 3].map(() => readRegister(parts, null)));

    expect(await countOf(desk.state, 'risk')).toBe(2);
    expect(await riskNow(desk.state, first)).toMatchObject({ level: 'high', version: 2 });
    expect((await actsOn(desk.state)).sort()).toEqual(['change-risk', 'edited-in-the-register', 'raise-risk', 'registered-from-the-register']); // prettier-ignore
  });

  it('SHT30 a reading that was overtaken concludes nothing from its older cut', async () => {
    const desk = await standing();
    const slow = new MemoryStore();
    slow.save(desk.store.open());
    slow.afterRead = async () => {
      await keepMonitored(desk.state, { id: riskId('NS-2026-0002') });
      await desk.pass();
      await desk.pass();
    };

    const { result, cut } = await readRegister({ state: desk.state, store: slow, rules }, null);
    await desk.pass();

    expect([result, cut]).toEqual([{ kind: 'unchanged' }, null]);
    expect(desk.store.linesOf('NS-2026-0002')).toHaveLength(1);
    expect(await openIntentCount(desk)).toBe(0);
  });

  it('SHT31 a process that comes back to the register does not take its own old cut for the present one', async () => {
    const desk = await standing();
    const old: Cut | null = desk.cut;
    await keepMonitored(desk.state, { id: riskId('NS-2026-0002') });
    await desk.pass();
    desk.store.type(first, 'level', 'High');
    await desk.read();

    desk.cut = old;
    await desk.read();
    await later(desk.state, 2);
    await desk.pass();

    expect(await riskNow(desk.state, first)).toMatchObject({ level: 'high' });
    expect(desk.store.writes('rows').map((call) => call.count)).toEqual([1, 1]);
    expect(await toldBy(desk.state, 'sheet-rolled-back')).toEqual([]);
  });

  it('DLV4 a reading that breaks in the middle leaves everything as it was, and the next one takes it all', async () => {
    const desk = await standing();
    desk.store.type(first, 'level', 'High');
    desk.store.insert('NS', { summary: 'The stairs are rotten.' });
    await desk.read();
    await later(desk.state, 2);
    desk.store.sort('NS');
    const { jobs } = desk.state;
    const broken = { ...desk.state, jobs: { ...jobs, send: () => Promise.reject(new Error('power cut')) } };

    const crash = readRegister({ state: broken, store: desk.store, rules }, null);

    await expect(crash).rejects.toThrow('power cut');
    expect(await riskNow(desk.state, first)).toMatchObject({ level: 'low', version: 1 });
    expect(await countOf(desk.state, 'risk')).toBe(1);
    await desk.pass();
    expect(await riskNow(desk.state, first)).toMatchObject({ level: 'high' });
    expect(await countOf(desk.state, 'risk')).toBe(2);
  });
});

describe('locks', () => {
  /** As a card does: holds something, waits until the reading waits for it, then writes its audit line. */
  async function crossing(
    desk: Desk,
    hold: (tx: Parameters<Parameters<Desk['state']['db']['tx']>[0]>[0]) => Promise<unknown>,
  ) {
    const [held, go] = [aGate(), aGate()];
    const { state } = desk;
    const card = state.db.tx(async (tx) => {
      await hold(tx);
      held.open();
      await go.opened;
      const line = { organisationId: state.organisationId, at: new Date(0), actor: 'service', act: 'card', subject: 'x', detail: {} };
      await appendAudit(tx, line);
    }); // prettier-ignore
    await held.opened;
    const reading = desk.read();
    await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 300))]);
    go.open();
    await Promise.all([card, reading]);
  }

  it('DLV6 a reading that must wait for a risk somebody acts on blocks nobody for good', async () => {
    const desk = await standing();
    await keepMonitored(desk.state, { id: riskId('NS-2026-0002') });
    await desk.pass();
    desk.store.type(first, 'level', 'High');
    desk.store.type('NS-2026-0002', 'level', 'High');
    await desk.read();
    await later(desk.state, 2);

    await crossing(desk, (tx) => lockRisk(tx, desk.state, riskId('NS-2026-0002')));

    expect(await riskNow(desk.state, riskId('NS-2026-0002'))).toMatchObject({ level: 'high' });
    expect(await actsOn(desk.state)).toContain('card');
  });

  it('DLV6 nor does one that registers a line while somebody reports a risk in the same region', async () => {
    const desk = await standing();
    desk.store.type(first, 'level', 'High');
    desk.store.insert('NS', { summary: 'The stairs are rotten.' });
    await desk.read();
    await later(desk.state, 2);

    await crossing(desk, (tx) => nextRiskId(tx, desk.state, region('NS'), 2026));

    expect(await countOf(desk.state, 'risk')).toBe(2);
    expect(await actsOn(desk.state)).toContain('card');
  });
});

describe('the surroundings', () => {
  it('an owner who left keeps their name in the sheet and is told nothing', async () => {
    const desk = await standing();
    const people = cast.filter((person) => person !== owner);
    await desk.state.db.tx((tx) => replacePeople(tx, desk.state, people));
    desk.store.remove(first);

    await desk.read();
    await later(desk.state, 11);
    await desk.pass();

    expect(await toldBy(desk.state)).toEqual([`row-missing>person:${rom.id}`]);
    expect(desk.store.shows(first)).toMatchObject({ owner: 'Olive Ames' });
  });

  it('SHT32 a region dropped from the organisation file stops neither the reading nor the others', async () => {
    const desk = await standing();
    await keepMonitored(desk.state, { id: riskId('EM-2026-0001'), region: region('EM') });
    await desk.pass();
    const org = anOrganisation();
    const smaller = { ...org, regions: org.regions.filter((one) => one.id !== 'EM') };
    const store = new MemoryStore(['NS', 'WV']);
    store.save(desk.store.open());
    const after = await aDesk(states, { state: { ...desk.state, org: smaller }, store });
    store.type(first, 'level', 'High');

    await after.settle();

    expect(await riskNow(desk.state, first)).toMatchObject({ level: 'high' });
    expect((await riskNow(desk.state, riskId('EM-2026-0001'))).status).toBe('monitored');
  });

  it('SHT12 a region whose table is missing is left alone while the others go on', async () => {
    const desk = await standing();
    await keepMonitored(desk.state, { id: riskId('EM-2026-0001'), region: region('EM') });
    await desk.pass();
    desk.store.problems = [{ code: 'missing-table', region: region('NS'), object: 'Risks_NS' }];
    desk.store.edit((content) => (content.regions.NS = []));
    desk.store.type('EM-2026-0001', 'level', 'High');

    await desk.settle();
    await later(desk.state, 60);
    await desk.settle();

    expect(await riskNow(desk.state, riskId('EM-2026-0001'))).toMatchObject({ level: 'high' });
    expect(await toldBy(desk.state, 'region-on-hold')).toEqual([`region-on-hold>person:${rom.id}`]);
    expect((await riskNow(desk.state, first)).missingSince).toBeNull();
  });

  it('nothing is concluded while the register cannot be read', async () => {
    const desk = await standing();
    desk.store.remove(first);
    desk.store.unavailable = [{ kind: 'unavailable', code: 'locked', retryAfterMs: 5000 }];

    expect(await desk.read()).toEqual({ kind: 'unavailable', code: 'locked', retryAfterMs: 5000 });
    expect(await actsOn(desk.state, first)).toEqual(['raise-risk']);
  });

  it('500 rows typed in one region are taken in one pass', async () => {
    const people = [...cast, ...Array.from({ length: 300 }, () => aPerson())];
    const desk = await aDesk(states, { people });
    for (let number = 1; number <= 500; number++)
      await keepMonitored(desk.state, {
        id: riskId(`NS-2026-${String(number).padStart(4, '0')}`),
        owner: rcc.id,
      });
    await desk.pass();
    desk.store.edit((content) => {
      for (const line of content.regions.NS ?? []) line.typed = { ...line.typed, level: 'High' };
    });
    await desk.read();
    await later(desk.state, 2);
    const began = process.hrtime.bigint();

    await desk.read();

    const seconds = Number(process.hrtime.bigint() - began) / 1e9;
    process.stdout.write(`500 typed rows committed in ${seconds.toFixed(2)} s\n`);
    await desk.pass();
    expect(await riskNow(desk.state, riskId('NS-2026-0500'))).toMatchObject({ level: 'high' });
    expect(await openIntentCount(desk)).toBe(0);
  }, 120_000);
});
