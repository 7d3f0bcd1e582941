/** What the tab's API answers: one description for server and page. Codes, never labels; words are the page's. */
import { z } from 'zod';
import { personIdSchema, regionIdSchema, riskIdSchema } from '../../register/ids';
import { localDateSchema } from '../../register/local-date';
import { roles } from '../../register/person';
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
} from '../../register/vocabulary';

const namedRegion = z.object({ id: regionIdSchema, name: z.string() });

/** GET /tab/api/me */
export const meSchema = z.object({
  id: personIdSchema,
  name: z.string(),
  roles: z.array(z.object({ code: z.enum(roles), label: z.string() })),
  /** Null for people who belong to no single region. */
  region: namedRegion.nullable(),
  regions: z.array(namedRegion),
  /** Business day of the organisation; what is overdue is counted from here. */
  today: localDateSchema,
  help: z.object({ name: z.string(), mailbox: z.string(), guidanceUrl: z.string().optional() }),
});
export type Me = z.infer<typeof meSchema>;

const mitigation = z.object({ code: z.enum(mitigationCodes), text: z.string() });

/** `name` is the person's; empty for the office and for another agency. */
const mitigationOwner = z.object({ kind: z.enum(['office', 'agency', 'person']), name: z.string() });

/** What everybody who may see a risk sees: how to work, and how far it is (S0-08, S0-25). */
const common = {
  id: riskIdSchema,
  region: regionIdSchema,
  caseRef: z.string().nullable(),
  status: z.enum(statuses),
  posture: z.enum(postures),
};

const instructionItem = z.object({ view: z.literal('instruction'), ...common });

const rowItem = z.object({
  view: z.literal('row'),
  ...common,
  types: z.array(z.enum(riskTypes)),
  category: z.enum(categories).nullable(),
  level: z.enum(levels).nullable(),
  /** Empty while nobody owns the risk. */
  ownerName: z.string(),
  nextReviewOn: localDateSchema.nullable(),
  /** Days past the review day of an active risk; 0 when not late. */
  daysLate: z.number().int().min(0),
});

/** GET /tab/api/risks, the person's own region first. */
export const riskListSchema = z.object({
  risks: z.array(z.discriminatedUnion('view', [rowItem, instructionItem])),
});
export type RiskList = z.infer<typeof riskListSchema>;
export type RiskItem = RiskList['risks'][number];

/** GET /tab/api/risks/:id; every reading is written to the audit. */
export const riskDetailSchema = z.discriminatedUnion('view', [
  instructionItem.extend({ mitigations: z.array(mitigation) }),
  rowItem.extend({
    atRisk: z.array(z.enum(atRiskGroups)),
    identifiedAt: z.enum(identifiedPoints),
    summary: z.string(),
    called999: z.boolean(),
    reportedOn: localDateSchema,
    /** Empty when the row was typed in the spreadsheet. */
    reportedByName: z.string(),
    recordedByName: z.string(),
    levelReason: z.string(),
    mitigations: z.array(mitigation.extend({ owner: mitigationOwner })),
    postureReason: z.string(),
    warning: z.enum(warningStates),
    noWarningReason: z.string(),
    lastReviewedOn: localDateSchema.nullable(),
    lastReviewedByName: z.string(),
    inactive: z
      .object({ reason: z.enum(inactiveReasons), rationale: z.string(), on: localDateSchema })
      .nullable(),
    attention: z.string(),
  }),
]);
export type RiskDetail = z.infer<typeof riskDetailSchema>;

/** Every "no" and every failure, as application/problem+json (RFC 9457). */
export const problemSchema = z.object({
  title: z.string(),
  status: z.number().int(),
  /** Closed word for programs. */
  code: z.string(),
  /** A sentence for people: what to do. */
  detail: z.string(),
});
export type Problem = z.infer<typeof problemSchema>;
