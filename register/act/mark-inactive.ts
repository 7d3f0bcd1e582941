/** A risk leaves the weekly review, for one of the two reasons and no other (S0-16). */
import { type Decision } from '../decision';
import { type Refusal } from '../refusal';
import { type Risk } from '../risk';
import { type Consultation } from '../risk-change';
import { type InactiveReason } from '../vocabulary';
import { type ActContext } from './context';

export interface MarkInactiveInput {
  reason: InactiveReason;
  rationale: string;
  caseClosedConfirmed: boolean;
  consultation: Consultation | null;
  personalDetailsNeeded?: boolean;
}
export declare function markInactive(ctx: ActContext, risk: Risk, input: MarkInactiveInput): Decision | Refusal;
