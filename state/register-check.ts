/** What the service published and still has to publish, as a comparison with the register needs it. Reads only. */
import { type RegionId, type RiskId } from '../register/ids';
import { type Queryable } from './db';
import { type EventPayload } from './intents';
import { type State } from './state';

/** One event as the service journalled it. */
export interface JournalledEvent {
  seq: number;
  riskId: RiskId;
  region: RegionId;
  state: 'pending' | 'sent' | 'unknown' | 'seen';
  seenAt: Date | null;
  payload: EventPayload;
}

const columns = `seq, risk_id as "riskId", region, state, seen_at as "seenAt", payload`;

/** The newest event of each key. */
export function newestEvents(db: Queryable, state: State): Promise<JournalledEvent[]> {
  return db.query<JournalledEvent>(
    `select distinct on (payload ->> 'key') ${columns} from intent
     where organisation_id = $1 and kind = 'event' order by payload ->> 'key', seq desc`,
    [state.organisationId],
  );
}

/** The events with these sequences; those nobody journalled are not in the answer. */
export function eventsWithSeq(
  db: Queryable,
  state: State,
  seqs: readonly number[],
): Promise<JournalledEvent[]> {
  return db.query<JournalledEvent>(
    `select ${columns} from intent where organisation_id = $1 and kind = 'event' and seq = any($2)`,
    [state.organisationId, seqs],
  );
}

/** Something on its way for longer than it should be. */
export interface LateIntent {
  riskId: RiskId;
  kind: 'row' | 'event';
}

/** What was decided so long ago (real milliseconds) and has not been read back. */
export function lateIntents(db: Queryable, state: State, olderThanMs: number): Promise<LateIntent[]> {
  return db.query<LateIntent>(
    `select distinct risk_id as "riskId", kind from intent
     where organisation_id = $1 and state <> 'seen' and created_at < clock_timestamp() - $2 * interval '1 millisecond'
     order by risk_id, kind`,
    [state.organisationId, olderThanMs],
  );
}

/** Risks whose line is on its way. */
export async function rowsOnTheirWay(db: Queryable, state: State): Promise<RiskId[]> {
  const rows = await db.query<{ riskId: RiskId }>(
    `select distinct risk_id as "riskId" from intent where organisation_id = $1 and kind = 'row' and state <> 'seen'`,
    [state.organisationId],
  );
  return rows.map((row) => row.riskId);
}
