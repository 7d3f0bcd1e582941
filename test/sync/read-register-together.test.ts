/** Readings that meet each other, other people's acts, and a world that is not as it should be. */
import { type Cut } from '../../register/store';
import { appendAudit } from '../../state/audit';
import { type Tx } from '../../state/db';
import { replacePeople } from '../../state/people';
import { nextRiskId } from '../../state/risks';
import { readRegister } from '../../sync/read-register';
import { openSheetDesk } from '../../sync/settle';
import { anOrganisation, aPerson, region, riskId } from '../kit/builders';
import { MemoryStore } from '../kit/memory-store';
import { actsOn, aGate, countOf, keepMonitored, later, riskNow, toldBy, withStates } from '../kit/state';
import { aDesk, aStandingRow, cast, openIntentCount, owner, rcc, rom, rules, type Desk } from './desk';

const states = withStates();
const first = riskId('NS-2026-0001');
const standing = () => aStandingRow(states);

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
  async function crossing(desk: Desk, hold: (tx: Tx) => Promise<unknown>) {
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

    await crossing(desk, (tx) =>
      tx.query(
        `update risk set version = version + 1, doc = doc || jsonb_build_object('version', version + 1)
         where organisation_id = $1 and id = 'NS-2026-0002'`,
        [desk.state.organisationId],
      ),
    );

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

  it('SHT40 500 rows typed at once are taken in one pass once the ROM has said so', async () => {
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
    await openSheetDesk(desk.state).openHold({ hold: 'NS:mass-change', verdict: 'take', actor: rom.id, key: 'click' }); // prettier-ignore
    const began = process.hrtime.bigint();

    await desk.read();

    const seconds = Number(process.hrtime.bigint() - began) / 1e9;
    process.stdout.write(`500 typed rows committed in ${seconds.toFixed(2)} s\n`);
    await desk.pass();
    expect(await riskNow(desk.state, riskId('NS-2026-0500'))).toMatchObject({ level: 'high' });
    expect(await openIntentCount(desk)).toBe(0);
  }, 120_000);
});
