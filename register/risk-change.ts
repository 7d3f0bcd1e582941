/** What somebody asks to change of a risk; only the named parts change. Forms, the sheet and the tab all speak this. */
import { z } from 'zod';
import { personIdSchema } from './ids';
import { localDateSchema } from './local-date';
import { mitigationSchema, textLimit } from './risk';
import { atRiskGroups, categories, levels, postures, riskTypes, statuses, warningStates } from './vocabulary';

export const riskChangeSchema = z.object({
  types: z.array(z.enum(riskTypes)).min(1).optional(),
  category: z.enum(categories).optional(),
  atRisk: z.array(z.enum(atRiskGroups)).min(1).optional(),
  level: z.object({ to: z.enum(levels), reason: z.string().max(textLimit) }).optional(),
  /** Without an owner, who had it keeps it and a new one is the office's: the sheet has no cell for owners. */
  mitigations: z.array(mitigationSchema.partial({ owner: true })).optional(),
  posture: z.object({ to: z.enum(postures), reason: z.string().max(textLimit) }).optional(),
  warning: z
    .object({ to: z.enum(warningStates), noWarningReason: z.string().max(textLimit).default('') })
    .optional(),
  owner: personIdSchema.optional(),
  nextReviewOn: localDateSchema.optional(),
  /** Target status; steps in between are taken when their guards hold. Inactive and void have acts of their own. */
  status: z.enum(statuses).optional(),
  /** Only from the sheet: text and case reference a colleague corrected in the cells they own. */
  summary: z.string().max(textLimit).optional(),
  caseRef: z.string().nullable().optional(),
});
export type RiskChange = z.infer<typeof riskChangeSchema>;

/** Evidence that another region was consulted before its row is changed (S0-54). */
export const consultationSchema = z.object({ consulted: personIdSchema });
export type Consultation = z.infer<typeof consultationSchema>;
