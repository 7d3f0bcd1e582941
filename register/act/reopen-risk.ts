/** New information, a new case or a threat on a closed case brings a risk back (S0-45). */
import { caseworkerNews, warningNews } from '../change-news';
import { evidenceProblem } from '../consultation';
import { decision, type Decision } from '../decision';
import { nextReviewOn } from '../due';
import { questionTexts } from '../free-text';
import { missing, unmet } from '../missing';
import { mayEditRow } from '../permissions';
import { refuse, type Refusal } from '../refusal';
import { type Risk } from '../risk';
import { type Consultation } from '../risk-change';
import { activePerson } from '../routing';
import { type ActContext } from './context';

export interface ReopenRiskInput {
  reason: string;
  consultation: Consultation | null;
  personalDetailsNeeded?: boolean;
}

/** The risk back in the weekly review, its warning asked for again. */
export function reopenRisk(ctx: ActContext, risk: Risk, input: ReopenRiskInput): Decision | Refusal {
  const permission = mayEditRow(ctx.actor, risk.region, ctx.today);
  if (permission.kind === 'refusal') return permission;
  if (risk.status !== 'inactive')
    return refuse('already', { state: risk.status === 'void' ? 'void' : 'active' });
  const { consultation } = input;
  const refusal =
    evidenceProblem(ctx, { permission, region: risk.region, consultation }) ??
    missing(unmet({ reason: input.reason.trim() !== '' })) ??
    questionTexts(ctx.org, [input.reason], input.personalDetailsNeeded);
  if (refusal) return refusal;
  const after = reopened(ctx, risk, input.reason.trim());
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
          consulted: permission.needs ? (consultation?.consulted ?? null) : null,
        },
      },
    ],
  });
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
