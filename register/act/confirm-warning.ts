/** A colleague says that the warning in Mosaic now stands, or is gone (S0-13, S2-07). */
import { caseworkerNews } from '../change-news';
import { evidenceProblem, noEvidence } from '../consultation';
import { decision, type Decision } from '../decision';
import { isWarningStep } from '../lifecycle';
import { mayHandleWarning } from '../permissions';
import { refuse, type Refusal } from '../refusal';
import { type Risk } from '../risk';
import { isActive } from '../vocabulary';
import { type ActContext } from './context';

/** The warning placed or removed; unchanged when it already was. RCCs and other regions use the change form, which asks for their evidence. */
export function confirmWarning(ctx: ActContext, risk: Risk, to: 'placed' | 'removed'): Decision | Refusal {
  const permission = mayHandleWarning(ctx.actor, risk.region, ctx.today);
  if (permission.kind === 'refusal') return permission;
  const refusal = evidenceProblem(ctx, { permission, region: risk.region, evidence: noEvidence });
  if (refusal) return refusal;
  if (risk.warning === to) return decision({});
  if (to === 'placed' && (risk.status === 'inactive' || risk.status === 'void'))
    return refuse('already', { state: risk.status });
  if (!isWarningStep(risk.warning, to))
    return refuse('invalid', { field: 'warning', problem: `${risk.warning} to ${to}` });
  const after: Risk = {
    ...risk,
    version: risk.version + 1,
    warning: to,
    noWarningReason: to === 'placed' ? '' : risk.noWarningReason,
  };
  return decision({
    changes: [{ kind: 'risk', risk: after, was: risk.version }],
    notices: isActive(risk.status) ? caseworkerNews(ctx, after) : [],
    audit: [
      {
        act: 'confirm-warning',
        actor: ctx.actor.person.id,
        subject: risk.id,
        // Which wording stands in Mosaic is told by its version in the organisation file (S0-22).
        detail: {
          version: after.version,
          warning: `${risk.warning}>${to}`,
          wording: to === 'placed' ? ctx.org.warning.version : null,
        },
      },
    ],
  });
}
