/** The ROM, or the delegate fit today, signs the weekly review of a worksheet (S0-49). */
import { decision, type Decision } from '../decision';
import { nextReviewOn } from '../due';
import { delegationFor, hasRole } from '../person';
import { maySignWorksheet } from '../permissions';
import { refuse, type Refusal } from '../refusal';
import { reviewRecord } from '../register-records';
import { type Risk } from '../risk';
import { namesOf } from '../sheet-values';
import { isActive } from '../vocabulary';
import { unseenRows, type WorksheetReview } from '../worksheet-review';
import { type ActContext } from './context';

/** The review signed and every active row of the region due again. `risks`: at least all active ones of the region. */
export function signWorksheet(
  ctx: ActContext,
  review: WorksheetReview,
  risks: readonly Risk[],
): Decision | Refusal {
  const permission = maySignWorksheet(ctx.actor, review.region, ctx.today);
  if (permission.kind === 'refusal') return permission;
  if (review.state === 'signed') return refuse('already', { state: 'signed' });
  const unseen = unseenRows(review, risks);
  if (unseen.length > 0)
    return refuse('rows-unseen', {
      rule: 'S0-49',
      count: unseen.length,
      riskIds: unseen.map((risk) => risk.id),
    });
  const active = risks.filter((risk) => risk.region === review.region && isActive(risk.status));
  const signed = signedReview(ctx, review);
  return decision({
    changes: [
      { kind: 'worksheet-review', review: signed, was: review.version },
      ...active.map((risk) => ({ kind: 'risk' as const, risk: reviewed(ctx, risk), was: risk.version })),
      { kind: 'record', record: reviewRecord(signed, namesOf(ctx.people)) },
    ],
    audit: [
      {
        act: 'sign-worksheet',
        actor: ctx.actor.person.id,
        subject: review.id,
        detail: {
          version: signed.version,
          region: review.region,
          delegation: signed.delegationId,
          rows: active.map((risk) => risk.id),
        },
      },
    ],
  });
}

function signedReview(ctx: ActContext, review: WorksheetReview): WorksheetReview {
  const { person } = ctx.actor;
  const isRom = hasRole(person, 'rom') && person.region === review.region;
  const delegation = delegationFor(ctx.actor, {
    region: review.region,
    scope: 'weekly-review',
    on: ctx.today,
  });
  return {
    ...review,
    version: review.version + 1,
    state: 'signed',
    signedBy: person.id,
    signedOn: ctx.today,
    delegationId: isRom ? null : (delegation?.id ?? null),
  };
}

/** Next due counts from the sign-off, not from the old due day (domain facts 3b). */
function reviewed(ctx: ActContext, risk: Risk): Risk {
  return {
    ...risk,
    version: risk.version + 1,
    lastReviewedOn: ctx.today,
    lastReviewedBy: ctx.actor.person.id,
    nextReviewOn: nextReviewOn(ctx.org, risk.region, ctx.today),
  };
}
