/** Somebody edits the service's own table: told once, true again by a higher number, nothing rewritten. */
import { type RiskId } from '../../register/ids';
import { type EventRow } from '../../register/store';
import { riskId } from '../kit/builders';
import { actsOn, changeInTeams, keepMonitored, later, toldBy, withStates } from '../kit/state';
import { aStandingRow, openIntentCount, owner, rom, type Desk } from './desk';

const states = withStates();
const first = riskId('NS-2026-0001');
const second = riskId('NS-2026-0002');
const security = [
  'service-table-edited>department:casework-support-manager',
  `service-table-edited>person:${rom.id}`,
];

async function two(): Promise<Desk> {
  const desk = await aStandingRow(states);
  await keepMonitored(desk.state, { id: second, owner: owner.id });
  await desk.pass();
  return desk;
}

/** Edits the line that counts for this key. */
function tamper(desk: Desk, id: RiskId, change: (line: EventRow) => void): EventRow[] {
  desk.store.edit((content) => {
    const top = desk.store.top(id);
    for (const line of content.events) if (line.seq === top?.seq) change(line);
  });
  return desk.store.open().events;
}

describe('the service’s own table', () => {
  it.each<[string, (line: EventRow) => void]>([
    ['a shown value', (line) => Object.assign(line.values, { level: 'High' })],
    ['what was seen typed', (line) => Object.assign(line.observed, { level: 'Medium' })],
  ])('SHT44 %s edited by hand is told once and true again', async (_what, change) => {
    const desk = await two();
    const edited = tamper(desk, first, change);

    for (let pass = 0; pass < 3; pass++) await desk.settle();

    expect(desk.store.top(first)).toMatchObject({ values: { level: 'Low' }, observed: { level: '' } });
    expect(desk.store.open().events.slice(0, edited.length)).toEqual(edited);
    expect(await toldBy(desk.state)).toEqual(security);
    expect(
      (await actsOn(desk.state, 'register')).filter((act) => act === 'service-table-edited'),
    ).toHaveLength(1);
    expect(await openIntentCount(desk)).toBe(0);
    expect(await desk.read()).toEqual({ kind: 'unchanged' });
  });

  it('SHT44 a line given to another risk: both are true again', async () => {
    const desk = await two();
    await changeInTeams(desk.state, owner.id, {
      riskId: first,
      change: { level: { to: 'high', reason: 'A second dog.' } },
    });
    await desk.pass();
    tamper(desk, first, (line) => (line.key = second));

    for (let pass = 0; pass < 2; pass++) await desk.settle();

    expect([desk.store.shows(first)?.level, desk.store.shows(second)?.level]).toEqual(['High', 'Low']);
    expect((await toldBy(desk.state, 'service-table-edited')).sort()).toEqual(security);
  });

  it('SHT44 a forged line far above all others is overtaken', async () => {
    const desk = await two();
    const line = desk.store.top(first) as EventRow;
    desk.store.edit((content) => {
      content.events.push({ ...line, seq: 5_000_000, values: { ...line.values, level: 'Very high' } });
    });

    for (let pass = 0; pass < 2; pass++) await desk.settle();
    await changeInTeams(desk.state, owner.id, {
      riskId: second,
      change: { level: { to: 'medium', reason: 'Louder.' } },
    });
    await desk.pass();

    expect(desk.store.shows(first)?.level).toBe('Low');
    expect(desk.store.shows(second)?.level).toBe('Medium');
    expect(desk.store.top(first)?.seq).toBeGreaterThan(5_000_000);
    expect(await toldBy(desk.state, 'service-table-edited')).toHaveLength(2);
    expect(await openIntentCount(desk)).toBe(0);
  });

  it('SHT44 a number beyond what can be counted on is told, and nothing goes round in circles', async () => {
    const desk = await two();
    const line = desk.store.top(first) as EventRow;
    desk.store.edit((content) => content.events.push({ ...line, seq: Number.MAX_SAFE_INTEGER, key: second }));
    desk.store.calls.length = 0;

    for (let pass = 0; pass < 3; pass++) await desk.settle();

    expect(await toldBy(desk.state, 'service-table-edited')).toHaveLength(2);
    expect(desk.store.writes('events')).toEqual([]);
  });

  it('SHT45 SHT28 a line taken out is told and published again', async () => {
    const desk = await two();
    desk.store.edit((content) => {
      content.events = content.events.filter((event) => event.key !== first);
    });

    for (let pass = 0; pass < 2; pass++) await desk.settle();

    expect(desk.store.shows(first)).toMatchObject({ level: 'Low' });
    expect((await toldBy(desk.state)).sort()).toEqual(security);
  });

  it('SHT45 SHT10 an older content is no edit of the table', async () => {
    const desk = await two();
    const opened = desk.store.open();
    await changeInTeams(desk.state, owner.id, {
      riskId: first,
      change: { level: { to: 'high', reason: 'A second dog.' } },
    });
    await desk.pass();

    desk.store.save(opened);
    for (let pass = 0; pass < 2; pass++) await desk.settle();

    expect(await toldBy(desk.state, 'service-table-edited')).toEqual([]);
    expect(desk.store.shows(first)?.level).toBe('High');
  });

  it('SHT44 ordinary work, people’s typing and a second process that reads anew are no edit', async () => {
    const desk = await two();
    desk.store.type(first, 'level', 'High');
    desk.store.type(second, 'notes', '  Ring first.  ');
    await desk.settle();
    desk.cut = null;
    desk.store.sort('NS');
    await desk.settle();

    expect(await toldBy(desk.state, 'service-table-edited')).toEqual([]);
  });

  it('SHT43 SHT46 a formula that reaches outside and a renamed heading are told once, to the ROM', async () => {
    const desk = await two();
    desk.store.edit((content) => {
      for (const line of content.regions.NS ?? []) line.more = { formulaIn: ['notes'], reachesOut: true };
    });
    desk.store.problems = [{ code: 'renamed-column', region: 'NS' as never, object: 'Level' }];

    for (let pass = 0; pass < 3; pass++) {
      desk.store.sort('NS');
      await desk.settle();
    }

    expect(await toldBy(desk.state)).toEqual([
      `formula-found>person:${rom.id}`,
      `heading-renamed>person:${rom.id}`,
    ]);
    await later(desk.state, 1);
  });

  it('SHT60 a copy of a worksheet is told to its ROM, once for as long as it stands', async () => {
    const desk = await two();
    for (const problems of [['copied-table'], ['copied-table'], [], ['copied-table']] as const) {
      desk.store.problems = problems.map((code) => ({ code, region: 'NS' as never, object: 'Risks_NS' }));
      desk.store.sort('NS');
      await desk.settle();
    }

    expect(await toldBy(desk.state)).toEqual(Array(2).fill(`part-unread>person:${rom.id}`));
  });

  it('SHT12 SHT46 without the service’s table no row is lost and no typing taken, all regions are told once, and mended it goes on', async () => {
    const desk = await two();
    desk.store.problems = [{ code: 'missing-service-table', region: null, object: 'Ev' }];
    desk.store.type(first, 'level', 'High');
    desk.store.remove(second);
    for (let pass = 0; pass < 3; pass++) {
      desk.store.sort('NS');
      await desk.settle();
      await later(desk.state, 20);
    }
    const told = await toldBy(desk.state);
    expect(await actsOn(desk.state, first)).toEqual(['raise-risk']);
    expect(await actsOn(desk.state, second)).toEqual(['raise-risk']);

    desk.store.problems = [];
    desk.store.sort('NS');
    for (let pass = 0; pass < 2; pass++) await desk.settle();

    expect(told.filter((one) => one.startsWith('region-on-hold'))).toHaveLength(2);
    expect(await actsOn(desk.state, first)).toContain('edited-in-the-register');
  });

  it('SHT12 SHT46 merged cells: nothing typed under them is taken until they are unmerged', async () => {
    const desk = await two();
    desk.store.problems = [{ code: 'merged-cells', region: 'NS' as never, object: 'Risks_NS' }];
    desk.store.type(first, 'level', 'High');
    for (let pass = 0; pass < 2; pass++) await desk.settle();
    expect(await actsOn(desk.state, first)).toEqual(['raise-risk']);

    desk.store.problems = [];
    desk.store.sort('NS');
    await desk.settle();

    expect(await actsOn(desk.state, first)).toContain('edited-in-the-register');
  });
});
