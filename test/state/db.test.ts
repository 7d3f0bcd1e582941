/** Query and transaction: what commits, what does not, and what is refused by name. */
import { openDatabase } from '../../state/db';
import { StateError } from '../../state/errors';
import { keepLog, withDatabase } from '../kit/db';

const { db, url } = withDatabase([
  {
    id: '0001-thing',
    sql: 'create table thing (id int primary key, note text); create table other (id int);',
  },
]);

const ids = async (): Promise<number[]> =>
  (await db().query<{ id: number }>('select id from thing order by id')).map((row) => row.id);

beforeEach(() => db().query('truncate thing'));

describe('types', () => {
  it('reads int8 as a number, date as its text, numeric as text and timestamptz as an instant', async () => {
    const [row] = await db().query(
      `select 9007199254740991::int8 as big, date '2026-03-29' as day, 1.10::numeric as price,
       timestamptz '2026-03-29 01:30+01' as at, array[1,2]::int8[] as bigs, array[date '2026-01-02'] as days`,
    );

    expect(row).toEqual({
      big: 9007199254740991,
      day: '2026-03-29',
      price: '1.10',
      at: new Date('2026-03-29T00:30:00Z'),
      bigs: [1, 2],
      days: ['2026-01-02'],
    });
  });

  it('refuses a whole number too large to be read exactly', async () => {
    const reading = db().query(`select 9007199254740993::int8 as big`);

    await expect(reading).rejects.toMatchObject({ code: 'number-too-large' });
    await expect(db().query('select 1 as one')).resolves.toEqual([{ one: 1 }]);
  });

  it('works in UTC whatever the server thinks', async () => {
    expect(await db().query('show timezone')).toEqual([{ TimeZone: 'UTC' }]);
  });
});

describe('transactions', () => {
  it('keeps everything when the work resolves and hands back its answer', async () => {
    const answer = await db().tx(async (tx) => {
      await tx.query('insert into thing values (1), (2)');
      return 'done';
    });

    expect(answer).toBe('done');
    expect(await ids()).toEqual([1, 2]);
  });

  it('keeps nothing when the work rejects, and passes the reason on', async () => {
    const failing = db().tx(async (tx) => {
      await tx.query('insert into thing values (1)');
      throw new Error('changed my mind');
    });

    await expect(failing).rejects.toThrow('changed my mind');
    expect(await ids()).toEqual([]);
  });

  it('passes the code of PostgreSQL on, so that a repeat can be told from a fault', async () => {
    await db().query('insert into thing values (1)');

    await expect(db().query('insert into thing values (1)')).rejects.toMatchObject({ code: '23505' });
  });

  it('says so when a caught failure made the commit a rollback', async () => {
    const lying = db().tx(async (tx) => {
      await tx.query('insert into thing values (1)');
      await tx.query('select 1 / 0').catch(() => undefined);
    });

    await expect(lying).rejects.toMatchObject({ code: 'rolled-back' });
    expect(await ids()).toEqual([]);
  });

  it('runs statements asked at once in order, on the one connection', async () => {
    await db().tx((tx) =>
      Promise.all([3, 1, 2].map((id) => tx.query('insert into thing values ($1)', [id]))),
    );

    expect(await ids()).toEqual([1, 2, 3]);
  });

  it('waits for a statement nobody awaited before it commits', async () => {
    await db().tx(async (tx) => {
      void tx.query('select pg_sleep(0.05)');
      void tx.query('insert into thing values (7)');
    });

    expect(await ids()).toEqual([7]);
  });

  it('refuses a statement after the end', async () => {
    let kept: { query(sql: string): Promise<object[]> } | undefined;
    await db().tx(async (tx) => {
      kept = tx;
    });

    await expect(kept?.query('select 1')).rejects.toMatchObject({ code: 'transaction-over' });
  });
});

describe('the outer handle inside a transaction', () => {
  it('refuses query and names itself', async () => {
    const nested = db().tx(async () => db().query('select 1'));

    await expect(nested).rejects.toThrow(/Database\.query was called inside Database\.tx/);
  });

  it('refuses tx and names itself, however deep the call', async () => {
    const deeper = async (): Promise<unknown> => db().tx(async () => undefined);
    const nested = db().tx(async () => Promise.all([deeper()]));

    await expect(nested).rejects.toMatchObject({
      code: 'nested-handle',
      message: expect.stringContaining('Database.tx'),
    });
  });

  it('joins for the job queue, and vanishes with the transaction', async () => {
    const failing = db().tx(async () => {
      await db().joined('insert into thing values (5)');
      throw new Error('no');
    });

    await expect(failing).rejects.toThrow('no');
    expect(await ids()).toEqual([]);
  });

  it('refuses a joined statement that would end the transaction by itself', async () => {
    const nested = db().tx(async () => db().joined('begin; select 1; commit;'));

    await expect(nested).rejects.toMatchObject({ code: 'nested-handle' });
  });

  it('lets a timer set inside the transaction query after its end', async () => {
    let later: Promise<object[]> | undefined;
    await db().tx(async () => {
      later = new Promise((resolve) => setTimeout(resolve, 60)).then(() => db().query('select 1 as one'));
    });

    await expect(later).resolves.toEqual([{ one: 1 }]);
  });

  it('keeps two databases apart', async () => {
    const second = await openDatabase({ CRR_HOME: '', DATABASE_URL: url() }, keepLog());

    const rows = await db().tx(async () => second.query('select 1 as one'));

    expect(rows).toEqual([{ one: 1 }]);
    await second.close();
  });
});

describe('connections', () => {
  it('hands a connection back clean after a block that failed half way', async () => {
    const failing = db().joined('begin; insert into thing values (9); select 1 / 0; commit;');

    await expect(failing).rejects.toMatchObject({ code: '22012' });
    const states = await Promise.all(
      Array.from({ length: 12 }, () =>
        db().query<{ x: boolean }>('select pg_current_xact_id_if_assigned() is null as x'),
      ),
    );
    expect(states.every(([row]) => row?.x)).toBe(true);
    expect(await ids()).toEqual([]);
  });

  it('says unreachable when the server drops us in a transaction, and works again after', async () => {
    const dropped = db().tx(async (tx) => {
      await tx.query('insert into thing values (1)');
      await tx.query('select pg_terminate_backend(pg_backend_pid())');
    });

    await expect(dropped).rejects.toMatchObject({ code: 'unreachable' });
    expect(await ids()).toEqual([]);
  });

  it('says unreachable for a server that is not there, without the password', async () => {
    const address = 'postgres://someone:hushhush@127.0.0.1:1/register';

    const failure = await openDatabase({ CRR_HOME: '', DATABASE_URL: address }, keepLog()).catch(
      (e: unknown) => e,
    );

    expect(failure).toBeInstanceOf(StateError);
    expect(failure).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('127.0.0.1:1/register'),
    });
    expect(String(failure)).not.toMatch(/hushhush|someone/);
  });

  it('says refused for a database that does not exist', async () => {
    const address = new URL(url());
    address.pathname = '/no_such_database';

    const opening = openDatabase({ CRR_HOME: '', DATABASE_URL: address.toString() }, keepLog());

    await expect(opening).rejects.toMatchObject({ code: 'refused' });
  });
});
