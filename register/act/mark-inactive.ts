/** A risk leaves the weekly review, for one of the two reasons and no other (S0-16). */
import { caseworkerOf, others, warningNews } from '../change-news';
import { evidenceProblem, type Evidence } from '../consultation';
import { decision, type Decision, type Notice } from '../decision';
import { questionTexts } from '../free-text';
import { warningOnLeaving } from '../lifecycle';
import { missing, unmet } from '../missing';
import { tellAll } from '../notice';
import { mayMarkInactive } from '../permissions';
import { type Turn } from '../proposal';
import { isRefusal, refuse, type Refusal } from '../refusal';
import { type Risk } from '../risk';
import { activePerson } from '../routing';
import { type InactiveReason } from '../vocabulary';
import { type ActContext } from './context';
import { withEvidence } from './with-evidence';

export interface MarkInactiveInput extends Evidence {
  reason: InactiveReason;
  rationale: string;
  /** The tick that the case is closed in Mosaic; asked only for that reason. */
  caseClosedConfirmed: boolean;
  personalDetailsNeeded?: boolean;
}

/** The risk inactive, or waiting as a proposal for the line manager, or refused. */
export function markInactive(ctx: ActContext, risk: Risk, input: MarkInactiveInput): Decision | Refusal {
  const permission = mayMarkInactive(ctx.actor, risk, input.reason, ctx.today);
  if (permission.kind === 'refusal') return permission;
  const turn = { kind: 'inactive' as const, reason: input.reason, rationale: input.rationale.trim() };
  const refusal =
    isOver(risk) ??
    evidenceProblem(ctx, { permission, region: risk.region, evidence: input }) ??
    missing(incomplete(risk, turn, input.caseClosedConfirmed)) ??
    questionTexts(ctx.org, [turn.rationale], input.personalDetailsNeeded);
  if (refusal) return refusal;
  const applied = endedRisk(ctx, risk, turn);
  if (isRefusal(applied)) return applied;
  return withEvidence(ctx, applied, { risk, permission, evidence: input, asked: { change: {}, turn } });
}

type Ending = Extract<Turn, { kind: 'inactive' }>;

/** The ending itself, for an actor whose rights and evidence have been checked: also what a manager confirms. */
export function endedRisk(ctx: ActContext, risk: Risk, turn: Ending): Decision | Refusal {
  const refusal = isOver(risk) ?? missing(incomplete(risk, turn, true));
  if (refusal) return refusal;
  const after = inactiveRisk(ctx, risk, turn);
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
          reason: turn.reason,
          status: `${risk.status}>inactive`,
          warning: `${risk.warning}>${after.warning}`,
        },
      },
    ],
  });
}

function isOver(risk: Risk): Refusal | null {
  const over = risk.status === 'inactive' || risk.status === 'void';
  return over ? refuse('already', { state: risk.status as 'inactive' | 'void' }) : null;
}

function incomplete(risk: Risk, turn: Ending, caseClosedConfirmed: boolean) {
  const closing = turn.reason === 'case-closed';
  return unmet({
    rationale: turn.rationale !== '',
    'case-ref': !closing || risk.caseRef !== null,
    'case-closed-confirmed': !closing || caseClosedConfirmed,
    level: closing || risk.level !== null,
  });
}

function inactiveRisk(ctx: ActContext, risk: Risk, turn: Ending): Risk {
  return {
    ...risk,
    version: risk.version + 1,
    status: 'inactive',
    warning: warningOnLeaving(risk.warning),
    nextReviewOn: null,
    inactive: {
      reason: turn.reason,
      rationale: turn.rationale,
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
