/** A colleague changes a risk: the gates of S0-51 to S0-54, then the change itself. */
import { newsOf, others } from '../change-news';
import { changedRisk } from '../changed-risk';
import { consultationProblem, managerProblem, needs } from '../consultation';
import { decision, type AuditLine, type Decision } from '../decision';
import { questionTexts } from '../free-text';
import { type PersonId } from '../ids';
import { noticeAbout, tellAll } from '../notice';
import { mayEditRow } from '../permissions';
import { type Proposal } from '../proposal';
import { isRefusal, type Refusal } from '../refusal';
import { type Risk } from '../risk';
import { type Consultation, type RiskChange } from '../risk-change';
import { officeOf } from '../routing';
import { actorId, type ActContext, type AnyActor } from './context';

/** What is asked and the evidence that comes with it. */
export interface ChangeRequest {
  change: RiskChange;
  /** Whom of another region the author consulted (S0-54); null when nobody. */
  consultation: Consultation | null;
  /** The line manager who is to confirm an RCC's change (S0-52); null when none was named. */
  manager: PersonId | null;
  /** Id for the proposal, should the change have to wait. */
  proposalId: string;
  /** True once the author has been asked about personal-looking text and says it is needed. */
  personalDetailsNeeded?: boolean;
}

/** The change made, or waiting as a proposal for the line manager, or refused. The caller has checked the version. */
export function changeRisk(ctx: ActContext, risk: Risk, request: ChangeRequest): Decision | Refusal {
  const permission = mayEditRow(ctx.actor, risk.region, ctx.today);
  if (permission.kind === 'refusal') return permission;
  const elsewhere = needs(permission, 'consultation');
  const mustWait = needs(permission, 'manager');
  const problem =
    (elsewhere ? consultationProblem(ctx, risk.region, request.consultation) : null) ??
    (mustWait ? managerProblem(ctx, request.manager) : null) ??
    questionTexts(ctx.org, newTexts(risk, request.change), request.personalDetailsNeeded);
  if (problem) return problem;
  const applied = applyChange(ctx, risk, request.change);
  if (isRefusal(applied) || applied.changes.length === 0) return applied;
  const consulted = elsewhere ? (request.consultation?.consulted ?? null) : null;
  if (mustWait) return proposed(ctx, risk, { request, consulted });
  return elsewhere ? withConsultation(ctx, applied, { risk, consulted }) : applied;
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

/** The risk stays as it is until the named manager confirms (S0-52). */
function proposed(
  ctx: ActContext,
  risk: Risk,
  { request, consulted }: { request: ChangeRequest; consulted: PersonId | null },
): Decision {
  const proposal: Proposal = {
    id: request.proposalId,
    version: 1,
    riskId: risk.id,
    region: risk.region,
    basedOn: risk.version,
    author: ctx.actor.person.id,
    manager: request.manager as PersonId,
    change: request.change,
    state: 'waiting',
    proposedOn: ctx.today,
    decidedOn: null,
  };
  return decision({
    changes: [{ kind: 'proposal', proposal, was: 0 }],
    notices: [
      noticeAbout(risk, 'proposal-waiting', {
        to: { kind: 'person', id: proposal.manager },
        channel: 'teams',
        subjectId: proposal.id,
      }),
    ],
    audit: [
      {
        act: 'propose-change',
        actor: proposal.author,
        subject: risk.id,
        detail: {
          proposal: proposal.id,
          manager: proposal.manager,
          consulted,
          fields: Object.keys(request.change),
        },
      },
    ],
  });
}

/** A change from another region: its office hears of it, and the audit holds who was consulted (S0-54). */
export function withConsultation(
  ctx: ActContext,
  applied: Decision,
  { risk, consulted }: { risk: Risk; consulted: PersonId | null },
): Decision {
  const [change] = applied.changes;
  const after = change?.kind === 'risk' ? change.risk : risk;
  return {
    ...applied,
    notices: [
      ...applied.notices,
      ...tellAll(after, 'other-region-changed', others(ctx, officeOf(ctx, risk.region))),
    ],
    audit: applied.audit.map((line) => ({ ...line, detail: { ...line.detail, consulted } })),
  };
}
