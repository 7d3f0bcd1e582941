/** Records on their way to the lists beside the register: kept with the decision, made once, remembered when made. */
import { type RecordKind, type RegisterRecord } from '../register/register-records';
import { type Queryable } from './db';
import { type State } from './state';

/** A record not yet made; `attempts` counts the times it was sent. */
export interface OpenRecord {
  record: RegisterRecord;
  attempts: number;
}

/** Puts a record on its way. */
export async function wantRecord(tx: Queryable, state: State, record: RegisterRecord): Promise<void> {
  const { kind, key, region, cells } = record;
  await tx.query(
    `insert into register_record (organisation_id, key, kind, region, cells) values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [state.organisationId, key, kind, region, JSON.stringify(cells)],
  );
}

/** The next records to send, `most` at once: those sent least often first, so that one nobody takes keeps back no other. */
export async function openRecords(
  db: Queryable,
  state: State,
  which: { except: readonly RecordKind[]; most: number },
): Promise<OpenRecord[]> {
  const rows = await db.query<RegisterRecord & { attempts: number }>(
    `select kind, key, region, cells, attempts from register_record
     where organisation_id = $1 and state = 'pending' and kind <> all($2) order by attempts, turn limit $3`,
    [state.organisationId, which.except, which.most],
  );
  return rows.map(({ attempts, ...record }) => ({ record, attempts }));
}

/** How many records are not made yet. */
export async function openRecordCount(db: Queryable, state: State): Promise<number> {
  const [row] = await db.query<{ open: number }>(
    `select count(*)::int as open from register_record where organisation_id = $1 and state = 'pending'`,
    [state.organisationId],
  );
  return row?.open ?? 0;
}

/** Counts an attempt before the request leaves. */
export async function markRecordsTried(tx: Queryable, state: State, keys: readonly string[]): Promise<void> {
  await tx.query(
    `update register_record set attempts = attempts + 1, tried_at = clock_timestamp() where organisation_id = $1 and key = any($2)`,
    [state.organisationId, keys],
  );
}

export async function markRecordsMade(db: Queryable, state: State, keys: readonly string[]): Promise<void> {
  await db.query(
    `update register_record set state = 'done', made_at = clock_timestamp() where organisation_id = $1 and key = any($2)`,
    [state.organisationId, keys],
  );
}

/** Keys of the records made before this instant, in the order in which they were decided. */
export async function recordsMade(db: Queryable, state: State, before: Date): Promise<string[]> {
  const rows = await db.query<{ key: string }>(
    `select key from register_record where organisation_id = $1 and state = 'done' and made_at < $2 order by turn`,
    [state.organisationId, before],
  );
  return rows.map((row) => row.key);
}

/** Puts records that were made and are not among these on their way once more; answers how many. */
export async function wantLostRecords(
  db: Queryable,
  state: State,
  standing: readonly string[],
): Promise<number> {
  const lost = await db.query(
    `update register_record set state = 'pending', attempts = 0
     where organisation_id = $1 and state = 'done' and key <> all($2) returning key`,
    [state.organisationId, standing],
  );
  return lost.length;
}
