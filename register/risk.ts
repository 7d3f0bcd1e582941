/** One entry of the register: what is known of a risk, as the service keeps it. The sheet shows part of it (columns.ts). */
import { z } from 'zod';
import { caseRefSchema, personIdSchema, regionIdSchema, riskIdSchema } from './ids';
import { localDateSchema } from './local-date';
import {
  atRiskGroups,
  categories,
  identifiedPoints,
  inactiveReasons,
  levels,
  mitigationCodes,
  postures,
  riskTypes,
  statuses,
  warningStates,
} from './vocabulary';

/** Longest free text a form takes (S0-11: minimum data), in characters. */
export const textLimit = 500;

/** Longest text of one mitigation, in characters. */
export const mitigationTextLimit = 120;

/** One mitigation; `text` only says more for "other". Owner: a person, the regional office, or another agency. */
export const mitigationSchema = z.object({
  code: z.enum(mitigationCodes),
  text: z.string().max(mitigationTextLimit).default(''),
  owner: z.union([personIdSchema, z.enum(['office', 'agency'])]),
});
export type Mitigation = z.infer<typeof mitigationSchema>;

/** A turn off or back onto the road that somebody must answer for. */
const turnSchema = z.object({
  reason: z.string().min(1).max(textLimit),
  on: localDateSchema,
  by: personIdSchema,
});

export const riskSchema = z.object({
  id: riskIdSchema,
  /** Grows by one with every change; a card carries the version it was drawn from. */
  version: z.number().int().positive(),
  region: regionIdSchema,
  /** Null when no case is concerned. */
  caseRef: caseRefSchema.nullable(),
  types: z.array(z.enum(riskTypes)),
  category: z.enum(categories).nullable(),
  atRisk: z.array(z.enum(atRiskGroups)),
  identifiedAt: z.enum(identifiedPoints),
  summary: z.string().max(textLimit),
  called999: z.boolean(),
  /** Null when the row was typed in the sheet by a colleague we do not know by name. */
  reportedBy: personIdSchema.nullable(),
  /** The caseworker for whom a regional office employee reported; null when they reported themselves. */
  onBehalfOf: personIdSchema.nullable(),
  reportedOn: localDateSchema,
  status: z.enum(statuses),
  level: z.enum(levels).nullable(),
  levelReason: z.string().max(textLimit),
  mitigations: z.array(mitigationSchema),
  posture: z.enum(postures),
  postureReason: z.string().max(textLimit),
  warning: z.enum(warningStates),
  /** Why an active client risk carries no Mosaic warning; empty when it does or nobody has said (S0-13). */
  noWarningReason: z.string().max(textLimit),
  recordedBy: personIdSchema.nullable(),
  owner: personIdSchema.nullable(),
  nextReviewOn: localDateSchema.nullable(),
  lastReviewedOn: localDateSchema.nullable(),
  lastReviewedBy: personIdSchema.nullable(),
  inactive: z
    .object({
      reason: z.enum(inactiveReasons),
      rationale: z.string().min(1).max(textLimit),
      on: localDateSchema,
      by: personIdSchema,
    })
    .nullable(),
  /** Why and by whom the risk was last brought back into review; absent when it never was inactive. */
  reopened: turnSchema.optional(),
  /** Why and by whom the entry was struck as made in error; absent otherwise. */
  voided: turnSchema.optional(),
  /** Set when the row was believed deleted from the sheet (two cuts); the risk itself lives on until a person confirms. */
  missingSince: localDateSchema.nullable(),
});
export type Risk = z.infer<typeof riskSchema>;
