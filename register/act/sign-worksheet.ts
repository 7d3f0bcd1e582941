/** The ROM, or the delegate fit today, signs the weekly review of a worksheet (S0-49). */
import { type Decision } from '../decision';
import { type Refusal } from '../refusal';
import { type Risk } from '../risk';
import { type WorksheetReview } from '../worksheet-review';
import { type ActContext } from './context';

export declare function signWorksheet(
  ctx: ActContext,
  review: WorksheetReview,
  risks: readonly Risk[],
): Decision | Refusal;
