/** A risk leaves the weekly review, for one of the two reasons and no other (S0-16). */
import { caseworkerOf, others, warningNews } from '../change-news';
import { evidenceProblem } from '../consultation';
import { decision, type Decision, type Notice } from '../decision';
import { questionTexts } from '../free-text';
import { warningOnLeaving } from '../lifecycle';
import { missing, unmet } from '../missing';
import { tellAll } from '../notice';
import { mayMarkInactive } from '../permissions';
import { refuse, type Refusal } from '../refusal';
import { type Risk } from '../risk';
import { type Consultation } from '../risk-change';
import { activePerson } from '../routing';
import { type InactiveReason } from '../vocabulary';
import { type ActContext } from './context';

export interface MarkInactiveInput {
  reason: InactiveReason;
  rationale: string;
  /** The tick that the case is closed in Mosaic; asked only for that reason. */
  caseClosedConfirmed: boolean;
  consultation: Consultation | null;
  personalDetailsNeeded?: boolean;
}

/** The risk inactive, its Mosaic warning on the way off. An RCC cannot: no proposal carries this act yet. */
export function markInactive(ctx: ActContext, risk: Risk, input: MarkInactiveInput): Decision | Refusal {
  const { reason, consultation } = input;
  const permission = mayMarkInactive(ctx.actor, risk, reason, ctx.today);
  if (permission.kind === 'refusal') return permission;
  if (risk.status === 'inactive' || risk.status === 'void') return refuse('already', { state: risk.status });
  const refusal =
    evidenceProblem(ctx, { permission, region: risk.region, consultation }) ??
    missing(incomplete(risk, input)) ??
    questionTexts(ctx.org, [input.rationale], input.personalDetailsNeeded);
  if (refusal) return refusal;
  const after = inactiveRisk(ctx, risk, input);
  return decision({
    changes: [{ kind: 'risk', risk: after, was: risk.version }],
    notices: [...warningNews(ctx, risk, after), ...leavingNews(ctx, after)],
    audit: [
      {
        act: 'mark-inactive',
        actor: ctx.actor.person.id,
        subject: risk.id,
        detail: {
          version: after.version,
          reason,
          status: `${risk.status}>inactive`,
          warning: `${risk.warning}>${after.warning}`,
          consulted: permission.needs ? (consultation?.consulted ?? null) : null,
        },
      },
    ],
  });
}

function incomplete(risk: Risk, input: MarkInactiveInput) {
  const closing = input.reason === 'case-closed';
  return unmet({
    rationale: input.rationale.trim() !== '',
    'case-ref': !closing || risk.caseRef !== null,
    'case-closed-confirmed': !closing || input.caseClosedConfirmed,
    level: closing || risk.level !== null,
  });
}

function inactiveRisk(ctx: ActContext, risk: Risk, input: MarkInactiveInput): Risk {
  return {
    ...risk,
    version: risk.version + 1,
    status: 'inactive',
    warning: warningOnLeaving(risk.warning),
    nextReviewOn: null,
    inactive: {
      reason: input.reason,
      rationale: input.rationale.trim(),
      on: ctx.today,
      by: ctx.actor.person.id,
    },
  };
}

/** The caseworker whose report it was, and the owner, each once and not the actor. */
function leavingNews(ctx: ActContext, risk: Risk): Notice[] {
  const told = [caseworkerOf(ctx, risk), activePerson(ctx, risk.owner)].filter((one) => one !== null);
  return tellAll(risk, 'risk-inactive', others(ctx, [...new Set(told)]));
}
