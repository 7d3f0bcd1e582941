/** Background jobs: queues, retries and schedules of pg-boss over our own connections and transactions. */
// pg-boss is an ES module: its types by name here, its code by import() below.
import type { Db, JobResult, JobWithMetadata, PgBoss, Queue } from 'pg-boss' with {
  'resolution-mode': 'import',
};
import { type Database } from './db';
import { StateError, errorCode } from './errors';
import { type Log } from './log';

/** What a handler is told about the run it serves. */
export interface JobRun {
  readonly id: string;
  /** 1 for the first run, 2 for the first retry. */
  readonly attempt: number;
  /** Aborted when the job is no longer ours: expired, cancelled, or the service is stopping. */
  readonly signal: AbortSignal;
}

/**
 * How many jobs of one key (or, without keys, of the queue) may exist: standard any number; short one waiting;
 * stately one waiting and one active; exclusive one waiting or active; singleton any number waiting, one active.
 */
export type JobPolicy = 'standard' | 'short' | 'stately' | 'exclusive' | 'singleton' | 'key_strict_fifo';

/** One kind of job. */
export interface JobDefinition<Data extends object> {
  readonly name: string;
  /** Undefined in a process that only sends. */
  readonly work?: (data: Data, run: JobRun) => Promise<void>;
  /** Cannot change once the queue exists; `standard` unless given. */
  readonly policy?: JobPolicy;
  /** Runs after the first that failed; 2 unless given. */
  readonly retryLimit?: number;
  /** Before the first retry; doubled for each further one. 5 unless given. */
  readonly retryDelaySeconds?: number;
  readonly retryDelayMaxSeconds?: number;
  /** A run that takes longer is given up and retried; 300 unless given. */
  readonly expireSeconds?: number;
  /** Jobs fetched at a time, run one after the other (those of one millisecond in any order); 10 unless given, and at least 2. */
  readonly batchSize?: number;
  /** How often an idle worker looks; 1 unless given, at least 0.5. */
  readonly pollingSeconds?: number;
}

/** Options of one send. */
export interface SendOptions {
  /** With any policy but `standard`: the key that the policy counts by. */
  readonly singletonKey?: string;
  /** Not before this instant of real time, or this many seconds from now. */
  readonly startAfter?: Date | number;
}

/** The job queue of one process. */
export interface Jobs {
  /** Makes or updates the queue and, with `work`, starts a worker; call at start, outside any transaction. */
  define<Data extends object>(definition: JobDefinition<Data>): Promise<void>;
  /** The job's id, or null when the policy refuses another one; inside Database.tx it commits or vanishes with it. */
  send(name: string, data: object, options?: SendOptions): Promise<string | null>;
  /** Sends an empty job at every time of the cron expression in that zone; one missed during a stop is made up once. */
  every(name: string, cron: string, zone: string): Promise<void>;
  /** Lets running handlers finish, at most ten seconds, and stops; the database stays open. */
  stop(): Promise<void>;
}

// A killed worker's job is found by its silent heartbeat and comes back within about 40 seconds.
const heartbeatSeconds = 20;
const superviseSeconds = 15;

/** Starts the queue over this database; its own tables live in the schema pgboss. */
export async function openJobs(db: Database, log: Log): Promise<Jobs> {
  const { PgBoss } = await import('pg-boss');
  const boss = new PgBoss({
    db: bossOver(db),
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
  });
  boss.on('error', (error) =>
    log.error('the job queue met an error', { code: errorCode(error), queue: queueOf(error) }),
  );
  boss.on('warning', (warning) => log.warn('the job queue warns', { type: typeOf(warning.data) }));
  await boss.start();
  return new BossJobs(boss, db, log);
}

/** pg-boss's view of our database: every statement joins the transaction it is called in, if there is one. */
function bossOver(db: Database): Db {
  return { executeSql: async (sql, values) => ({ rows: await db.joined(sql, values) }) };
}

class BossJobs implements Jobs {
  private readonly policies = new Map<string, JobPolicy>();

  constructor(
    private readonly boss: PgBoss,
    private readonly db: Database,
    private readonly log: Log,
  ) {}

  async define<Data extends object>(definition: JobDefinition<Data>): Promise<void> {
    const { name, work, policy = 'standard', batchSize = 10, pollingSeconds = 1 } = definition;
    if (this.db.isInTransaction()) {
      // The worker would inherit the transaction's context and outlive it.
      throw new StateError(
        'job-misused',
        `The job ${name} was defined inside a transaction. Define jobs at start.`,
      );
    }
    await this.ensureQueue(name, policy, queueSettings(definition));
    this.policies.set(name, policy);
    if (!work) return;
    const options = {
      batchSize: Math.max(2, batchSize),
      // Without it a worker takes one batch per poll, however many jobs wait.
      burstWhenBatchFull: true,
      pollingIntervalSeconds: pollingSeconds,
      perJobResults: true,
      includeMetadata: true,
    } as const;
    await this.boss.work<Data, unknown, typeof options>(name, options, (batch) =>
      this.runInTurn(batch, work),
    );
  }

  async send(name: string, data: object, options: SendOptions = {}): Promise<string | null> {
    if (options.singletonKey !== undefined && this.policyOf(name) === 'standard') {
      throw new StateError(
        'job-misused',
        `The queue ${name} has the policy standard, which ignores keys. Give it another policy.`,
      );
    }
    this.policyOf(name);
    return this.boss.send(name, data, options);
  }

  async every(name: string, cron: string, zone: string): Promise<void> {
    this.policyOf(name);
    await this.boss.schedule(name, cron, null, { tz: zone, missed: 'once' });
  }

  async stop(): Promise<void> {
    await this.boss.stop({ graceful: true, close: false, timeout: 10_000 });
  }

  private policyOf(name: string): JobPolicy {
    const policy = this.policies.get(name);
    if (policy) return policy;
    throw new StateError('job-unknown', `There is no job ${name} in this process. Define it at start.`);
  }

  /** createQueue changes nothing of a queue that exists, so its settings are brought up to date as well. */
  private async ensureQueue(name: string, policy: JobPolicy, settings: Omit<Queue, 'name'>): Promise<void> {
    await this.boss.createQueue(name, { ...settings, policy });
    const found = await this.boss.getQueue(name);
    if (found?.policy !== policy) {
      throw new StateError(
        'job-misused',
        `The queue ${name} exists with the policy ${found?.policy ?? '?'}, which cannot become ${policy}. Give the job a new name.`,
      );
    }
    await this.boss.updateQueue(name, settings);
    // The update forgot the queue; asking for any job learns it again here rather than in someone's transaction.
    await this.boss.getJobById(name, '00000000-0000-0000-0000-000000000000');
  }

  private async runInTurn<Data extends object>(
    batch: readonly JobWithMetadata<Data>[],
    work: (data: Data, run: JobRun) => Promise<void>,
  ): Promise<JobResult[]> {
    const results: JobResult[] = [];
    // The server hands a batch over in no order.
    const inOrder = [...batch].sort((a, b) => a.createdOn.getTime() - b.createdOn.getTime());
    for (const job of inOrder) results.push(await this.runOne(job, work));
    return results;
  }

  private async runOne<Data extends object>(
    job: JobWithMetadata<Data>,
    work: (data: Data, run: JobRun) => Promise<void>,
  ): Promise<JobResult> {
    const attempt = job.retryCount + 1;
    try {
      // The queue has given this one up while it waited its turn; another worker has it or will.
      job.signal.throwIfAborted();
      await work(job.data, { id: job.id, attempt, signal: job.signal });
      return { id: job.id, status: 'completed' };
    } catch (error) {
      // Code only: messages and details of errors may quote the data, and the queue would keep them.
      const code = errorCode(error);
      this.log.error('a job failed', { job: job.name, id: job.id, attempt, code });
      return { id: job.id, status: 'failed', output: { code } };
    }
  }
}

function queueSettings<Data extends object>(definition: JobDefinition<Data>): Omit<Queue, 'name' | 'policy'> {
  return {
    retryLimit: definition.retryLimit ?? 2,
    retryDelay: definition.retryDelaySeconds ?? 5,
    retryBackoff: true,
    retryDelayMax: definition.retryDelayMaxSeconds ?? 3600,
    expireInSeconds: definition.expireSeconds ?? 300,
    heartbeatSeconds,
  };
}

function queueOf(error: unknown): string | undefined {
  return error instanceof Object && 'queue' in error && typeof error.queue === 'string'
    ? error.queue
    : undefined;
}

function typeOf(data: object): string | undefined {
  return 'type' in data && typeof data.type === 'string' ? data.type : undefined;
}
