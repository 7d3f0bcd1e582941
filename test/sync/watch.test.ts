/** When a pass runs: nudges, waiting as asked, two processes, and a store that comes and goes. */
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { startWatch, type Watch, type WatchParts } from '../../sync/watch';
import { type State } from '../../state/state';
import { MemoryStore } from '../kit/memory-store';
import { riskId } from '../kit/builders';
import { aGate, keepMonitored, withStates } from '../kit/state';
import { cast, rules } from './desk';

const states = withStates();
const first = riskId('NS-2026-0001');
const running: Watch[] = [];

afterEach(async () => {
  for (const watch of running.splice(0)) await watch.stop();
});

function watching(state: State, store: MemoryStore, parts: Partial<WatchParts> = {}): Watch {
  const watch = startWatch({
    state, store, rules, resendSettleMs: 0, requestTimeoutMs: 1000, pollMs: 60_000, ...parts,
  }); // prettier-ignore
  running.push(watch);
  return watch;
}
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error('It did not come about in time.');
    await pause(10);
  }
}
const reads = (store: MemoryStore) => store.writes('read').length;

it('a nudge brings what was committed into the sheet at once, long before the next poll', async () => {
  const [state, store] = [await states.aState(cast), new MemoryStore()];
  const watch = watching(state, store);
  await until(() => watch.trouble() === null);

  await keepMonitored(state);
  watch.nudge();

  await until(() => store.linesOf(first).length === 1);
});

it('a nudge during a pass runs another one', async () => {
  const [state, store] = [await states.aState(cast), new MemoryStore()];
  const gate = aGate();
  store.afterRead = () => gate.opened;
  const watch = watching(state, store);
  await until(() => reads(store) === 1);

  watch.nudge();
  watch.nudge();
  gate.open();

  await until(() => reads(store) === 2);
  await pause(50);
  expect(reads(store)).toBe(2);
});

it('SHT23 nothing is asked of a register that wants to be left alone, whoever nudges', async () => {
  const [state, store] = [await states.aState(cast), new MemoryStore()];
  await keepMonitored(state);
  store.fates = [{ kind: 'failed', code: 'throttled', retryAfterMs: 1500, final: false }];
  const watch = watching(state, store, { pollMs: 300 });
  await until(() => store.writes('events').length === 1);
  const asked = performance.now();
  const before = store.calls.length;

  for (let nudge = 0; nudge < 5; nudge++) {
    watch.nudge();
    await pause(50);
  }

  expect(store.calls).toHaveLength(before);
  await until(() => store.linesOf(first).length === 1);
  expect(performance.now() - asked).toBeGreaterThan(1200);
});

it('SHT23 the same when reading was refused', async () => {
  const [state, store] = [await states.aState(cast), new MemoryStore()];
  store.unavailable = [{ kind: 'unavailable', code: 'throttled', retryAfterMs: 1000 }];
  const watch = watching(state, store, { pollMs: 300 });
  await until(() => watch.trouble() === 'throttled');

  watch.nudge();
  await pause(400);
  expect(reads(store)).toBe(1);

  await until(() => watch.trouble() === null);
});

it('readiness says that the register is not there, and recovers by itself', async () => {
  const [state, store] = [await states.aState(cast), new MemoryStore()];
  store.unavailable = [1, 2].map(() => ({ kind: 'unavailable', code: 'itemNotFound', retryAfterMs: null }));
  const watch = watching(state, store, { pollMs: 100 });

  expect(watch.trouble()).toBe('not-read-yet');
  await until(() => watch.trouble() === 'itemNotFound');
  await until(() => watch.trouble() === null);
});

it('a pass that breaks says so and the next one goes on', async () => {
  const [state, store] = [await states.aState(cast), new MemoryStore()];
  store.afterRead = () => {
    store.afterRead = null;
    throw Object.assign(new Error('Colleague 7 was here'), { code: 'broken' });
  };
  const watch = watching(state, store, { pollMs: 100 });

  await until(() => watch.trouble() === 'broken');
  await until(() => watch.trouble() === null);
  expect(JSON.stringify(states.database.log.lines)).not.toContain('Colleague 7');
});

it('stop waits for the pass under way and gives the lease to the next process at once', async () => {
  const [state, store] = [await states.aState(cast), new MemoryStore()];
  const gate = aGate();
  store.afterRead = () => gate.opened;
  const watch = watching(state, store);
  await until(() => reads(store) === 1);

  const stopped = watch.stop().then(() => 'stopped');
  expect(await Promise.race([stopped, pause(100).then(() => 'waiting')])).toBe('waiting');
  gate.open();
  await stopped;
  store.afterRead = null;
  watch.nudge();
  await pause(50);
  expect(reads(store)).toBe(1);

  const next = watching(state, store);
  await until(() => next.trouble() === null && reads(store) === 2);
});

it('stop succeeds though the database has gone', async () => {
  const [state, store] = [await states.aState(cast), new MemoryStore()];
  let isGone = false;
  const db = Object.assign(Object.create(state.db) as typeof state.db, {
    query: (sql: string, params?: readonly unknown[]) =>
      isGone ? Promise.reject(new Error('gone')) : state.db.query<object>(sql, params),
  });
  const watch = watching({ ...state, db }, store);
  await until(() => watch.trouble() === null);

  isGone = true;

  await expect(watch.stop()).resolves.toBeUndefined();
});

it('SHT35 of two processes one works, and the sheet gets every row once', async () => {
  const [state, store] = [await states.aState(cast), new MemoryStore()];
  await keepMonitored(state);
  const both = [watching(state, store, { pollMs: 50 }), watching(state, store, { pollMs: 50 })];

  await until(() => store.linesOf(first).length > 0);
  for (let nudge = 0; nudge < 10; nudge++) {
    both[nudge % 2]?.nudge();
    await pause(20);
  }

  expect(store.writes('rows')).toHaveLength(1);
  expect(store.writes('events')).toHaveLength(1);
});

it('a register that refuses for a while is no person who takes a formula out: it is put back once it can be', async () => {
  const [state, store] = [await states.aState(cast), new MemoryStore()];
  const watch = watching(state, store);
  await watch.pass();
  store.formulas = { NS: [{ column: 'now:level', constants: false }] };
  for (let round = 0; round < 5; round++) {
    store.fates = [{ kind: 'failed', code: 'locked', retryAfterMs: null, final: false }];
    store.sort('NS');
    await watch.pass();
  }

  store.sort('NS');
  await watch.pass();

  expect(store.formulas).toEqual({ NS: [] });
});

it('what the register refused to have put back is tried again though nothing in it changes', async () => {
  const [state, store] = [await states.aState(cast), new MemoryStore()];
  const watch = watching(state, store);
  await watch.pass();
  store.formulas = { NS: [{ column: 'now:level', constants: false }] };
  store.fates = [{ kind: 'failed', code: 'locked', retryAfterMs: null, final: false }];
  store.sort('NS');
  await watch.pass();

  await watch.pass();

  expect(store.formulas).toEqual({ NS: [] });
});

it('SHT35 whoever mends may be asked whether the lease still holds', async () => {
  const [state, store] = [await states.aState(cast), new MemoryStore()];
  const asked: (boolean | undefined)[] = [];
  const repair = store.repair.bind(store);
  store.repair = (region, column, mayStill?: () => boolean) => {
    asked.push(mayStill?.());
    return repair(region, column);
  };
  const watch = watching(state, store);
  store.formulas = { NS: [{ column: 'now:level', constants: false }] };
  store.sort('NS');

  await watch.pass();

  expect(asked).toEqual([true]);
});

it('a formula that keeps vanishing is put back three times and then left to people', async () => {
  const [state, store] = [await states.aState(cast), new MemoryStore()];
  const watch = watching(state, store);
  for (let round = 0; round < 6; round++) {
    store.formulas = { NS: [{ column: 'now:level', constants: false }] };
    store.sort('NS');
    await watch.pass();
  }

  expect(store.writes('repair')).toHaveLength(3);
});
