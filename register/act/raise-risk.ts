/** Anybody reports a risk (S0-03). */
import { z } from 'zod';
import { type Decision } from '../decision';
import { caseRefSchema, personIdSchema, regionIdSchema, type RiskId } from '../ids';
import { type Refusal } from '../refusal';
import { textLimit } from '../risk';
import { atRiskGroups, identifiedPoints, riskTypes } from '../vocabulary';
import { type ActContext } from './context';

/** What the report form gives. */
export const raiseRiskInputSchema = z.object({
  region: regionIdSchema,
  caseRef: caseRefSchema.nullable(),
  types: z.array(z.enum(riskTypes)).min(1),
  atRisk: z.array(z.enum(atRiskGroups)).min(1),
  identifiedAt: z.enum(identifiedPoints),
  summary: z.string().trim().min(1).max(textLimit),
  called999: z.boolean(),
  /** The reporter says that the text holds only what safety needs (S0-11). */
  necessityConfirmed: z.boolean(),
  /** True once the reporter has been asked about personal-looking text and says it is needed. */
  personalDetailsNeeded: z.boolean().default(false),
  /** The caseworker for whom a regional office employee reports; null when reporting oneself. */
  onBehalfOf: personIdSchema.nullable(),
});
export type RaiseRiskInput = z.infer<typeof raiseRiskInputSchema>;

export declare function raiseRisk(ctx: ActContext, input: RaiseRiskInput, id: RiskId): Decision | Refusal;
