/** A colleague changes a risk: the gates of S0-51 to S0-54, then the change itself. */
import { newsOf } from '../change-news';
import { changedRisk } from '../changed-risk';
import { evidenceProblem, type Evidence } from '../consultation';
import { decision, type AuditLine, type Decision } from '../decision';
import { questionTexts } from '../free-text';
import { mayEditRow } from '../permissions';
import { isRefusal, type Refusal } from '../refusal';
import { type Risk } from '../risk';
import { type RiskChange } from '../risk-change';
import { actorId, type ActContext, type AnyActor } from './context';
import { withEvidence } from './with-evidence';

/** What is asked and the evidence that comes with it. */
export interface ChangeRequest extends Evidence {
  change: RiskChange;
  /** True once the author has been asked about personal-looking text and says it is needed. */
  personalDetailsNeeded?: boolean;
}

/** The change made, or waiting as a proposal for the line manager, or refused. The caller has checked the version. */
export function changeRisk(ctx: ActContext, risk: Risk, request: ChangeRequest): Decision | Refusal {
  const permission = mayEditRow(ctx.actor, risk.region, ctx.today);
  if (permission.kind === 'refusal') return permission;
  const { change } = request;
  const problem =
    evidenceProblem(ctx, { permission, region: risk.region, evidence: request }) ??
    questionTexts(ctx.org, newTexts(risk, change), request.personalDetailsNeeded);
  if (problem) return problem;
  const applied = applyChange(ctx, risk, change);
  if (isRefusal(applied) || applied.changes.length === 0) return applied;
  return withEvidence(ctx, applied, { risk, permission, evidence: request, asked: { change } });
}

/** The change itself, for an actor whose evidence has been checked: used directly by the sheet and by decide-proposal. */
export function applyChange(ctx: ActContext<AnyActor>, risk: Risk, change: RiskChange): Decision | Refusal {
  const next = changedRisk(ctx, risk, change);
  if ('kind' in next) return next;
  const fields = changedFields(risk, next);
  if (fields.length === 0) return decision({});
  const after: Risk = { ...next, version: risk.version + 1 };
  return decision({
    changes: [{ kind: 'risk', risk: after, was: risk.version }],
    notices: newsOf(ctx, risk, after),
    audit: [
      {
        act: 'change-risk',
        actor: actorId(ctx.actor),
        subject: risk.id,
        detail: { version: after.version, fields, ...codesBeforeAndAfter(risk, after) },
      },
    ],
  });
}

/** Names of the parts that differ. */
export function changedFields(before: Risk, after: Risk): string[] {
  const keys = Object.keys(after) as (keyof Risk)[];
  return keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}

/** "low>high" for each part that is a code; free text never gets into the audit. */
function codesBeforeAndAfter(before: Risk, after: Risk): AuditLine['detail'] {
  const coded = ['status', 'level', 'category', 'posture', 'warning'] as const;
  const changed = coded.filter((part) => before[part] !== after[part]);
  return Object.fromEntries(changed.map((part) => [part, `${before[part] ?? ''}>${after[part] ?? ''}`]));
}

/** Text the register does not hold yet: what was accepted once is not questioned again. */
function newTexts(risk: Risk, change: RiskChange): string[] {
  const held = [
    risk.summary,
    risk.levelReason,
    risk.postureReason,
    risk.noWarningReason,
    ...risk.mitigations.map((one) => one.text),
  ];
  const asked = [
    change.summary,
    change.level?.reason,
    change.posture?.reason,
    change.warning?.noWarningReason,
    ...(change.mitigations ?? []).map((one) => one.text),
  ];
  return asked.filter((text) => text !== undefined && text !== '' && !held.includes(text)) as string[];
}
