/** Records kept as one JSON document with a version: the same few statements for each table. */
import { type Queryable } from './db';
import { type State } from './state';

export interface Kept<Doc> {
  table: 'risk' | 'worksheet_review' | 'proposal';
  schema: { parse(doc: unknown): Doc };
}

/** The record, or null. With `lock` its row is held until the transaction ends: every decision about it is taken under this lock. */
export async function findRecord<Doc>(
  db: Queryable,
  state: State,
  kept: Kept<Doc>,
  which: { id: string; lock: boolean },
): Promise<Doc | null> {
  const [row] = await db.query<{ doc: unknown }>(
    `select doc from ${kept.table} where organisation_id = $1 and id = $2 ${which.lock ? 'for update' : ''}`,
    [state.organisationId, which.id],
  );
  return row ? kept.schema.parse(row.doc) : null;
}
