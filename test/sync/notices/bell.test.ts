/** The watch with a bell: when the register is left unread, when it is read all the same, and what a broken bell brings. */
import { setTimeout as pause } from 'node:timers/promises';
import { changeSubscriptions, markHeard, putChangeSubscription } from '../../../state/change-subscriptions';
import { type State } from '../../../state/state';
import { createBell, type BellParts } from '../../../sync/notices/bell';
import { startWatch, type Watch } from '../../../sync/watch';
import { riskId } from '../../kit/builders';
import { MemoryStore } from '../../kit/memory-store';
import { keepMonitored, withStates } from '../../kit/state';
import { cast, rules } from '../desk';

const states = withStates();
const first = riskId('NS-2026-0001');
const library = '/drives/d/root';
const running: Watch[] = [];
afterEach(async () => {
  for (const watch of running.splice(0)) await watch.stop();
});

interface Desk {
  state: State;
  store: MemoryStore;
  watch: Watch;
  /** How often the register was looked at. */
  looks: () => number;
  /** How often the subscriptions were asked to be made anew. */
  renewals: () => number;
}

const subscribe = (state: State, expiresAt = new Date('2030-01-01Z')) =>
  putChangeSubscription(state.db, state, { resource: library, id: 's-1', secretHash: '00', expiresAt });

/** Watches with a poll as often as can be (every 250 ms) and a sound bell, and waits until the first look is over. */
async function aDesk(parts: Partial<BellParts> = {}, isSubscribed = true): Promise<Desk> {
  const [state, store] = [await states.aState(cast), new MemoryStore()];
  if (isSubscribed) await subscribe(state);
  let renewals = 0;
  const bell = createBell({
    state,
    resources: () => Promise.resolve([library]),
    sweepMs: 60_000,
    renew: () => Promise.resolve((renewals += 1)),
    staleMs: 0,
    ...parts,
  });
  const watch = startWatch({
    state, store, rules, resendSettleMs: 0, requestTimeoutMs: 1000, pollMs: 40, bell,
  }); // prettier-ignore
  running.push(watch);
  const desk = { state, store, watch, looks: () => store.writes('read').length, renewals: () => renewals };
  await until(() => watch.trouble() === null);
  return desk;
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error('It did not come about in time.');
    await pause(10);
  }
}
const logged = (event: string) => states.database.log.lines.filter((line) => line.event === event).length;

async function looksWithin(desk: Desk, ms: number): Promise<number> {
  const before = desk.looks();
  await pause(ms);
  return desk.looks() - before;
}

describe('with a bell', () => {
  it('STO65 nothing is asked of a quiet register', async () => {
    const desk = await aDesk();

    expect(await looksWithin(desk, 1200)).toBe(0);
  });

  it('STO65 it is looked at once in a sweep all the same', async () => {
    const desk = await aDesk({ sweepMs: 600 });

    const looks = await looksWithin(desk, 2500);

    expect(looks).toBeGreaterThanOrEqual(1);
    expect(looks).toBeLessThanOrEqual(4);
  });

  it.each([
    ['there is no subscription', () => Promise.resolve()],
    ['its time is over', (state: State) => subscribe(state, new Date('2020-01-01Z'))],
  ])('STO65 it is polled as before when %s', async (_, prepare) => {
    const desk = await aDesk({}, false);
    await prepare(desk.state);

    await until(() => desk.looks() >= 4);
  });

  it('STO65 it is polled as before while one of several resources is not subscribed', async () => {
    const desk = await aDesk({ resources: () => Promise.resolve([library, '/sites/s/lists/l']) });

    await until(() => desk.looks() >= 4);
  });

  it('STO65 a nudge is followed at once', async () => {
    const desk = await aDesk();

    desk.watch.nudge();

    await until(() => desk.looks() === 2);
  });

  it('STO65 a ring taken by another process is found, and for a while the register is polled as before', async () => {
    const desk = await aDesk({ staleMs: 800 });

    await markHeard(desk.state.db, desk.state, ['s-1']);

    await until(() => desk.looks() >= 4);
    await until(async () => (await looksWithin(desk, 600)) === 0);
  });

  it('STO65 what is decided in Teams goes out and is read back', async () => {
    const desk = await aDesk();

    await keepMonitored(desk.state);

    await until(() => desk.store.linesOf(first).length === 1);
    await until(async () => {
      const rows = await desk.state.db.query(
        `select 1 from intent where organisation_id = $1 and state <> 'seen'`,
        [desk.state.organisationId],
      );
      return rows.length === 0;
    });
  });

  it('STO65 an edit that has not settled keeps the register under watch', async () => {
    const desk = await aDesk({ latestMs: 60_000 });
    await keepMonitored(desk.state);
    await until(() => desk.store.linesOf(first).length === 1);
    desk.watch.nudge();
    await until(async () => (await looksWithin(desk, 600)) === 0);

    desk.store.type(first, 'level', 'high');
    desk.watch.nudge();

    await until(async () => (await looksWithin(desk, 1500)) >= 3);
  });
});

describe('a bell that does not ring', () => {
  it('STO66 is told, the register is polled, and new subscriptions are asked for', async () => {
    const desk = await aDesk({ sweepMs: 1200, latestMs: 500 });
    const before = logged('notice-lost');

    desk.store.edit(() => undefined);

    // The log comes first, then the doubt is stored, then new subscriptions are asked for.
    await until(() => desk.renewals() === 1);
    expect(logged('notice-lost')).toBe(before + 1);
    expect(await changeSubscriptions(desk.state.db, desk.state)).toMatchObject([{ isDoubted: true }]);
    await until(async () => (await looksWithin(desk, 1500)) >= 3);

    await subscribe(desk.state);
    await until(async () => (await looksWithin(desk, 600)) === 0);
  });

  it('STO66 is believed when the notice comes after the change was found', async () => {
    const desk = await aDesk({ sweepMs: 300, latestMs: 1500 });
    const before = logged('notice-lost');
    desk.store.edit(() => undefined);
    const looks = desk.looks();
    await until(() => desk.looks() > looks + 1);

    await markHeard(desk.state.db, desk.state, ['s-1']);
    await pause(2000);

    expect(logged('notice-lost')).toBe(before);
    expect(desk.renewals()).toBe(0);
  });

  it('STO66 is not blamed for what the service itself has written', async () => {
    const desk = await aDesk({ sweepMs: 300, latestMs: 1500 });
    const before = logged('notice-lost');

    await keepMonitored(desk.state);
    await until(() => desk.store.linesOf(first).length === 1);
    await pause(2500);

    expect(logged('notice-lost')).toBe(before);
  });
});
