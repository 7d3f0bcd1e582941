/** How connections to PostgreSQL are made: types read one way, UTC, and failures with a remedy. */
import { Pool, type PoolClient, type PoolConfig, types } from 'pg';
import { StateError, errorCode, errorText } from './errors';
import { type Log } from './log';

type Parse = (text: string) => unknown;

const typeIds = { int8: 20, int8Array: 1016, date: 1082, dateArray: 1182, textArray: 1009 } as const;
const parseTextArray = types.getTypeParser(typeIds.textArray as number) as (
  text: string,
) => (string | null)[];

const parsers = new Map<number, Parse>([
  [typeIds.int8, parseInt8],
  [typeIds.int8Array, (text) => parseTextArray(text).map((item) => (item === null ? null : parseInt8(item)))],
  // A business date has no time and no zone; a Date would shift it.
  [typeIds.date, (text) => text],
  [typeIds.dateArray, parseTextArray],
]);

const session = `set timezone to 'UTC'; set client_min_messages to warning; set idle_in_transaction_session_timeout to '60s'`;

/** A pool whose every connection reads types and time alike; at most ten connections. */
export function openPool(config: PoolConfig, log: Log): Pool {
  const pool = new Pool({
    max: 10,
    connectionTimeoutMillis: 10_000,
    application_name: 'casework-risk-register',
    ...config,
    types: { getTypeParser },
    // Awaited by the pool, though its type does not say so.
    onConnect: (client): unknown => client.query(session),
  });
  // The pool replaces an idle connection that broke; the next query tells whether the server is gone.
  pool.on('error', (error) => {
    // While closing, a connection may outlive the pool by a moment and see the server go; nobody waits for it.
    if (!pool.ending) log.warn('an idle database connection broke', { code: errorCode(error) });
  });
  return pool;
}

/** A connection from the pool; the caller releases it. */
export async function checkOut(pool: Pool, where: string): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (cause) {
    throw connectionFailure(cause, where);
  }
}

/** Where the database is, without user or password. */
export function describe(config: PoolConfig): string {
  if (!config.connectionString) return `${config.host ?? 'localhost'}/${config.database ?? ''}`;
  const url = new URL(config.connectionString);
  return `${url.hostname || url.searchParams.get('host') || 'localhost'}${url.port && `:${url.port}`}${url.pathname}`;
}

/** A broken connection as a StateError; every other error of a statement as it was, with PostgreSQL's own code. */
export function statementFailure(error: unknown, where: string): unknown {
  return isConnectionLoss(error) ? connectionFailure(error, where) : error;
}

function connectionFailure(cause: unknown, where: string): StateError {
  if (cause instanceof StateError) return cause;
  const code = errorCode(cause);
  if (/^(28...|3D000|42501)$/.test(code) || isTlsRefusal(cause)) {
    return new StateError(
      'refused',
      `The database ${where} refuses us (${code}). Check user, password, database name and TLS in DATABASE_URL.`,
      { cause },
    );
  }
  return new StateError(
    'unreachable',
    `The database ${where} does not answer (${code}). Check that it runs and can be reached from here.`,
    { cause },
  );
}

function isConnectionLoss(error: unknown): boolean {
  if (/^(ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|08|57P0)/.test(errorCode(error))) return true;
  return /Connection terminated|not queryable|timeout exceeded when trying to connect/.test(errorText(error));
}

function isTlsRefusal(error: unknown): boolean {
  return /SSL|certificate|password must be a string/i.test(errorText(error));
}

function getTypeParser(id: number, format?: 'text' | 'binary'): Parse {
  return (format !== 'binary' && parsers.get(id)) || (types.getTypeParser(id, format as 'text') as Parse);
}

function parseInt8(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number)) return number;
  throw new StateError(
    'number-too-large',
    `The database holds the whole number ${text}, too large to be read exactly. Select it as text.`,
  );
}
