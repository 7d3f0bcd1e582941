/** Leases: one holder at a time, each tenure with a higher number than the last. */
import { type Database, type Queryable, type Tx } from './db';

/** The table of leases; part of the first migration. */
export const leaseSql = /* sql */ `
create table crr_lease (
  organisation_id text not null, name text not null, holder text not null, fence bigint not null, expires_at timestamptz not null,
  primary key (organisation_id, name));
`;

/** What a process asks for. */
export interface LeaseRequest {
  readonly organisationId: string;
  /** The thing only one may work on, for example one workbook. */
  readonly name: string;
  /** Who asks; different for every process and every start. */
  readonly holder: string;
  readonly ttlMs: number;
}

/** One tenure; `fence` is higher than that of every tenure before it. */
export interface Lease extends LeaseRequest {
  readonly fence: number;
  readonly expiresAt: Date;
}

// Real time throughout: moving the business clock must neither end a tenure nor prolong it.
const ttl = `clock_timestamp() + $4 * interval '1 millisecond'`;

/** Takes a free or expired lease; null when somebody has it, the same holder included. */
export async function takeLease(q: Queryable, request: LeaseRequest): Promise<Lease | null> {
  const { organisationId, name, holder, ttlMs } = request;
  const [row] = await q.query<Tenure>(
    `insert into crr_lease as mine (organisation_id, name, holder, fence, expires_at) values ($1, $2, $3, 1, ${ttl})
     on conflict (organisation_id, name) do update
       set holder = excluded.holder, fence = mine.fence + 1, expires_at = ${ttl}
       where mine.expires_at <= clock_timestamp()
     returning fence, expires_at`,
    [organisationId, name, holder, ttlMs],
  );
  return row ? { ...request, fence: row.fence, expiresAt: row.expires_at } : null;
}

/** Prolongs the tenure by its ttl from now; null when it has expired or passed on, and then the work must stop. */
export async function renewLease(db: Database, lease: Lease): Promise<Lease | null> {
  const [row] = await db.query<Tenure>(
    `update crr_lease set expires_at = ${ttl}
     where organisation_id = $1 and name = $2 and fence = $3 and expires_at > clock_timestamp()
     returning fence, expires_at`,
    [lease.organisationId, lease.name, lease.fence, lease.ttlMs],
  );
  return row ? { ...lease, expiresAt: row.expires_at } : null;
}

/** Gives the lease back early; harmless when it has passed on. */
export async function releaseLease(q: Queryable, lease: Lease): Promise<void> {
  // The row stays, for the number must go on growing.
  await q.query(
    `update crr_lease set expires_at = '-infinity' where organisation_id = $1 and name = $2 and fence = $3`,
    [lease.organisationId, lease.name, lease.fence],
  );
}

/**
 * Ends every tenure at once: for a start that alone can reach its database, when whoever held a lease was killed.
 * What they had begun to write is marked as tried, so nothing is written twice.
 */
export async function endTenures(q: Queryable): Promise<void> {
  await q.query(`update crr_lease set expires_at = '-infinity' where expires_at > clock_timestamp()`);
}

/** True when the tenure still runs; nobody can take the lease before this transaction ends. */
export async function isStillMine(tx: Tx, lease: Lease): Promise<boolean> {
  const rows = await tx.query(
    `select fence from crr_lease
     where organisation_id = $1 and name = $2 and fence = $3 and expires_at > clock_timestamp() for share`,
    [lease.organisationId, lease.name, lease.fence],
  );
  return rows.length === 1;
}

interface Tenure {
  readonly fence: number;
  readonly expires_at: Date;
}
