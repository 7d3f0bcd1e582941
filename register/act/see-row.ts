/** The reviewer looks at one row of the weekly review (S1-06 to 08, S3-02 to 06). */
import { type Decision } from '../decision';
import { type Refusal } from '../refusal';
import { type Risk } from '../risk';
import { type RowReview, type WorksheetReview } from '../worksheet-review';
import { type ActContext } from './context';

export type SeeRowInput =
  { outcome: 'no-change' } | { outcome: 'reviewed'; answers: RowReview; personalDetailsNeeded?: boolean };
export declare function seeRow(
  ctx: ActContext,
  review: WorksheetReview,
  risk: Risk,
  input: SeeRowInput,
): Decision | Refusal;
