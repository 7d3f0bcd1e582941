/** Anybody reports a risk (S0-03): the region's office is told at once, not one person only. */
import { z } from 'zod';
import { caseworkerNews, others } from '../change-news';
import { decision, type Decision } from '../decision';
import { questionTexts } from '../free-text';
import { caseRefSchema, personIdSchema, regionIdSchema, type RiskId } from '../ids';
import { missing, unmet } from '../missing';
import { noticeAbout, tellAll } from '../notice';
import { regionOf } from '../organisation';
import { hasRole, isRegionalOffice } from '../person';
import { mayReport } from '../permissions';
import { refuse, type Refusal } from '../refusal';
import { textLimit, type Risk } from '../risk';
import { activePerson, officeOf } from '../routing';
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

/** A new risk under the reference given, on version 1, with the region's office told. */
export function raiseRisk(ctx: ActContext, input: RaiseRiskInput, id: RiskId): Decision | Refusal {
  const permission = mayReport(ctx.actor);
  if (permission.kind === 'refusal') return permission;
  const refusal =
    (regionOf(ctx.org, input.region) ? null : refuse('not-found', { what: 'region' })) ??
    behalfProblem(ctx, input) ??
    missing(incomplete(input)) ??
    questionTexts(ctx.org, [input.summary], input.personalDetailsNeeded);
  if (refusal) return refusal;
  const risk = newRisk(ctx, input, id);
  return decision({
    changes: [{ kind: 'risk', risk, was: 0 }],
    notices: [
      ...tellAll(risk, 'risk-reported', others(ctx, officeOf(ctx, risk.region))),
      noticeAbout(risk, 'risk-reported', { to: { kind: 'office', region: risk.region }, channel: 'mail' }),
      // Only ever somebody reported for: reporters are not told of their own act.
      ...caseworkerNews(ctx, risk),
    ],
    audit: [
      {
        act: 'raise-risk',
        actor: ctx.actor.person.id,
        subject: id,
        detail: {
          region: risk.region,
          types: risk.types,
          identifiedAt: risk.identifiedAt,
          called999: risk.called999,
          onBehalfOf: risk.onBehalfOf,
          personalDetailsNeeded: input.personalDetailsNeeded,
        },
      },
    ],
  });
}

/** Only an office reports for somebody else, and only for a caseworker who is still here (domain facts 0a). */
function behalfProblem(ctx: ActContext, input: RaiseRiskInput): Refusal | null {
  if (input.onBehalfOf === null) return null;
  if (!isRegionalOffice(ctx.actor.person))
    return refuse('not-allowed', { rule: 'S0-03', act: 'raise-on-behalf' });
  const caseworker = activePerson(ctx, input.onBehalfOf);
  return caseworker && hasRole(caseworker, 'caseworker') ? null : refuse('not-found', { what: 'person' });
}

function incomplete(input: RaiseRiskInput) {
  return unmet({
    type: input.types.length > 0,
    'who-is-at-risk': input.atRisk.length > 0,
    summary: input.summary.trim() !== '',
    necessity: input.necessityConfirmed,
  });
}

function newRisk(ctx: ActContext, input: RaiseRiskInput, id: RiskId): Risk {
  return {
    id,
    version: 1,
    region: input.region,
    caseRef: input.caseRef,
    types: [...new Set(input.types)],
    category: null,
    atRisk: [...new Set(input.atRisk)],
    identifiedAt: input.identifiedAt,
    summary: input.summary.trim(),
    called999: input.called999,
    reportedBy: ctx.actor.person.id,
    onBehalfOf: input.onBehalfOf,
    reportedOn: ctx.today,
    status: 'reported',
    level: null,
    levelReason: '',
    mitigations: [],
    posture: 'normal',
    postureReason: '',
    warning: 'none',
    noWarningReason: '',
    recordedBy: null,
    owner: null,
    nextReviewOn: null,
    lastReviewedOn: null,
    lastReviewedBy: null,
    inactive: null,
    missingSince: null,
  };
}
