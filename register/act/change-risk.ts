/** A colleague changes a risk: the gates of S0-51 to S0-54, then the change itself. */
import { type Decision } from '../decision';
import { type PersonId } from '../ids';
import { type Refusal } from '../refusal';
import { type Risk } from '../risk';
import { type Consultation, type RiskChange } from '../risk-change';
import { type ActContext, type AnyActor } from './context';

/** What is asked and the evidence that comes with it. */
export interface ChangeRequest {
  change: RiskChange;
  /** Whom of another region the author consulted (S0-54); null when nobody. */
  consultation: Consultation | null;
  /** The line manager who is to confirm an RCC's change (S0-52); null when none was named. */
  manager: PersonId | null;
  /** Id for the proposal, should the change have to wait. */
  proposalId: string;
  /** True once the author has been asked about personal-looking text and says it is needed. */
  personalDetailsNeeded?: boolean;
}
export declare function changeRisk(ctx: ActContext, risk: Risk, request: ChangeRequest): Decision | Refusal;
export declare function applyChange(ctx: ActContext<AnyActor>, risk: Risk, change: RiskChange): Decision | Refusal;
