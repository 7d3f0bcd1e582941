/** The ROM strikes an entry made in error; it stays in the audit. */
import { type Decision } from '../decision';
import { type Refusal } from '../refusal';
import { type Risk } from '../risk';
import { type ActContext } from './context';

export interface VoidRiskInput {
  reason: string;
  personalDetailsNeeded?: boolean;
}
export declare function voidRisk(ctx: ActContext, risk: Risk, input: VoidRiskInput): Decision | Refusal;
