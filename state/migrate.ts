/** Brings the tables up to date: numbered steps, each in a transaction of its own, once, in order. */
import { createHash } from 'node:crypto';
import { type Database, type Tx } from './db';
import { StateError, errorCode } from './errors';
import { type Log } from './log';

/** One numbered step; never edited after a release. */
export interface Migration {
  /** Number and name, for example '0001-first'; ids sort in the order of the steps. */
  readonly id: string;
  readonly sql: string;
}

interface Applied {
  readonly id: string;
  readonly checksum: string;
}

// Any constant would do; every process of ours must use the same.
const migrationLock = 4_412_498;

/** Applies what is missing and answers the ids it applied; refuses a database it does not understand. */
export async function migrate(db: Database, migrations: readonly Migration[], log: Log): Promise<string[]> {
  refuseDisorder(migrations);
  const done: string[] = [];
  for (;;) {
    const id = await db.tx((tx) => applyNext(tx, migrations));
    if (id === undefined) return done;
    log.info('the database was migrated', { migration: id });
    done.push(id);
  }
}

/** Applies one step under the lock; undefined when there is none left. */
async function applyNext(tx: Tx, migrations: readonly Migration[]): Promise<string | undefined> {
  await tx.query('select pg_advisory_xact_lock($1)', [migrationLock]);
  await tx.query(
    'create table if not exists crr_migration (id text primary key, applied_at timestamptz not null default now(), checksum text not null)',
  );
  const applied = await tx.query<Applied>('select id, checksum from crr_migration order by id collate "C"');
  refuseStrangers(applied, migrations);
  const next = migrations[applied.length];
  if (!next) return undefined;
  await tx.query(next.sql).catch((cause: unknown) => {
    throw new StateError(
      'migration-failed',
      `Migration ${next.id} failed (${errorCode(cause)}); the database is as it was before it. Report this with the server's version.`,
      { cause },
    );
  });
  await tx.query('insert into crr_migration (id, checksum) values ($1, $2)', [next.id, checksum(next)]);
  return next.id;
}

function refuseStrangers(applied: readonly Applied[], migrations: readonly Migration[]): void {
  const known = new Set(migrations.map(({ id }) => id));
  const stranger = applied.find(({ id }) => !known.has(id));
  if (stranger) {
    throw new StateError(
      'newer-database',
      `The database was changed by a newer version of the service (${stranger.id}). Start that version, or restore a backup taken before it.`,
    );
  }
  applied.forEach((step, index) => {
    const ours = migrations[index];
    if (ours?.id === step.id && checksum(ours) === step.checksum) return;
    throw new StateError(
      'migration-changed',
      `The database holds another ${step.id} than this version knows. Use the version that made it; released migrations are never edited.`,
    );
  });
}

function refuseDisorder(migrations: readonly Migration[]): void {
  const ids = migrations.map(({ id }) => id);
  if (ids.every((id, index) => index === 0 || (ids[index - 1] ?? '') < id)) return;
  throw new StateError(
    'migration-changed',
    `The migrations are not in the order of their ids: ${ids.join(', ')}.`,
  );
}

function checksum({ sql }: Migration): string {
  return createHash('sha256').update(sql).digest('hex');
}
