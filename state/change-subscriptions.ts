/** Subscriptions to change notices: what Graph promised to ring for, until when, and whether it is still believed. */
import { type Queryable } from './db';
import { type State } from './state';

/** One watched resource. */
export interface ChangeSubscription {
  /** Graph path such as /drives/{id}/root. */
  resource: string;
  /** Graph's id of the subscription. */
  id: string;
  /** SHA-256 of its clientState, hexadecimal. */
  secretHash: string;
  /** By Graph's clock, which business time follows. */
  expiresAt: Date;
  /** A change came without its notice: it is made anew, and nobody relies on it until then. */
  isDoubted: boolean;
  /** Graph has asked for a renewal before its time. */
  isRenewalAsked: boolean;
}

/** What the subscriptions are worth now; instants in real time of the database. */
export interface Hearing {
  /** The resources that ring: neither expired nor doubted. */
  live: string[];
  /** Since when all of these do; null when there are none. */
  since: Date | null;
  heardAt: Date | null;
  /** Now, by the same clock. */
  at: Date;
}

const columns = `resource, id, secret_hash as "secretHash", expires_at as "expiresAt", doubted_at is not null as "isDoubted", renewal_asked as "isRenewalAsked"`;

export function changeSubscriptions(db: Queryable, state: State): Promise<ChangeSubscription[]> {
  return db.query<ChangeSubscription>(
    `select ${columns} from change_subscription where organisation_id = $1 order by resource collate "C"`,
    [state.organisationId],
  );
}

/** Keeps a new subscription in the place of the one before. */
export async function putChangeSubscription(
  db: Queryable,
  state: State,
  made: Pick<ChangeSubscription, 'resource' | 'id' | 'secretHash' | 'expiresAt'>,
): Promise<void> {
  await db.query(
    `insert into change_subscription (organisation_id, resource, id, secret_hash, expires_at) values ($1, $2, $3, $4, $5)
     on conflict (organisation_id, resource) do update set id = excluded.id, secret_hash = excluded.secret_hash, expires_at = excluded.expires_at,
       made_at = clock_timestamp(), heard_at = null, doubted_at = null, renewal_asked = false`,
    [state.organisationId, made.resource, made.id, made.secretHash, made.expiresAt],
  );
}

export async function prolongChangeSubscription(
  db: Queryable,
  state: State,
  { id, expiresAt }: Pick<ChangeSubscription, 'id' | 'expiresAt'>,
): Promise<void> {
  await db.query(
    `update change_subscription set expires_at = $3, renewal_asked = false where organisation_id = $1 and id = $2`,
    [state.organisationId, id, expiresAt],
  );
}

export async function forgetChangeSubscription(db: Queryable, state: State, id: string): Promise<void> {
  await db.query(`delete from change_subscription where organisation_id = $1 and id = $2`, [
    state.organisationId,
    id,
  ]);
}

/** A genuine notice of these subscriptions has come. */
export async function markHeard(db: Queryable, state: State, ids: readonly string[]): Promise<void> {
  await db.query(
    `update change_subscription set heard_at = clock_timestamp() where organisation_id = $1 and id = any($2)`,
    [state.organisationId, [...ids]],
  );
}

/** Graph wants these renewed. */
export async function askRenewal(db: Queryable, state: State, ids: readonly string[]): Promise<void> {
  await db.query(
    `update change_subscription set renewal_asked = true where organisation_id = $1 and id = any($2)`,
    [state.organisationId, [...ids]],
  );
}

/** Nobody relies on these until they have been made anew; on all of the organisation's without ids. */
export async function doubtSubscriptions(
  db: Queryable,
  state: State,
  ids: readonly string[] | null,
): Promise<void> {
  await db.query(
    `update change_subscription set doubted_at = clock_timestamp()
     where organisation_id = $1 and ($2::text[] is null or id = any($2)) and doubted_at is null`,
    [state.organisationId, ids === null ? null : [...ids]],
  );
}

export async function hearing(db: Queryable, state: State): Promise<Hearing> {
  const [row] = await db.query<Hearing>(
    `select coalesce(array_agg(resource) filter (where is_live), '{}') as live, max(made_at) filter (where is_live) as since,
       max(heard_at) as "heardAt", clock_timestamp() as at
     from (select *, expires_at > crr_now() and doubted_at is null as is_live from change_subscription where organisation_id = $1) s`,
    [state.organisationId],
  );
  if (!row) throw new Error('The database gave no time');
  return row;
}
