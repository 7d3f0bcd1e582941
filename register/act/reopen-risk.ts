/** New information, a new case or a threat on a closed case brings a risk back (S0-45). */
import { type Decision } from '../decision';
import { type Refusal } from '../refusal';
import { type Risk } from '../risk';
import { type Consultation } from '../risk-change';
import { type ActContext } from './context';

export interface ReopenRiskInput {
  reason: string;
  consultation: Consultation | null;
  personalDetailsNeeded?: boolean;
}
export declare function reopenRisk(ctx: ActContext, risk: Risk, input: ReopenRiskInput): Decision | Refusal;
