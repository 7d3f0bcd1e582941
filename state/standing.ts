/** Which lines of the service's table stand in the register: one that stood there and stands no more tells of an older content. */
import { type Queryable } from './db';
import { type State } from './state';

export interface Missing {
  /** Some line stood there at the reading before and stands there no more. */
  isNew: boolean;
  /** Lowest number of the lines that vanished now or within the time asked about, whether or not they stand again; null: none. */
  since: number | null;
}

/** Notes the lines of this reading, and tells what is missing since the one before. */
export async function noteStanding(
  tx: Queryable,
  state: State,
  present: readonly number[],
  withinMs: number,
): Promise<Missing> {
  const vanished = await tx.query(
    `update intent set standing = false, gone_at = clock_timestamp()
     where organisation_id = $1 and kind = 'event' and standing and seq <> all ($2) returning seq`,
    [state.organisationId, present],
  );
  await tx.query(
    `update intent set standing = true where organisation_id = $1 and kind = 'event' and not standing and seq = any($2)`,
    [state.organisationId, present],
  );
  const [row] = await tx.query<{ since: number | null }>(
    `select min(seq) as since from intent
     where organisation_id = $1 and kind = 'event' and gone_at > clock_timestamp() - $2 * interval '1 millisecond'`,
    [state.organisationId, withinMs],
  );
  return { isNew: vanished.length > 0, since: row?.since ?? null };
}

/** The service takes these lines out itself: that they are missing afterwards tells nothing. Call before the request leaves. */
export async function expectGone(db: Queryable, state: State, seqs: readonly number[]): Promise<void> {
  await db.query(
    `update intent set standing = false where organisation_id = $1 and kind = 'event' and seq = any($2)`,
    [state.organisationId, seqs],
  );
}
