/** Puts back what a lost database held, as the register tells it: for an empty database only. */
import { type RegionId, type RiskId } from '../register/ids';
import { type Risk } from '../register/risk';
import { type Queryable } from './db';
import { type EventPayload } from './intents';
import { type State } from './state';
import { type At } from './time';

/** Nothing of a register is in the database: neither risks nor anything on its way. */
export async function isEmptyRegister(db: Queryable, state: State): Promise<boolean> {
  const [row] = await db.query<{ used: boolean }>(
    `select exists (select 1 from risk where organisation_id = $1)
         or exists (select 1 from snapshot where organisation_id = $1)
         or exists (select 1 from intent where organisation_id = $1) as used`,
    [state.organisationId],
  );
  return row?.used === false;
}

/** An event that stands in the register, to be journalled as read back. */
export interface StandingEvent {
  seq: number;
  riskId: RiskId;
  region: RegionId;
  payload: EventPayload;
}

/** Rows of one statement: below PostgreSQL's limit for one value, and quick enough to see progress. */
const chunkRows = 1000;

/** Inserts risks as they are; nothing is sent anywhere. */
export async function putRisks(tx: Queryable, state: State, risks: readonly Risk[], at: At): Promise<void> {
  for (const chunk of chunks(risks))
    await tx.query(
      `insert into risk (organisation_id, id, version, region, status, next_review_on, doc, changed_at)
       select $1, r ->> 'id', (r ->> 'version')::integer, r ->> 'region', r ->> 'status', (r ->> 'nextReviewOn')::date, r, $3
       from jsonb_array_elements($2::jsonb) r`,
      [state.organisationId, JSON.stringify(chunk), at.now],
    );
}

/** Journals events that stand in the register under the sequences they have there. */
export async function putStandingEvents(
  tx: Queryable,
  state: State,
  events: readonly StandingEvent[],
): Promise<void> {
  for (const chunk of chunks(events))
    await tx.query(
      `insert into intent (organisation_id, seq, risk_id, region, kind, payload, state, seen_at)
       select $1, (e ->> 'seq')::bigint, e ->> 'riskId', e ->> 'region', 'event', e -> 'payload', 'seen', clock_timestamp()
       from jsonb_array_elements($2::jsonb) e`,
      [state.organisationId, JSON.stringify(chunk)],
    );
}

/** New references of each region and year go on after the highest of these. */
export async function continueNumbers(
  tx: Queryable,
  state: State,
  riskIds: readonly RiskId[],
): Promise<void> {
  await tx.query(
    `insert into risk_number (organisation_id, region, year, last)
     select $1, split_part(id, '-', 1), split_part(id, '-', 2)::integer, max(split_part(id, '-', 3)::integer)
     from unnest($2::text[]) id group by 2, 3
     on conflict (organisation_id, region, year) do update set last = greatest(risk_number.last, excluded.last)`,
    [state.organisationId, riskIds],
  );
}

function* chunks<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let from = 0; from < items.length; from += chunkRows) yield items.slice(from, from + chunkRows);
}
