/** Which lines of the service's table stand in the register: one that stood there and stands no more tells of an older content. */
import { type Queryable } from './db';
import { eventsGone } from './intents';
import { type State } from './state';

export interface Missing {
  /** Newest line of each key that was read back once and does not stand there: to be published again. Those that vanished within the time
   *  asked about are not in it, for a view that lags shows them again. */
  ripe: number[];
  /** Lowest number of the lines that vanished within that time and do not stand again; null: none. */
  since: number | null;
}

/** Notes the lines of this reading, and tells what is missing. */
export async function noteStanding(
  tx: Queryable,
  state: State,
  present: readonly number[],
  withinMs: number,
): Promise<Missing> {
  // A view that lags, and an older content, lack the last lines; who lacks others while a later one stands had them taken out.
  await tx.query(
    `update intent set standing = false, gone_at = case when seq > (
       select coalesce(max(seq), 0) from intent
       where organisation_id = $1 and kind = 'event' and standing and seq = any($2)) then clock_timestamp() end
     where organisation_id = $1 and kind = 'event' and standing and seq <> all ($2)`,
    [state.organisationId, present],
  );
  await tx.query(
    `update intent set standing = true, gone_at = null
     where organisation_id = $1 and kind = 'event' and not standing and seq = any($2)`,
    [state.organisationId, present],
  );
  const young = await tx.query<{ seq: number }>(
    `select seq from intent where organisation_id = $1 and kind = 'event' and not standing
       and gone_at > clock_timestamp() - $2 * interval '1 millisecond' order by seq`,
    [state.organisationId, withinMs],
  );
  const seqs = new Set(young.map((row) => row.seq));
  const gone = await eventsGone(tx, state, present, null);
  return { ripe: gone.filter((seq) => !seqs.has(seq)), since: young[0]?.seq ?? null };
}

/** The service takes these lines out itself: that they are missing afterwards tells nothing. Call before the request leaves. */
export async function expectGone(db: Queryable, state: State, seqs: readonly number[]): Promise<void> {
  await db.query(
    `update intent set standing = false, gone_at = null where organisation_id = $1 and kind = 'event' and seq = any($2)`,
    [state.organisationId, seqs],
  );
}
