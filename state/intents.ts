/** What has to reach the register's sheet: one line per risk, and an event whenever the service's values of a risk change. */
import { type PairedField, type SheetValues, type TypedValues } from '../register/columns';
import { type RegionId, type RiskId } from '../register/ids';
import { type RowMemory } from '../register/sheet-memory';
import { type NewRow, type Publication } from '../register/store';
import { type Queryable } from './db';
import { type State } from './state';

/** Values shown, and all that people had typed when this was decided: the history a restored older sheet is read against. */
export interface EventPayload {
  key: string;
  values: SheetValues;
  observed: Record<PairedField, string>;
  typed: TypedValues;
  /** Constants that people had typed over the service's formulas. */
  over?: RowMemory['over'];
  /** See Publication in register/store.ts. */
  disputed: PairedField[];
  takenOver: Publication['takenOver'];
}

interface IntentBase {
  seq: number;
  riskId: RiskId;
  region: RegionId;
  /** pending: never tried, or certainly not written. sent: answered with success. unknown: may have been written. seen: read back. */
  state: 'pending' | 'sent' | 'unknown' | 'seen';
  attempts: number;
  triedAt: Date | null;
}
export type Intent = IntentBase &
  ({ kind: 'row'; payload: NewRow } | { kind: 'event'; payload: EventPayload });

const columns = `seq, risk_id as "riskId", region, kind, payload, state, attempts, tried_at as "triedAt"`;

/** Puts a line for this risk on its way. */
export async function wantRow(tx: Queryable, state: State, row: NewRow): Promise<void> {
  await insert(tx, state, { riskId: row.riskId, region: row.region, kind: 'row', payload: row });
}

/** As wantRow for a row that may still be there: it is looked for after the settle time and only then made again. */
export async function wantRowUnlessSeen(tx: Queryable, state: State, row: NewRow): Promise<void> {
  await wantRow(tx, state, row);
  await tx.query(
    `update intent set state = 'unknown', attempts = 1, tried_at = clock_timestamp()
     where organisation_id = $1 and risk_id = $2 and kind = 'row' and state = 'pending'`,
    [state.organisationId, row.riskId],
  );
}

/** Puts the service's values of this key on their way. Call under the risk's lock: the sequence must follow the decisions. */
export async function wantEvent(
  tx: Queryable,
  state: State,
  at: { riskId: RiskId; region: RegionId },
  payload: EventPayload,
): Promise<void> {
  await insert(tx, state, { ...at, kind: 'event', payload });
}

async function insert(
  tx: Queryable,
  state: State,
  intent: { riskId: string; region: string; kind: string; payload: object },
): Promise<void> {
  await tx.query(
    `insert into intent (organisation_id, risk_id, region, kind, payload) values ($1, $2, $3, $4, $5)`,
    [state.organisationId, intent.riskId, intent.region, intent.kind, JSON.stringify(intent.payload)],
  );
}

/** Takes back attempts to make this risk's row. */
export async function dropOpenRows(tx: Queryable, state: State, riskId: RiskId): Promise<void> {
  await tx.query(
    `update intent set state = 'seen' where organisation_id = $1 and risk_id = $2 and kind = 'row' and state <> 'seen'`,
    [state.organisationId, riskId],
  );
}

/** Everything not yet read back from the sheet, in sequence. */
export async function openIntents(db: Queryable, state: State): Promise<Intent[]> {
  return db.query<Intent>(
    `select ${columns} from intent where organisation_id = $1 and state <> 'seen' order by seq`,
    [state.organisationId],
  );
}

/** Journals an attempt before the request leaves: after a crash these are unknown, never forgotten. */
export async function markTrying(tx: Queryable, state: State, seqs: readonly number[]): Promise<void> {
  await tx.query(
    `update intent set state = 'unknown', attempts = attempts + 1, tried_at = clock_timestamp() where organisation_id = $1 and seq = any($2)`,
    [state.organisationId, seqs],
  );
}

export async function markIntents(
  tx: Queryable,
  state: State,
  seqs: readonly number[],
  now: 'pending' | 'sent' | 'unknown' | 'seen',
): Promise<void> {
  if (seqs.length === 0) return;
  await tx.query(
    `update intent set state = $3, seen_at = case when $3 = 'seen' then clock_timestamp() end where organisation_id = $1 and seq = any($2)`,
    [state.organisationId, seqs, now],
  );
}

/** Events that rows no longer carry, because they went back to an older version, are on their way again. What such a row shows was typed
 *  over nothing of theirs: that they were once a person's text is forgotten. */
export async function sendAgain(tx: Queryable, state: State, seqs: readonly number[]): Promise<void> {
  await tx.query(
    `update intent set state = 'pending', seen_at = null, payload = payload || '{"takenOver": {}}'
     where organisation_id = $1 and seq = any($2)`,
    [state.organisationId, seqs],
  );
}

/** Payloads of these events by key: what a sheet that shows them knew. */
export async function eventsAt(
  db: Queryable,
  state: State,
  seqs: readonly number[],
): Promise<Map<string, EventPayload>> {
  const rows = await db.query<{ payload: EventPayload }>(
    `select payload from intent where organisation_id = $1 and kind = 'event' and seq = any($2)`,
    [state.organisationId, seqs],
  );
  return new Map(rows.map(({ payload }) => [payload.key, payload]));
}

/** First event of each of these keys: what a row knew that stands there without any. */
export async function firstEvents(
  db: Queryable,
  state: State,
  keys: readonly string[],
): Promise<Map<string, EventPayload>> {
  const rows = await db.query<{ payload: EventPayload }>(
    `select distinct on (payload ->> 'key') payload from intent
     where organisation_id = $1 and kind = 'event' and payload ->> 'key' = any($2) order by payload ->> 'key', seq`,
    [state.organisationId, keys],
  );
  return new Map(rows.map(({ payload }) => [payload.key, payload]));
}

/** Newest event of each key that was read back once and is not among these: somebody took it out of the register. `keys` null: all keys. */
export async function eventsGone(
  db: Queryable,
  state: State,
  present: readonly number[],
  keys: readonly string[] | null,
): Promise<number[]> {
  const rows = await db.query<{ seq: number }>(
    `select seq from (
       select distinct on (payload ->> 'key') seq, state from intent
       where organisation_id = $1 and kind = 'event' and ($3::text[] is null or payload ->> 'key' = any($3))
       order by payload ->> 'key', seq desc) newest
     where state = 'seen' and seq <> all ($2) order by seq`,
    [state.organisationId, present, keys],
  );
  return rows.map((row) => row.seq);
}

/** Newest event payload under a risk's own key; null before the first. A message for a line typed by hand does not count. */
export async function lastEvent(db: Queryable, state: State, riskId: RiskId): Promise<EventPayload | null> {
  const [row] = await db.query<{ payload: EventPayload }>(
    `select payload from intent where organisation_id = $1 and payload ->> 'key' = $2 and kind = 'event' order by seq desc limit 1`,
    [state.organisationId, riskId],
  );
  return row?.payload ?? null;
}

/** Newest event of each of these risks, as it would be published. */
export async function newestPublications(
  db: Queryable,
  state: State,
  riskIds: readonly RiskId[],
): Promise<Map<string, Publication>> {
  const rows = await db.query<{ seq: number; payload: EventPayload }>(
    `select distinct on (payload ->> 'key') seq, payload from intent
     where organisation_id = $1 and kind = 'event' and payload ->> 'key' = any($2) order by payload ->> 'key', seq desc`,
    [state.organisationId, riskIds],
  );
  return new Map(rows.map(({ seq, payload }) => [payload.key, publicationOf(seq, payload)]));
}

/** An event as the register takes it. */
export function publicationOf(seq: number, payload: EventPayload): Publication {
  const { key, values, observed, disputed, takenOver } = payload;
  return { seq, key, values, observed, disputed, takenOver };
}

/** Marks rows of these risks as read back. */
export async function markRowsSeen(tx: Queryable, state: State, riskIds: readonly string[]): Promise<void> {
  await tx.query(
    `update intent set state = 'seen', seen_at = clock_timestamp() where organisation_id = $1 and kind = 'row' and state <> 'seen' and risk_id = any($2)`,
    [state.organisationId, riskIds],
  );
}

/** Marks those of the open events that the sheet shows. */
export async function markEventsSeen(tx: Queryable, state: State, seqs: readonly number[]): Promise<void> {
  await tx.query(
    `update intent set state = 'seen', seen_at = clock_timestamp() where organisation_id = $1 and kind = 'event' and state <> 'seen' and seq = any($2)`,
    [state.organisationId, seqs],
  );
}
