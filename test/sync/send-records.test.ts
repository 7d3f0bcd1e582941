/** Sending records: after rows and values, each item once whatever becomes of a request, and nothing in the way of the register. */
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { decision } from '../../register/decision';
import { type RegisterRecord } from '../../register/register-records';
import { commit } from '../../state/commit';
import { releaseLease, takeLease } from '../../state/lease';
import { today } from '../../state/time';
import { type Bell } from '../../sync/notices/bell';
import { sendAll } from '../../sync/send-records';
import { type SendResult, type Tenure } from '../../sync/send-register';
import { startWatch, type Watch } from '../../sync/watch';
import { type State } from '../../state/state';
import { MemoryStore } from '../kit/memory-store';
import { RecordStore } from '../kit/record-store';
import { aConsultation, aReviewRecord } from '../kit/records';
import { keepMonitored, withStates } from '../kit/state';
import { aDesk, cast, owner, rules } from './desk';

const states = withStates();
const reviews = (count: number) => Array.from({ length: count }, (_, index) => aReviewRecord(index));
const keysOf = (records: readonly RegisterRecord[]) => records.map((record) => record.key);
const quiet = { waitMs: null, retryAfterMs: null, trouble: null };

interface Sender {
  state: State;
  store: RecordStore;
  send(tenure?: Partial<Tenure>): Promise<SendResult>;
}

const keep = (state: State, records: readonly RegisterRecord[]) =>
  state.db.tx(async (tx) => {
    const changes = records.map((record) => ({ kind: 'record' as const, record }));
    await commit(tx, state, decision({ changes }), await today(tx, state));
  });

async function aSender(
  records: readonly RegisterRecord[],
  store: MemoryStore = new RecordStore(),
): Promise<Sender> {
  const { state, lease } = await aDesk(states, { store });
  await keep(state, records);
  const parts = { state, store, resendSettleMs: 0, requestTimeoutMs: 1000 };
  return {
    state,
    store: store as RecordStore,
    send: (tenure = {}) => sendAll(parts, { lease, untilMs: performance.now() + 60_000, ...tenure }),
  };
}

async function kept({ state }: Pick<Sender, 'state'>): Promise<string[]> {
  const rows = await state.db.query<{ state: string; attempts: number }>(
    'select state, attempts from register_record where organisation_id = $1 order by turn',
    [state.organisationId],
  );
  return rows.map((row) => `${row.state} ${row.attempts}`);
}

it('STO73 records go after rows and values, those of one kind together, in the order decided', async () => {
  const [first, second] = reviews(2);
  const asked = aConsultation('act-1');
  const sender = await aSender([first, asked, second] as RegisterRecord[]);
  await keepMonitored(sender.state, { owner: owner.id });
  const before: number[] = [];
  sender.store.afterRecord = async () => void before.push(sender.store.calls.length);

  expect(await sender.send()).toMatchObject({ sent: 5, trouble: null });

  expect(sender.store.asked).toEqual([keysOf([first, second] as RegisterRecord[]), [asked.key]]);
  expect(before).toEqual([2, 2]);
  expect(await kept(sender)).toEqual(['done 1', 'done 1', 'done 1']);
  expect(await sender.send()).toMatchObject({ sent: 0 });
  expect(sender.store.asked).toHaveLength(2);
});

it('STO71 a store without lists for them leaves records as they are, without trouble', async () => {
  const sender = await aSender(reviews(2), new MemoryStore());

  expect(await sender.send()).toEqual({ sent: 0, ...quiet });

  expect(await kept(sender)).toEqual(['pending 0', 'pending 0']);
  const lists = new RecordStore(['XX']);
  const { state, lease } = await aDesk(states, { store: lists, state: sender.state });
  await sendAll({ state, store: lists, resendSettleMs: 0, requestTimeoutMs: 1000 }, { lease, untilMs: performance.now() + 60_000 }); // prettier-ignore
  expect(lists.keysOf('reviews')).toEqual(keysOf(reviews(2)));
});

describe('once', () => {
  it('STO72 a process killed between writing and remembering: the next one makes no second item', async () => {
    const sender = await aSender(reviews(2));
    sender.store.afterRecord = () => Promise.reject(new Error('power cut'));
    await expect(sender.send()).rejects.toThrow('power cut');
    expect(await kept(sender)).toEqual(['pending 1', 'pending 1']);
    sender.store.afterRecord = null;

    expect(await sender.send()).toEqual({ sent: 2, ...quiet });

    expect(sender.store.keysOf('reviews')).toEqual(keysOf(reviews(2)));
    expect(await kept(sender)).toEqual(['done 2', 'done 2']);
  });

  it.each(['unknown-before', 'unknown-after'] as const)('STO72 after an outcome that is not known (%s) it is simply sent again', async (fate) => {
    const sender = await aSender(reviews(2));
    sender.store.recordFates = [fate];

    expect(await sender.send()).toEqual({ sent: 0, waitMs: 2000, retryAfterMs: null, trouble: null });
    expect(await sender.send()).toEqual({ sent: 2, ...quiet });

    expect(sender.store.keysOf('reviews')).toEqual(keysOf(reviews(2)));
  }); // prettier-ignore
});

describe('refusals', () => {
  it('STO73 a kind whose list is missing is told, and keeps back neither the others nor the register', async () => {
    const sender = await aSender([...reviews(2), aConsultation('act-1')]);
    await keepMonitored(sender.state, { owner: owner.id });
    sender.store.missing = ['reviews'];

    expect(await sender.send()).toMatchObject({ sent: 3, trouble: 'missing-table', retryAfterMs: null });
    expect(sender.store.keysOf('consultations')).toEqual(['consultation:act-1:office']);
    expect(sender.store.asked.filter((keys) => keys.length === 2)).toHaveLength(1);

    sender.store.missing = [];
    expect(await sender.send()).toMatchObject({ sent: 2, trouble: null });
    expect(sender.store.keysOf('reviews')).toEqual(keysOf(reviews(2)));
  });

  it('STO73 one record that nobody takes keeps back no other', async () => {
    const sender = await aSender(reviews(3));
    const [rotten] = reviews(1);
    sender.store.rotten = keysOf([rotten as RegisterRecord]);
    expect(await sender.send()).toMatchObject({ trouble: 'invalid', waitMs: 60_000 });
    await keep(sender.state, [aReviewRecord(9)]);

    await sender.send();
    await sender.send();

    expect(sender.store.keysOf('reviews').sort()).toEqual(keysOf([...reviews(3).slice(1), aReviewRecord(9)]));
    expect((await kept(sender)).filter((line) => line.startsWith('pending'))).toHaveLength(1);
  });

  it('STO73 a wish to be left alone is handed on, whoever it was told', async () => {
    const throttled = { kind: 'failed', code: 'throttled', retryAfterMs: 30_000, final: false } as const;
    const sender = await aSender(reviews(1));
    sender.store.recordFates = [throttled];
    expect(await sender.send()).toEqual({ sent: 0, waitMs: 30_000, retryAfterMs: 30_000, trouble: null });

    await keepMonitored(sender.state, { owner: owner.id });
    sender.store.fates = [throttled];
    expect(await sender.send()).toMatchObject({ retryAfterMs: 30_000 });

    expect(sender.store.asked).toHaveLength(1);
  });
});

describe('the lease', () => {
  it('STO73 nothing is sent once it has passed on, or when it would end during the request', async () => {
    const sender = await aSender(reviews(1));
    expect(await sender.send({ untilMs: performance.now() + 900 })).toMatchObject({ sent: 0, waitMs: 0 });

    const { state, lease } = await aDesk(states, { store: new RecordStore(['XX']), state: sender.state });
    await releaseLease(state.db, lease);
    await takeLease(state.db, { ...lease, holder: 'another' });
    expect(await sender.send({ lease })).toMatchObject({ sent: 0, waitMs: 0 });

    expect(sender.store.asked).toEqual([]);
    expect(await kept(sender)).toEqual(['pending 0']);
  });

  it('STO73 a long list of them goes a part at a time, so that what is decided meanwhile does not wait', async () => {
    const sender = await aSender(reviews(70));

    expect(await sender.send()).toEqual({ sent: 60, ...quiet, waitMs: 0 });
    expect(await sender.send()).toEqual({ sent: 10, ...quiet });

    expect(sender.store.asked.map((keys) => keys.length)).toEqual([20, 20, 20, 10]);
    expect(sender.store.keysOf('reviews')).toEqual(keysOf(reviews(70)));
  });
});

describe('in the watch', () => {
  const running: Watch[] = [];
  afterEach(async () => {
    for (const watch of running.splice(0)) await watch.stop();
  });
  const watching = async (store: RecordStore, bell: Bell | null = null) => {
    const state = await states.aState(cast);
    await keep(state, reviews(1));
    const watch = startWatch({
      state, store, rules, resendSettleMs: 0, requestTimeoutMs: 1000, pollMs: 250, bell,
    }); // prettier-ignore
    running.push(watch);
    return watch;
  };
  const until = async (isSo: () => boolean) => {
    const deadline = performance.now() + 10_000;
    while (!isSo()) {
      if (performance.now() > deadline) throw new Error('It did not come about in time.');
      await pause(10);
    }
  };

  it('STO73 tells readiness what is in the way, and goes on by itself when that is mended', async () => {
    const store = new RecordStore();
    store.missing = ['reviews'];
    const watch = await watching(store);
    await until(() => watch.trouble() === 'missing-table');

    store.missing = [];

    await until(() => watch.trouble() === null && store.keysOf('reviews').length === 1);
  });

  it('STO72 tries again what is not known, though no bell would ring for it', async () => {
    const store = new RecordStore();
    store.recordFates = ['unknown-before'];
    const still = { now: () => Promise.resolve(new Date()), isQuiet: () => Promise.resolve(true), looked: () => Promise.resolve() }; // prettier-ignore

    await watching(store, still);

    await until(() => store.keysOf('reviews').length === 1);
    expect(store.asked).toHaveLength(2);
  });
});
