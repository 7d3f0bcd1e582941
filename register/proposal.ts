/** What an RCC asks and a named line manager decides: a change, an ending or a return (S0-52). */
import { z } from 'zod';
import { personIdSchema, regionIdSchema, riskIdSchema } from './ids';
import { localDateSchema } from './local-date';
import { textLimit } from './risk';
import { riskChangeSchema } from './risk-change';
import { inactiveReasons } from './vocabulary';

/** Off the road or back onto it, as asked for. */
export const turnSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('inactive'),
    reason: z.enum(inactiveReasons),
    rationale: z.string().min(1).max(textLimit),
  }),
  z.object({ kind: z.literal('reopen'), reason: z.string().min(1).max(textLimit) }),
]);
export type Turn = z.infer<typeof turnSchema>;

export const proposalSchema = z.object({
  id: z.string().min(1),
  version: z.number().int().positive(),
  riskId: riskIdSchema,
  region: regionIdSchema,
  /** Version of the risk the author saw; when the risk has moved on since, the manager is told before deciding. */
  basedOn: z.number().int().positive(),
  author: personIdSchema,
  manager: personIdSchema,
  /** Empty when a turn is asked for. */
  change: riskChangeSchema,
  turn: turnSchema.optional(),
  /** Whom of the row's own region the author consulted (S0-54); null or absent in the author's own region. */
  consulted: personIdSchema.nullable().optional(),
  state: z.enum(['waiting', 'confirmed', 'declined']),
  proposedOn: localDateSchema,
  decidedOn: localDateSchema.nullable(),
});
export type Proposal = z.infer<typeof proposalSchema>;
