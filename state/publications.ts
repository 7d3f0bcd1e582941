/** What was published of each key, to hold the service's own table in the register against, and publishing it once more. */
import { type EventPayload } from './intents';
import { type Queryable } from './db';
import { highestFollowed, highestOfOurs } from '../register/store';
import { type State } from './state';

/** What was published under one sequence number. */
export interface Published {
  seq: number;
  key: string;
  values: EventPayload['values'];
  observed: EventPayload['observed'];
  /** Read back from the register at least once. */
  seen: boolean;
  /** How many times in a row it only repeats what the number before it said. */
  again: number;
}

/** What these numbers said, and the highest number of each of these keys; both in one query. */
export async function publishedAt(
  db: Queryable,
  state: State,
  lines: readonly { seq: number; key: string }[],
): Promise<{ bySeq: Map<number, Published>; newest: Map<string, number> }> {
  const bySeq = new Map<number, Published>();
  const newest = new Map<string, number>();
  if (lines.length === 0) return { bySeq, newest };
  const rows = await db.query<{ asked: string; newest: number | null } & (Published | { seq: null })>(
    `select asked.key as asked, top.seq as newest, i.seq, i.payload ->> 'key' as key, i.payload -> 'values' as values,
            i.payload -> 'observed' as observed, i.state = 'seen' as seen, coalesce((i.payload -> 'again')::int, 0) as again
     from unnest($2::bigint[], $3::text[]) asked (seq, key)
     left join intent i on i.organisation_id = $1 and i.kind = 'event' and i.seq = asked.seq
     left join lateral (select n.seq from intent n where n.organisation_id = $1 and n.kind = 'event'
       and n.payload ->> 'key' = asked.key order by n.seq desc limit 1) top on true`,
    [state.organisationId, lines.map((line) => line.seq), lines.map((line) => line.key)],
  );
  for (const { asked, newest: top, ...published } of rows) {
    newest.set(asked, top ?? 0);
    if (published.seq !== null) bySeq.set(published.seq, published);
  }
  return { bySeq, newest };
}

/** Keys of those numbers that are gone although a later one that had been read back stands there: not an older content, but lines taken out. */
export async function takenOut(
  db: Queryable,
  state: State,
  gone: readonly number[],
  present: readonly number[],
): Promise<string[]> {
  if (gone.length === 0) return [];
  const rows = await db.query<{ key: string }>(
    `select payload ->> 'key' as key from intent where organisation_id = $1 and kind = 'event' and seq = any($2)
     and seq < (select max(seq) from intent where organisation_id = $1 and kind = 'event' and state = 'seen' and seq = any($3)) order by seq`,
    [state.organisationId, gone, present],
  );
  return rows.map((row) => row.key);
}

/** Puts the newest values of these keys on their way once more, under numbers of their own. Call under the risks' locks. */
export async function publishAgain(tx: Queryable, state: State, keys: readonly string[]): Promise<void> {
  await tx.query(
    `insert into intent (organisation_id, risk_id, region, kind, payload)
     select organisation_id, risk_id, region, 'event', payload || jsonb_build_object('again', coalesce((payload -> 'again')::int, 0) + 1) from (
       select distinct on (payload ->> 'key') * from intent
       where organisation_id = $1 and kind = 'event' and payload ->> 'key' = any($2) order by payload ->> 'key', seq desc) newest`,
    [state.organisationId, keys],
  );
}

/** The service may have published under this number. */
export function mayBeOurs(seq: number): boolean {
  return seq <= highestOfOurs;
}

/** Later numbers come after this one. False when it is too high to follow: the line has to be taken out by a person. `isLost`: the database
 *  is, so the sequence has to get above all that may be the service's own. */
export async function raiseSequence(
  tx: Queryable,
  above: number,
  { isLost }: { isLost: boolean } = { isLost: false },
): Promise<boolean> {
  const [is] = await tx.query<{ next: number }>(
    'select last_value + is_called::integer as next from sheet_seq',
  );
  if (above < (is?.next ?? 0)) return true;
  if (above > (isLost ? highestOfOurs : highestFollowed)) return false;
  // It serves every organisation and only goes forward. Room for numbers drawn at this very moment: setting it back would give one number twice.
  await tx.query(`select setval('sheet_seq', $1::bigint + 1000) from sheet_seq where last_value <= $1`, [
    above,
  ]);
  return true;
}
