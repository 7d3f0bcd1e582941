/** The service's memory of the sheet: merge bases, hand-typed lines, tag and holds. Written only together with what follows from it. */
import { type RiskId } from '../register/ids';
import {
  emptyRegisterMemory,
  handRowSchema,
  registerMemorySchema,
  rowMemorySchema,
  type HandRow,
  type RegisterMemory,
  type RowMemory,
} from '../register/sheet-memory';
import { type Queryable } from './db';
import { type State } from './state';

export async function rowMemories(db: Queryable, state: State): Promise<RowMemory[]> {
  const rows = await db.query<{ doc: unknown }>(
    `select doc from snapshot where organisation_id = $1 order by risk_id collate "C"`,
    [state.organisationId],
  );
  return rows.map((row) => rowMemorySchema.parse(row.doc));
}

export async function rowMemory(db: Queryable, state: State, riskId: RiskId): Promise<RowMemory | null> {
  const [row] = await db.query<{ doc: unknown }>(
    `select doc from snapshot where organisation_id = $1 and risk_id = $2`,
    [state.organisationId, riskId],
  );
  return row ? rowMemorySchema.parse(row.doc) : null;
}

export async function putRowMemories(
  tx: Queryable,
  state: State,
  memories: readonly RowMemory[],
): Promise<void> {
  if (memories.length === 0) return;
  await tx.query(
    `insert into snapshot (organisation_id, risk_id, doc) select $1, m ->> 'riskId', m from jsonb_array_elements($2::jsonb) m
     on conflict (organisation_id, risk_id) do update set doc = excluded.doc`,
    [state.organisationId, JSON.stringify(memories)],
  );
}

/** Writes the conflicts of a row and nothing else of it. */
export async function putConflicts(
  tx: Queryable,
  state: State,
  riskId: RiskId,
  conflicts: RowMemory['conflicts'],
): Promise<void> {
  await tx.query(
    `update snapshot set doc = jsonb_set(doc, '{conflicts}', $3::jsonb) where organisation_id = $1 and risk_id = $2`,
    [state.organisationId, riskId, JSON.stringify(conflicts)],
  );
}

export async function registerMemory(db: Queryable, state: State): Promise<RegisterMemory> {
  const [row] = await db.query<{ doc: unknown }>(
    `select doc from register_memory where organisation_id = $1`,
    [state.organisationId],
  );
  return row ? registerMemorySchema.parse(row.doc) : emptyRegisterMemory;
}

export async function putRegisterMemory(tx: Queryable, state: State, memory: RegisterMemory): Promise<void> {
  await tx.query(
    `insert into register_memory (organisation_id, doc) values ($1, $2) on conflict (organisation_id) do update set doc = excluded.doc`,
    [state.organisationId, JSON.stringify(memory)],
  );
}

export async function handRows(db: Queryable, state: State): Promise<HandRow[]> {
  const rows = await db.query<{ doc: unknown }>(`select doc from hand_row where organisation_id = $1`, [
    state.organisationId,
  ]);
  return rows.map((row) => handRowSchema.parse(row.doc));
}

/** Replaces what is remembered of hand-typed lines. */
export async function putHandRows(tx: Queryable, state: State, rows: readonly HandRow[]): Promise<void> {
  await tx.query(`delete from hand_row where organisation_id = $1`, [state.organisationId]);
  if (rows.length === 0) return;
  await tx.query(
    `insert into hand_row (organisation_id, fingerprint, doc) select $1, r ->> 'fingerprint', r from jsonb_array_elements($2::jsonb) r`,
    [state.organisationId, JSON.stringify(rows)],
  );
}

/** Holds the sheet's memory until the transaction ends: readings of one register are committed one after the other. */
export async function lockMemory(tx: Queryable, state: State): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 11))', [
    `register-memory|${state.organisationId}`,
  ]);
}
