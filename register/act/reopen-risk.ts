/** New information, a new case or a threat on a closed case brings a risk back (S0-45). */
import { caseworkerNews, warningNews } from '../change-news';
import { evidenceProblem, type Evidence } from '../consultation';
import { decision, type Decision } from '../decision';
import { nextReviewOn } from '../due';
import { questionTexts } from '../free-text';
import { missing, unmet } from '../missing';
import { mayEditRow } from '../permissions';
import { isRefusal, refuse, type Refusal } from '../refusal';
import { type Risk } from '../risk';
import { activePerson } from '../routing';
import { type ActContext } from './context';
import { withEvidence } from './with-evidence';

export interface ReopenRiskInput extends Evidence {
  reason: string;
  personalDetailsNeeded?: boolean;
}

/** The risk back in the weekly review, its warning asked for again; or waiting for the line manager, or refused. */
export function reopenRisk(ctx: ActContext, risk: Risk, input: ReopenRiskInput): Decision | Refusal {
  const permission = mayEditRow(ctx.actor, risk.region, ctx.today);
  if (permission.kind === 'refusal') return permission;
  const turn = { kind: 'reopen' as const, reason: input.reason.trim() };
  const refusal =
    isNotInactive(risk) ??
    evidenceProblem(ctx, { permission, region: risk.region, evidence: input }) ??
    missing(unmet({ reason: turn.reason !== '' })) ??
    questionTexts(ctx.org, [turn.reason], input.personalDetailsNeeded);
  if (refusal) return refusal;
  const applied = returnedRisk(ctx, risk, turn.reason);
  if (isRefusal(applied)) return applied;
  return withEvidence(ctx, applied, { risk, permission, evidence: input, asked: { change: {}, turn } });
}

/** The return itself, for an actor whose rights and evidence have been checked: also what a manager confirms. */
export function returnedRisk(ctx: ActContext, risk: Risk, reason: string): Decision | Refusal {
  const refusal = isNotInactive(risk);
  if (refusal) return refusal;
  const after = reopened(ctx, risk, reason);
  return decision({
    changes: [{ kind: 'risk', risk: after, was: risk.version }],
    notices: [...warningNews(ctx, risk, after), ...caseworkerNews(ctx, after)],
    audit: [
      {
        act: 'reopen-risk',
        actor: ctx.actor.person.id,
        subject: risk.id,
        detail: {
          version: after.version,
          status: `inactive>${after.status}`,
          was: risk.inactive?.reason ?? null,
          warning: `${risk.warning}>${after.warning}`,
        },
      },
    ],
  });
}

function isNotInactive(risk: Risk): Refusal | null {
  if (risk.status === 'inactive') return null;
  return refuse('already', { state: risk.status === 'void' ? 'void' : 'active' });
}

/** A risk that was never assessed comes back as reported, so that nobody takes it for managed. */
function reopened(ctx: ActContext, risk: Risk, reason: string): Risk {
  const assessed = risk.category !== null && risk.level !== null;
  const wantsWarning = assessed && risk.caseRef !== null;
  return {
    ...risk,
    version: risk.version + 1,
    status: assessed ? 'monitored' : 'reported',
    inactive: null,
    reopened: { reason, on: ctx.today, by: ctx.actor.person.id },
    owner: activePerson(ctx, risk.owner)?.id ?? ctx.actor.person.id,
    warning: wantsWarning ? 'requested' : risk.warning,
    noWarningReason: wantsWarning ? '' : risk.noWarningReason,
    nextReviewOn: assessed ? nextReviewOn(ctx.org, risk.region, ctx.today) : null,
  };
}
