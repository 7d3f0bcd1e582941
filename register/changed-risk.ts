/** A risk with the asked parts changed and every step taken, or why that may not be. Nobody is told here (see change-news). */
import { actorId, type ActContext, type AnyActor } from './act/context';
import { nextReviewOn } from './due';
import { caseRefSchema, type PersonId } from './ids';
import { hasReached, isWarningStep, missingFor, stepsBetween } from './lifecycle';
import { missing, unmet } from './missing';
import { mayEditRow, mayHandleWarning, maySetMitigations, maySetPosture } from './permissions';
import { refuse, type Refusal } from './refusal';
import { type Risk } from './risk';
import { type RiskChange } from './risk-change';
import { activePerson, romsOf } from './routing';
import { isActive } from './vocabulary';

type Context = ActContext<AnyActor>;

/** The next risk, still with its old version; a refusal otherwise. */
export function changedRisk(ctx: Context, risk: Risk, change: RiskChange): Risk | Refusal {
  const refusal =
    offTheRoad(ctx, risk, change) ?? notAllowed(ctx, risk, change) ?? notUnderstood(ctx, risk, change);
  if (refusal) return refusal;
  const parts = withParts(risk, change);
  const steps = stepsBetween(risk.status, change.status ?? risk.status) ?? [];
  const next = steps.includes('recorded') ? whenRecorded(ctx, parts) : parts;
  const problem = missing([
    ...reasonsMissing(risk, change),
    ...missingFor(next, steps),
    ...lost(risk, next, change),
  ]);
  return problem ?? { ...next, status: change.status ?? risk.status };
}

/** Backwards, out of inactive or void, and into them by this door: never. */
function offTheRoad(ctx: Context, risk: Risk, change: RiskChange): Refusal | null {
  const to = change.status ?? risk.status;
  if (to !== risk.status) {
    if (ctx.actor.kind === 'sheet' && (to === 'inactive' || to === 'void'))
      return refuse('not-allowed', { rule: 'S0-16', act: to === 'void' ? 'void-risk' : 'mark-inactive' });
    if (!isActive(risk.status) || stepsBetween(risk.status, to) === null)
      return refuse('illegal-step', { rule: 'S0-45', from: risk.status, to });
  }
  if (risk.status === 'void') return refuse('already', { state: 'void' });
  return risk.status === 'inactive' && !isAftercare(change) ? refuse('already', { state: 'inactive' }) : null;
}

/** What may still happen to an inactive risk: its warning comes off, its cells are corrected. */
function isAftercare(change: RiskChange): boolean {
  const allowed = ['status', 'summary', 'caseRef', ...(isRemoval(change) ? ['warning'] : [])];
  return (Object.keys(change) as (keyof RiskChange)[]).every(
    (part) => change[part] === undefined || allowed.includes(part),
  );
}

function isRemoval(change: RiskChange): boolean {
  return change.warning?.to === 'removal-requested' || change.warning?.to === 'removed';
}

function notAllowed(ctx: Context, risk: Risk, change: RiskChange): Refusal | null {
  const asked = [
    mayEditRow(ctx.actor, risk.region, ctx.today),
    ...(change.posture ? [maySetPosture(ctx.actor, risk, change.posture.to)] : []),
    ...(change.mitigations ? [maySetMitigations(ctx.actor, risk, change.mitigations)] : []),
    ...(change.warning && change.warning.to !== risk.warning
      ? [mayHandleWarning(ctx.actor, risk.region, ctx.today)]
      : []),
  ];
  return asked.find((permission) => permission.kind === 'refusal') ?? null;
}

/** Values that no list or directory knows. */
function notUnderstood(ctx: Context, risk: Risk, change: RiskChange): Refusal | null {
  if (change.warning && !isWarningStep(risk.warning, change.warning.to))
    return refuse('invalid', { field: 'warning', problem: `${risk.warning} to ${change.warning.to}` });
  if (change.caseRef && !caseRefSchema.safeParse(change.caseRef).success)
    return refuse('invalid', { field: 'caseRef', problem: 'not a Mosaic reference' });
  const stranger = newPeople(risk, change).some((id) => activePerson(ctx, id) === null);
  return stranger ? refuse('not-found', { what: 'person' }) : null;
}

/** People the change names for the first time; those already on the risk may have left since. */
function newPeople(risk: Risk, change: RiskChange): PersonId[] {
  const isPerson = (owner: string): owner is PersonId => owner !== 'office' && owner !== 'agency';
  const known = [risk.owner, ...risk.mitigations.map((one) => one.owner)];
  const named = [
    ...(change.owner ? [change.owner] : []),
    ...(change.mitigations ?? []).map((one) => one.owner),
  ];
  return named
    .filter((owner) => owner !== undefined)
    .filter(isPerson)
    .filter((id) => !known.includes(id));
}

/** The risk with the asked parts, no step taken and nothing checked: what a form needs to offer the next step. */
export function withParts(risk: Risk, change: RiskChange): Risk {
  return {
    ...risk,
    types: change.types ? [...new Set(change.types)] : risk.types,
    category: change.category ?? risk.category,
    atRisk: change.atRisk ? [...new Set(change.atRisk)] : risk.atRisk,
    mitigations: change.mitigations ? mitigationsAfter(risk, change.mitigations) : risk.mitigations,
    owner: change.owner ?? risk.owner,
    nextReviewOn: change.nextReviewOn ?? risk.nextReviewOn,
    summary: change.summary === undefined ? risk.summary : change.summary.trim(),
    caseRef: change.caseRef === undefined ? risk.caseRef : change.caseRef,
    ...levelPart(risk, change),
    ...posturePart(risk, change),
    ...warningPart(risk, change),
  };
}

/** As asked, each with an owner: named, or who had it before, or the office. */
export function mitigationsAfter(
  risk: Risk,
  asked: NonNullable<RiskChange['mitigations']>,
): Risk['mitigations'] {
  const held = (code: string, text?: string) =>
    risk.mitigations.find((one) => one.code === code && (text === undefined || one.text === text));
  return asked.map((one) => ({
    ...one,
    owner: one.owner ?? (held(one.code, one.text) ?? held(one.code))?.owner ?? 'office',
  }));
}

function levelPart(risk: Risk, { level }: RiskChange): Partial<Risk> {
  if (!level) return {};
  const kept = level.to === risk.level ? risk.levelReason : '';
  return { level: level.to, levelReason: level.reason.trim() || kept };
}

function posturePart(risk: Risk, { posture }: RiskChange): Partial<Risk> {
  if (!posture) return {};
  const kept = posture.to === risk.posture ? risk.postureReason : '';
  return { posture: posture.to, postureReason: posture.reason.trim() || kept };
}

function warningPart(risk: Risk, { warning }: RiskChange): Partial<Risk> {
  if (!warning) return {};
  const stands = warning.to === 'requested' || warning.to === 'placed';
  const reason = warning.noWarningReason.trim() || risk.noWarningReason;
  return { warning: warning.to, noWarningReason: stands ? '' : reason };
}

/** Recording names the recorder, an owner and a review day, and asks for the Mosaic warning (S0-13, S0-17, S2-02). */
function whenRecorded(ctx: Context, risk: Risk): Risk {
  const actor = actorId(ctx.actor);
  const recordedBy = actor === 'sheet' || actor === 'service' ? risk.recordedBy : actor;
  const wanted = risk.caseRef !== null && risk.warning === 'none' && risk.noWarningReason === '';
  return {
    ...risk,
    recordedBy,
    owner: risk.owner ?? recordedBy ?? romsOf(ctx, risk.region)[0]?.id ?? null,
    nextReviewOn: risk.nextReviewOn ?? nextReviewOn(ctx.org, risk.region, ctx.today),
    warning: wanted ? 'requested' : risk.warning,
  };
}

function reasonsMissing(risk: Risk, change: RiskChange) {
  const { level, posture } = change;
  const decisive = posture?.to === 'suspended' || posture?.to === 'withdrawn';
  return unmet({
    'level-reason': !level || level.to === risk.level || level.reason.trim() !== '',
    'posture-reason': !decisive || posture.to === risk.posture || posture.reason.trim() !== '',
    summary: change.summary === undefined || change.summary.trim() !== '',
  });
}

/** What an active risk had and may not lose: its mitigations once mitigated, its warning without a reason. */
function lost(risk: Risk, next: Risk, change: RiskChange) {
  const unwarned = isRemoval(change) && next.caseRef !== null && next.noWarningReason === '';
  return unmet({
    mitigation: !hasReached(risk.status, 'mitigated') || next.mitigations.length > 0,
    'warning-or-reason': !unwarned || next.warning === risk.warning || !hasReached(risk.status, 'recorded'),
  });
}
