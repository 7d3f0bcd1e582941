/** The ROM strikes an entry made in error; it leaves the lists and stays in the audit. */
import { caseworkerNews, warningNews } from '../change-news';
import { decision, type Decision } from '../decision';
import { questionTexts } from '../free-text';
import { warningOnLeaving } from '../lifecycle';
import { missing, unmet } from '../missing';
import { mayVoid } from '../permissions';
import { refuse, type Refusal } from '../refusal';
import { type Risk } from '../risk';
import { type ActContext } from './context';

export interface VoidRiskInput {
  reason: string;
  personalDetailsNeeded?: boolean;
}

/** The risk void, its Mosaic warning on the way off. There is no way back: a mistaken strike is reported anew. */
export function voidRisk(ctx: ActContext, risk: Risk, input: VoidRiskInput): Decision | Refusal {
  const permission = mayVoid(ctx.actor, risk);
  if (permission.kind === 'refusal') return permission;
  if (risk.status === 'void') return refuse('already', { state: 'void' });
  const reason = input.reason.trim();
  const refusal =
    missing(unmet({ reason: reason !== '' })) ??
    questionTexts(ctx.org, [reason], input.personalDetailsNeeded);
  if (refusal) return refusal;
  const after: Risk = {
    ...risk,
    version: risk.version + 1,
    status: 'void',
    warning: warningOnLeaving(risk.warning),
    nextReviewOn: null,
    voided: { reason, on: ctx.today, by: ctx.actor.person.id },
  };
  return decision({
    changes: [{ kind: 'risk', risk: after, was: risk.version }],
    notices: [...warningNews(ctx, risk, after), ...caseworkerNews(ctx, after)],
    audit: [
      {
        act: 'void-risk',
        actor: ctx.actor.person.id,
        subject: risk.id,
        detail: {
          version: after.version,
          status: `${risk.status}>void`,
          warning: `${risk.warning}>${after.warning}`,
        },
      },
    ],
  });
}
