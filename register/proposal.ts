/** A change by an RCC that waits for the named line manager (S0-52). */
import { z } from 'zod';
import { personIdSchema, regionIdSchema, riskIdSchema } from './ids';
import { localDateSchema } from './local-date';
import { riskChangeSchema } from './risk-change';

export const proposalSchema = z.object({
  id: z.string().min(1),
  version: z.number().int().positive(),
  riskId: riskIdSchema,
  region: regionIdSchema,
  /** Version of the risk the author saw; a later change makes the proposal stale and it is shown again, never applied blindly. */
  basedOn: z.number().int().positive(),
  author: personIdSchema,
  manager: personIdSchema,
  change: riskChangeSchema,
  state: z.enum(['waiting', 'confirmed', 'declined']),
  proposedOn: localDateSchema,
  decidedOn: localDateSchema.nullable(),
});
export type Proposal = z.infer<typeof proposalSchema>;
