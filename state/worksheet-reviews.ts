/** Weekly worksheet reviews, open and signed. */
import { type RegionId } from '../register/ids';
import { worksheetReviewSchema, type WorksheetReview } from '../register/worksheet-review';
import { type Queryable } from './db';
import { findRecord, type Kept } from './record';
import { type State } from './state';

const kept: Kept<WorksheetReview> = { table: 'worksheet_review', schema: worksheetReviewSchema };

export function reviewById(db: Queryable, state: State, id: string): Promise<WorksheetReview | null> {
  return findRecord(db, state, kept, { id, lock: false });
}

/** As reviewById, holding the row until the transaction ends. */
export function lockReview(tx: Queryable, state: State, id: string): Promise<WorksheetReview | null> {
  return findRecord(tx, state, kept, { id, lock: true });
}

/** Open reviews, oldest due day first. */
export async function openReviews(
  db: Queryable,
  state: State,
  region?: RegionId,
): Promise<WorksheetReview[]> {
  const rows = await db.query<{ doc: unknown }>(
    `select doc from worksheet_review where organisation_id = $1 and state = 'open' and ($2::text is null or region = $2) order by due_on, id`,
    [state.organisationId, region ?? null],
  );
  return rows.map((row) => worksheetReviewSchema.parse(row.doc));
}

/** The region's newest review by due day, open or signed; null before the first. */
export async function latestReview(
  db: Queryable,
  state: State,
  region: RegionId,
): Promise<WorksheetReview | null> {
  const [row] = await db.query<{ doc: unknown }>(
    `select doc from worksheet_review where organisation_id = $1 and region = $2 order by due_on desc limit 1`,
    [state.organisationId, region],
  );
  return row ? worksheetReviewSchema.parse(row.doc) : null;
}
