/** What the tab's API answers: one description for server and page. Codes, never labels; words are the page's. */
import { z } from 'zod';
import { typedFields, type TypedField } from '../../register/columns';
import { massKinds } from '../../register/hold';
import { personIdSchema, regionIdSchema, riskIdSchema } from '../../register/ids';
import { localDateSchema } from '../../register/local-date';
import { roles } from '../../register/person';
import { conflictFields, quarantineSchema } from '../../register/sheet-memory';
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
  /** Names of regions from whose sheet nothing is taken just now. */
  held: z.array(z.string()),
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

const ofRow = { riskId: riskIdSchema, region: regionIdSchema };
const typedField = z.enum(typedFields as [TypedField, ...TypedField[]]);
const conflictField = z.enum(conflictFields);

/** GET /tab/api/sheet: what this person may settle about the sheet. `mark` goes back with the answer: it tells what was shown. */
export const sheetQuestionsSchema = z.object({
  /** Many rows gone, or much of a column typed anew. `isSpoken`: somebody has answered; the next look at the sheet acts on it. */
  holds: z.array(
    z.object({
      id: z.string(),
      region: regionIdSchema,
      why: z.enum(massKinds),
      /** Instant (ISO). */
      since: z.string(),
      rows: z.array(z.string()),
      fields: z.array(typedField),
      isSpoken: z.boolean(),
      mark: z.string(),
    }),
  ),
  conflicts: z.array(
    z.object({
      ...ofRow,
      mark: z.string(),
      fields: z.array(
        z.object({ field: conflictField, sheet: z.string(), teams: z.string(), inEffect: z.string() }),
      ),
    }),
  ),
  /** Rows believed deleted. `mayStrike`: may call the entry an error. */
  missing: z.array(z.object({ ...ofRow, since: localDateSchema, mayStrike: z.boolean() })),
  setApart: z.array(
    z.object({
      ...ofRow,
      why: quarantineSchema.shape.why,
      isSpoken: z.boolean(),
      /** Of an entry made in error nothing can be taken. */
      mayTake: z.boolean(),
      mark: z.string(),
      cells: z.array(z.object({ field: typedField, was: z.string(), is: z.string() })),
    }),
  ),
});
export type SheetQuestions = z.infer<typeof sheetQuestionsSchema>;

/** Idempotency key, minted by the page when it shows the question: the same request again is answered as it was then. */
const key = z.string().regex(/^[\w:.-]{8,100}$/);
const mark = z.string().max(20);

/** POST /tab/api/sheet/settle; answered with { kind: 'done' } or a problem. */
export const settleSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('conflict'),
    key,
    riskId: riskIdSchema,
    keep: z.enum(['sheet', 'teams', 'in-effect', 'values']),
    /** With keep "values": what is to count, as one would type it in the sheet; '' keeps what is in effect. */
    values: z.partialRecord(conflictField, z.string().max(2000)).optional(),
    mark,
  }),
  z.object({
    kind: z.literal('row'),
    key,
    riskId: riskIdSchema,
    verdict: z.enum(['restore', 'confirm-deleted']),
  }),
  z.object({
    kind: z.literal('set-apart'),
    key,
    riskId: riskIdSchema,
    verdict: z.enum(['take', 'leave']),
    mark,
  }),
  z.object({
    kind: z.literal('hold'),
    key,
    hold: z.string().max(40),
    verdict: z.enum(['gone', 'put-back', 'take', 'leave']),
    mark,
  }),
]);
export type SettleRequest = z.infer<typeof settleSchema>;

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
