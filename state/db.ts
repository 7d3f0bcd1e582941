/** Query and transaction over one PostgreSQL, embedded or elsewhere; nothing above this file knows which. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Pool, type PoolClient, type PoolConfig, type QueryResult } from 'pg';
import { type StateConfig } from './config';
import { StateError } from './errors';
import { startEmbedded } from './launcher';
import { type Log } from './log';
import { checkOut, describe, openPool, statementFailure } from './pool';

/** A connection or a transaction: reading works on both. */
export interface Queryable {
  /** The rows of one statement; int8 as number, date as 'YYYY-MM-DD', numeric as string, timestamptz as Date. */
  query<Row extends object>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
}

/** One open transaction; statements run one after the other, in the order they were asked. */
export interface Tx extends Queryable {
  readonly kind: 'transaction';
}

/** The database: statements of their own, or several in one transaction. */
export interface Database extends Queryable {
  readonly kind: 'database';
  /** READ COMMITTED; commits when `work` resolves, rolls back when it rejects. */
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** For the job queue: joins the transaction this call runs inside, or runs by itself. */
  joined<Row extends object>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
  isInTransaction(): boolean;
  /** Closes the pool and then stops the server if it is ours. */
  close(): Promise<void>;
}

const oldestServer = 150_000;

/** Opens DATABASE_URL, or starts the embedded server under CRR_HOME. */
export async function openDatabase(
  config: Pick<StateConfig, 'CRR_HOME' | 'DATABASE_URL'>,
  log: Log,
): Promise<Database> {
  if (config.DATABASE_URL)
    return connect({ connectionString: config.DATABASE_URL }, log, async () => undefined);
  const server = await startEmbedded({ home: config.CRR_HOME, log });
  return connect(server.connection, log, server.stop);
}

async function connect(config: PoolConfig, log: Log, stopServer: () => Promise<void>): Promise<Database> {
  const database = new PooledDatabase(openPool(config, log), describe(config), stopServer);
  try {
    await refuseOldServer(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function refuseOldServer(database: Database): Promise<void> {
  const [row] = await database.query<{ version: string; number: number }>(
    `select current_setting('server_version') as version, current_setting('server_version_num')::int as number`,
  );
  if (row && row.number >= oldestServer) return;
  throw new StateError(
    'server-too-old',
    `PostgreSQL ${row?.version ?? '?'} is too old. Use version 15 or later.`,
  );
}

class PooledDatabase implements Database {
  readonly kind = 'database';
  private readonly scopes = new AsyncLocalStorage<Scope>();
  private closing: Promise<void> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly where: string,
    private readonly stopServer: () => Promise<void>,
  ) {}

  async query<Row extends object>(sql: string, params?: readonly unknown[]): Promise<Row[]> {
    this.refuseInside('query');
    return this.alone<Row>(sql, params);
  }

  async tx<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    this.refuseInside('tx');
    const client = await checkOut(this.pool, this.where);
    const scope = new Scope(client, this.where);
    try {
      await scope.query('begin');
      const result = await this.scopes.run(scope, () => work(scope));
      await scope.commit();
      return result;
    } catch (error) {
      await scope.rollBack();
      throw error;
    } finally {
      client.release(scope.isBroken);
    }
  }

  async joined<Row extends object>(sql: string, params?: readonly unknown[]): Promise<Row[]> {
    const scope = this.openScope();
    if (!scope) return this.alone<Row>(sql, params);
    if (/^\s*begin\b/i.test(sql)) {
      throw new StateError(
        'nested-handle',
        'A job queue operation with a transaction of its own was called inside a transaction. Call it outside.',
      );
    }
    return scope.query<Row>(sql, params);
  }

  isInTransaction(): boolean {
    return this.openScope() !== undefined;
  }

  close(): Promise<void> {
    return (this.closing ??= this.pool.end().then(this.stopServer));
  }

  /** One statement on a connection of its own, handed back clean even if the statement opened a transaction and failed. */
  private async alone<Row extends object>(sql: string, params?: readonly unknown[]): Promise<Row[]> {
    const client = await checkOut(this.pool, this.where);
    let isBroken = false;
    try {
      return rowsOf<Row>(await send(client, sql, params));
    } catch (error) {
      isBroken = !(await endTransaction(client));
      throw statementFailure(error, this.where);
    } finally {
      client.release(isBroken);
    }
  }

  /** The open transaction of the calling chain; one that has ended no longer counts, for timers outlive it. */
  private openScope(): Scope | undefined {
    const scope = this.scopes.getStore();
    return scope && !scope.isOver ? scope : undefined;
  }

  private refuseInside(method: string): void {
    if (!this.openScope()) return;
    throw new StateError(
      'nested-handle',
      `Database.${method} was called inside Database.tx: it would run on another connection, outside the transaction. Use the transaction that was handed in.`,
    );
  }
}

class Scope implements Tx {
  readonly kind = 'transaction';
  isOver = false;
  isBroken = false;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly client: PoolClient,
    private readonly where: string,
  ) {}

  async query<Row extends object>(sql: string, params?: readonly unknown[]): Promise<Row[]> {
    if (this.isOver) {
      throw new StateError(
        'transaction-over',
        'A statement was sent to a transaction that has ended. Await every statement inside Database.tx.',
      );
    }
    return rowsOf<Row>(await this.inTurn(sql, params));
  }

  async commit(): Promise<void> {
    this.isOver = true;
    const answer = await this.inTurn('commit').catch((error: unknown) => {
      if (!(error instanceof StateError)) throw error;
      throw new StateError(
        'commit-unknown',
        'The connection broke during commit, so the outcome is unknown. Repeat with the same idempotency key.',
        { cause: error },
      );
    });
    // PostgreSQL answers a commit after a failed statement with ROLLBACK and no error.
    if (answer.command !== 'ROLLBACK') return;
    throw new StateError(
      'rolled-back',
      'A statement of the transaction failed and its error was caught, so nothing was kept. Let it reach Database.tx.',
    );
  }

  async rollBack(): Promise<void> {
    this.isOver = true;
    await this.last;
    if (!this.isBroken) this.isBroken = !(await endTransaction(this.client));
  }

  private inTurn(sql: string, params?: readonly unknown[]): Promise<QueryResult> {
    const answer = this.last.then(() => send(this.client, sql, params));
    // The next statement waits for this one, whatever came of it; the failure goes to whoever asked.
    this.last = answer.catch(() => undefined);
    return answer.catch((error: unknown) => {
      const failure = statementFailure(error, this.where);
      if (failure instanceof StateError && failure.code !== 'number-too-large') this.isBroken = true;
      throw failure;
    });
  }
}

async function send(client: PoolClient, sql: string, params?: readonly unknown[]): Promise<QueryResult> {
  // Without parameters the text may hold several statements, as migrations and the job queue need.
  const answer: QueryResult | QueryResult[] = await client.query(
    sql,
    params?.length ? [...params] : undefined,
  );
  return Array.isArray(answer) ? (answer.at(-1) as QueryResult) : answer;
}

/** True when the connection is known to be outside any transaction again. */
async function endTransaction(client: PoolClient): Promise<boolean> {
  try {
    await client.query('rollback');
    return true;
  } catch {
    // The connection is gone and the server rolls back by itself; the caller throws the connection away.
    return false;
  }
}

function rowsOf<Row extends object>(answer: QueryResult): Row[] {
  return answer.rows as Row[];
}
