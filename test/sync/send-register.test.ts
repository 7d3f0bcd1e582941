/** Sending: journalled before, never twice, never on a lease that has passed on. */
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { type WriteOutcome } from '../../register/store';
import { releaseLease, takeLease } from '../../state/lease';
import { region, riskId } from '../kit/builders';
import { keepMonitored, withStates } from '../kit/state';
import { aDesk, owner, type Desk } from './desk';

const states = withStates();
const first = riskId('NS-2026-0001');

async function reported(ids: string[] = [first]): Promise<Desk> {
  const desk = await aDesk(states);
  for (const id of ids)
    await keepMonitored(desk.state, { id: riskId(id), region: region(id.slice(0, 2)), owner: owner.id });
  return desk;
}
const intents = async ({ state }: Desk) => {
  const rows = await state.db.query<{ kind: string; state: string; attempts: number }>(
    'select kind, state, attempts from intent where organisation_id = $1 order by seq',
    [state.organisationId],
  );
  return rows.map((row) => `${row.kind} ${row.state} ${row.attempts}`);
};
const final = { kind: 'failed', code: 'protected', retryAfterMs: null, final: true } as const;

it('SHT33 every attempt is in the journal before the request leaves', async () => {
  const desk = await reported();
  const seen: string[][] = [];
  desk.store.beforeWrite = async () => void seen.push(await intents(desk));

  await desk.send();

  expect(seen).toEqual([
    ['row pending 0', 'event unknown 1'],
    ['row unknown 1', 'event sent 1'],
  ]);
});

it('SHT20 the events of many risks go in one request, and rows in one for each region', async () => {
  const desk = await reported([
    'NS-2026-0001',
    'EM-2026-0001',
    'NS-2026-0002',
    'EM-2026-0002',
    'NS-2026-0003',
  ]);

  expect(await desk.send()).toMatchObject({ sent: 10, trouble: null });

  expect(desk.store.writes('events')).toEqual([{ kind: 'events', region: null, count: 5 }]);
  expect(desk.store.writes('rows').map(({ region: at, count }) => `${at} ${count}`).sort()).toEqual(['EM 2', 'NS 3']); // prettier-ignore
});

describe('unknown outcomes', () => {
  it('SHT21 a row that was written though nobody said so is never written twice', async () => {
    const desk = await reported();
    desk.store.fates = ['ok', 'unknown-after'];

    for (let pass = 0; pass < 4; pass++) {
      await desk.pass();
      await pause(5);
    }

    expect(desk.store.linesOf(first)).toHaveLength(1);
    expect(await intents(desk)).toEqual(['row seen 1', 'event seen 1']);
  });

  it('SHT21 a row that was lost is sent again, once, after a reading that began a settle time later', async () => {
    const desk = await reported();
    desk.store.fates = ['ok', 'unknown-before'];
    await desk.send({ resendSettleMs: 60_000 });
    await desk.read();

    await desk.send({ resendSettleMs: 60_000 });
    expect(desk.store.writes('rows')).toHaveLength(1);
    await pause(5);
    await desk.read();
    await desk.send();
    await desk.pass();

    expect(desk.store.linesOf(first)).toHaveLength(1);
    expect(desk.store.writes('rows')).toHaveLength(2);
  });

  it('SHT21 without a reading since, no row is sent again however long it takes', async () => {
    const desk = await reported();
    desk.store.fates = ['ok', 'unknown-before'];
    await desk.send();
    await pause(5);

    await desk.send();

    expect(desk.store.writes('rows')).toHaveLength(1);
  });

  it('SHT22 an event that was lost is sent again after its pause', async () => {
    const desk = await reported();
    desk.store.fates = ['unknown-before'];

    expect(await desk.send()).toMatchObject({ sent: 0, waitMs: 2000 });
    expect((await desk.send()).waitMs).toBeGreaterThan(0);
    await desk.state.db.query(`update intent set tried_at = tried_at - interval '5 seconds' where organisation_id = $1`, [desk.state.organisationId]); // prettier-ignore
    await desk.pass();

    expect(desk.store.shows(first)).not.toBeNull();
    expect(await intents(desk)).toEqual(['row seen 1', 'event seen 2']);
  });

  it('SHT33 a process killed between journal and answer: the next one finds out by reading, and sends what is missing once', async () => {
    const desk = await reported();
    await desk.send();
    await desk.state.db.query(`update intent set state = 'unknown' where organisation_id = $1`, [desk.state.organisationId]); // prettier-ignore
    desk.store.remove(first);
    await pause(5);

    for (let pass = 0; pass < 3; pass++) await desk.pass();

    expect(desk.store.linesOf(first)).toHaveLength(1);
    expect(await intents(desk)).toEqual(['row seen 2', 'event seen 1']);
  });

  it('SHT33 a store that throws leaves the attempt unknown, not forgotten', async () => {
    const desk = await reported();
    desk.store.beforeWrite = () => Promise.reject(new Error('socket hang up'));

    await expect(desk.send()).rejects.toThrow('socket hang up');

    expect(await intents(desk)).toEqual(['row pending 0', 'event unknown 1']);
  });

  it('an event answered with success and not kept is published again', async () => {
    const desk = await reported();
    await desk.send();
    desk.store.edit((content) => (content.events = []));
    await pause(5);

    await desk.pass();
    await desk.pass();

    expect(desk.store.shows(first)).not.toBeNull();
    expect(desk.store.linesOf(first)).toHaveLength(1);
  });
});

describe('refusals', () => {
  it('SHT34 a region that refuses for good is reported, and does not hold up the others', async () => {
    const desk = await reported(['NS-2026-0001', 'EM-2026-0001']);
    desk.store.fates = ['ok', final];

    expect(await desk.send()).toMatchObject({ trouble: 'protected', sent: 3 });

    expect(desk.store.linesOf('NS-2026-0001')).toHaveLength(0);
    expect(desk.store.linesOf('EM-2026-0001')).toHaveLength(1);
    expect(await desk.send()).toMatchObject({ trouble: null, sent: 1 });
  });

  it('SHT23 a wish to be left alone is handed on, and nothing else is sent', async () => {
    const desk = await reported();
    desk.store.fates = [{ kind: 'failed', code: 'throttled', retryAfterMs: 30_000, final: false }];

    expect(await desk.send()).toEqual({ sent: 0, waitMs: 30_000, retryAfterMs: 30_000, trouble: null });

    expect(desk.store.calls.map((call) => call.kind)).toEqual(['events']);
    expect(await intents(desk)).toEqual(['row pending 0', 'event pending 1']);
  });
});

describe('the lease', () => {
  it('SHT35 nothing is journalled or sent once the lease has passed on', async () => {
    const desk = await reported();
    const { lease, state } = desk;
    await releaseLease(state.db, lease);
    await takeLease(state.db, { ...lease, holder: 'another' });

    expect(await desk.send()).toMatchObject({ sent: 0, waitMs: 0 });

    expect(desk.store.calls).toEqual([]);
    expect(await intents(desk)).toEqual(['row pending 0', 'event pending 0']);
  });

  it('SHT35 a lease that would end during the request sends nothing', async () => {
    const desk = await reported();

    await desk.send({ tenure: { untilMs: performance.now() + 900 } });

    expect(desk.store.calls).toEqual([]);
  });

  it('SHT35 a lease that ends while the journal is written sends nothing, and the attempt stays in the journal', async () => {
    const desk = await reported();
    const { db } = desk.state;
    desk.state.db = Object.assign(Object.create(db) as typeof db, {
      tx: async <T>(work: Parameters<typeof db.tx<T>>[0]) => {
        const done = await db.tx(work);
        await pause(60);
        return done;
      },
    });

    await desk.send({ tenure: { untilMs: performance.now() + 1050 } });

    expect(desk.store.calls).toEqual([]);
    expect(await intents(desk)).toEqual(['row pending 0', 'event unknown 1']);
  });

  it('SHT35 an answer that comes after the lease has passed on changes nothing in the journal', async () => {
    const desk = await reported();
    const { lease, state } = desk;
    desk.store.fates = ['ok', { kind: 'failed', code: 'throttled', retryAfterMs: 5000, final: false }];
    desk.store.beforeWrite = async ({ kind }) => {
      if (kind !== 'rows') return;
      await releaseLease(state.db, lease);
      await takeLease(state.db, { ...lease, holder: 'another' });
    };

    await desk.send();

    expect(await intents(desk)).toEqual(['row unknown 1', 'event sent 1']);
  });

  it.each([
    ['appends', 'appendRows', ['row pending 1', 'event sent 1']],
    ['publishes, however old the journal is by then', 'publish', ['row pending 0', 'event pending 1']],
  ] as const)(
    'SHT35 the register may ask whether the lease still holds right before it %s',
    async (_, act, after) => {
      const desk = await reported();
      const asked: (boolean | undefined)[] = [];
      const writing = async (mayStill?: () => boolean): Promise<WriteOutcome> => {
        asked.push(mayStill?.());
        while (mayStill?.()) await pause(10);
        asked.push(mayStill?.());
        return { kind: 'failed', code: 'too-late', retryAfterMs: null, final: false };
      };
      if (act === 'publish') desk.store.publish = (_events, mayStill?: () => boolean) => writing(mayStill);
      else desk.store.appendRows = (_region, _rows, mayStill?: () => boolean) => writing(mayStill);

      await desk.send({ tenure: { untilMs: performance.now() + 1300 } });

      expect(asked).toEqual([true, false]);
      expect(await intents(desk)).toEqual(after);
    },
  );
});
