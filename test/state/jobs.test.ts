/** Jobs: part of our transactions, retried, kept apart by key, and silent about their data. */
import { setTimeout as pause } from 'node:timers/promises';
import { openDatabase } from '../../state/db';
import { type Jobs, openJobs } from '../../state/jobs';
import { keepLog, withDatabase } from '../kit/db';

const { db, url, beforeClose } = withDatabase([{ id: '0001-note', sql: 'create table note (id text)' }]);
const log = keepLog();
let jobs: Jobs;

beforeAll(async () => {
  jobs = await openJobs(db(), log);
  beforeClose(() => jobs.stop());
});

const until = async (isSo: () => boolean | Promise<boolean>, limitMs = 15_000): Promise<void> => {
  const deadline = Date.now() + limitMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('It did not come about in time.');
    await pause(20);
  }
};

const countJobs = async (name: string): Promise<number> => {
  const [row] = await db().query<{ n: number }>('select count(*) as n from pgboss.job where name = $1', [
    name,
  ]);
  return row?.n ?? 0;
};

const fast = { pollingSeconds: 0.5 };

describe('sending', () => {
  it('leaves neither job nor row when the transaction is rolled back', async () => {
    await jobs.define({ name: 'rolled-back' });

    const failing = db().tx(async (tx) => {
      await tx.query(`insert into note values ('x')`);
      expect(await jobs.send('rolled-back', { id: 'x' })).toEqual(expect.any(String));
      throw new Error('no');
    });

    await expect(failing).rejects.toThrow('no');
    expect(await countJobs('rolled-back')).toBe(0);
    expect(await db().query('select * from note')).toEqual([]);
  });

  it('leaves both when it commits', async () => {
    await jobs.define({ name: 'committed' });

    await db().tx(async (tx) => {
      await tx.query(`insert into note values ('y')`);
      await jobs.send('committed', { id: 'y' });
    });

    expect(await countJobs('committed')).toBe(1);
    expect(await db().query('select * from note')).toEqual([{ id: 'y' }]);
  });

  it('keeps one waiting job for a key', async () => {
    await jobs.define({ name: 'keyed', policy: 'short' });

    const ids = [
      await jobs.send('keyed', {}, { singletonKey: 'north' }),
      await jobs.send('keyed', {}, { singletonKey: 'north' }),
      await jobs.send('keyed', {}, { singletonKey: 'south' }),
    ];

    expect(ids).toEqual([expect.any(String), null, expect.any(String)]);
  });

  it('refuses a key where it would be ignored', async () => {
    await jobs.define({ name: 'plain' });

    await expect(jobs.send('plain', {}, { singletonKey: 'k' })).rejects.toMatchObject({
      code: 'job-misused',
    });
  });

  it('refuses a job nobody defined, by name', async () => {
    await expect(jobs.send('never-defined', {})).rejects.toThrow(/never-defined/);
  });

  it('holds a job back until its time', async () => {
    const ran: unknown[] = [];
    await jobs.define({ name: 'later', ...fast, work: async (data) => void ran.push(data) });

    await jobs.send('later', { n: 1 }, { startAfter: new Date(Date.now() + 3_600_000) });
    await jobs.send('later', { n: 2 });
    await until(() => ran.length > 0);

    expect(ran).toEqual([{ n: 2 }]);
  });
});

describe('working', () => {
  it('drains a backlog in one go and in order', async () => {
    const ran: number[] = [];
    await jobs.define({ name: 'backlog' });
    for (let n = 1; n <= 35; n++) {
      await jobs.send('backlog', { n });
      // Jobs of one millisecond may change places.
      await pause(2);
    }

    await jobs.define<{ n: number }>({
      name: 'backlog',
      pollingSeconds: 5,
      work: async ({ n }) => void ran.push(n),
    });
    await until(() => ran.length === 35, 4_000);

    expect(ran).toEqual(Array.from({ length: 35 }, (_, index) => index + 1));
  });

  it('retries what failed and spares what succeeded in the same batch', async () => {
    const runs: string[] = [];
    await jobs.define({ name: 'retried' });
    for (const id of ['good', 'bad', 'fine']) await jobs.send('retried', { id }).then(() => pause(2));

    await jobs.define<{ id: string }>({
      name: 'retried',
      ...fast,
      retryLimit: 2,
      retryDelaySeconds: 1,
      work: async ({ id }, { attempt }) => {
        runs.push(`${id} ${attempt}`);
        if (id === 'bad' && attempt === 1) throw new Error('not yet');
      },
    });
    await until(() => runs.length >= 4);

    expect(runs).toEqual(['good 1', 'bad 1', 'fine 1', 'bad 2']);
  });

  it('gives up after the last retry', async () => {
    let runs = 0;
    await jobs.define({
      name: 'hopeless',
      ...fast,
      retryLimit: 0,
      work: async () => {
        runs++;
        throw new Error('never');
      },
    });

    await jobs.send('hopeless', {});
    await until(async () => (await states('hopeless')).includes('failed'));

    expect(runs).toBe(1);
  });

  it('logs a failure by job, id and code, and keeps neither its message nor its data', async () => {
    await jobs.define({
      name: 'telling',
      ...fast,
      retryLimit: 0,
      work: async () => {
        throw Object.assign(new Error('Mrs Example of 1 Example Street'), {
          code: 'E_EXAMPLE',
          detail: 'Example Street',
        });
      },
    });

    const id = await jobs.send('telling', { secret: 'Example Street' });
    await until(async () => (await states('telling')).includes('failed'));

    const lines = log.lines.filter(({ level }) => level === 'error');
    expect(lines).toContainEqual({
      level: 'error',
      event: 'a job failed',
      fields: { job: 'telling', id, attempt: 1, code: 'E_EXAMPLE' },
    });
    expect(JSON.stringify(log.lines)).not.toMatch(/Example Street/);
    expect(await db().query(`select output from pgboss.job where name = 'telling'`)).toEqual([
      { output: { code: 'E_EXAMPLE' } },
    ]);
  });

  it('gives every handler a context of its own, so that it may open a transaction', async () => {
    let notes: object[] = [];
    await jobs.define({
      name: 'writer',
      ...fast,
      work: async () => {
        await db().tx((tx) => tx.query(`insert into note values ('from job')`));
        notes = await db().query(`select id from note where id = 'from job'`);
      },
    });

    await db().tx(() => jobs.send('writer', {}));
    await until(() => notes.length > 0);

    expect(notes).toEqual([{ id: 'from job' }]);
  });

  it('runs each job once though two processes work', async () => {
    const other = await openDatabase({ CRR_HOME: '', DATABASE_URL: url() }, keepLog());
    const otherJobs = await openJobs(other, keepLog());
    beforeClose(() => otherJobs.stop().then(() => other.close()));
    const ran: number[] = [];
    const definition = {
      name: 'shared',
      ...fast,
      batchSize: 3,
      work: async ({ n }: { n: number }) => void ran.push(n),
    };
    await jobs.define({ name: 'shared' });
    for (let n = 0; n < 40; n++) await jobs.send('shared', { n });

    await Promise.all([jobs.define(definition), otherJobs.define(definition)]);
    await until(() => ran.length >= 40);
    await pause(100);

    expect([...ran].sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, n) => n));
  });
});

describe('defining', () => {
  it('brings the settings of an existing queue up to date', async () => {
    await jobs.define({ name: 'settings', retryLimit: 1 });

    await jobs.define({ name: 'settings', retryLimit: 7, expireSeconds: 60 });

    const rows = await db().query(
      `select retry_limit, expire_seconds, heartbeat_seconds from pgboss.queue where name = 'settings'`,
    );
    expect(rows).toEqual([{ retry_limit: 7, expire_seconds: 60, heartbeat_seconds: 20 }]);
  });

  it('refuses another policy for an existing queue', async () => {
    await jobs.define({ name: 'policy', policy: 'short' });

    await expect(jobs.define({ name: 'policy', policy: 'exclusive' })).rejects.toMatchObject({
      code: 'job-misused',
    });
  });

  it('refuses to start a worker inside a transaction', async () => {
    await expect(db().tx(() => jobs.define({ name: 'inside' }))).rejects.toMatchObject({
      code: 'job-misused',
    });
  });

  it('keeps a schedule with its zone', async () => {
    await jobs.define({ name: 'weekly', policy: 'short' });

    await jobs.every('weekly', '0 9 * * 1', 'Europe/London');

    expect(await db().query(`select cron, timezone from pgboss.schedule where name = 'weekly'`)).toEqual([
      { cron: '0 9 * * 1', timezone: 'Europe/London' },
    ]);
    await expect(jobs.every('unknown', '* * * * *', 'UTC')).rejects.toMatchObject({ code: 'job-unknown' });
  });
});

async function states(name: string): Promise<string[]> {
  return (
    await db().query<{ state: string }>('select state::text from pgboss.job where name = $1', [name])
  ).map((row) => row.state);
}
