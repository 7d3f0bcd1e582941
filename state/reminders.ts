/** Which reminders have been given: a step of the ladder is climbed once, whatever the clock does. */
import { type LocalDate } from '../register/local-date';
import { type Queryable } from './db';
import { type State } from './state';

export async function remindersGiven(db: Queryable, state: State): Promise<Set<string>> {
  const rows = await db.query<{ key: string }>('select key from reminder where organisation_id = $1', [
    state.organisationId,
  ]);
  return new Set(rows.map((row) => row.key));
}

/** Records keys in the transaction that enqueues their digest. */
export async function markReminded(
  tx: Queryable,
  state: State,
  keys: readonly string[],
  on: LocalDate,
): Promise<void> {
  await tx.query(
    'insert into reminder (organisation_id, key, sent_on) select $1, unnest($2::text[]), $3 on conflict do nothing',
    [state.organisationId, keys, on],
  );
}
