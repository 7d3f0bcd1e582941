/** Every "no" a rule can give, with the facts needed to explain it. Refusals are values; each surface turns them into words. */
import { type PersonId, type RegionId } from './ids';
import { type LocalDate } from './local-date';
import { type PrivacyFinding } from './privacy';
import { type Status } from './vocabulary';

/** What is missing before a step may be taken. */
export type Requirement =
  | 'type' | 'category' | 'who-is-at-risk' | 'summary' | 'necessity' | 'level' | 'level-reason' | 'mitigation' | 'warning-or-reason'
  | 'posture-reason' | 'rationale' | 'plan-change-or-reason' | 'review-answers' | 'case-closed-confirmed' | 'region' | 'case-ref'
  | 'reason'; // prettier-ignore

export type Refusal = { kind: 'refusal' } & (
  | { code: 'unknown-person' }
  | { code: 'not-allowed'; rule: string; act: string }
  | { code: 'rom-only'; rule: string; region: RegionId }
  | { code: 'own-work'; rule: string }
  | { code: 'not-found'; what: 'risk' | 'worksheet-review' | 'proposal' | 'region' | 'person' }
  /** Somebody changed the record after this card was drawn. */
  | { code: 'stale'; now: number }
  | { code: 'missing'; rule: string; needs: Requirement[] }
  | { code: 'illegal-step'; rule: string; from: Status; to: Status }
  | { code: 'already'; state: 'confirmed' | 'declined' | 'signed' | 'inactive' | 'void' | 'active' }
  | { code: 'needs-consultation'; rule: string; region: RegionId }
  | { code: 'consulted-not-of-region'; rule: string; region: RegionId }
  | { code: 'needs-manager'; rule: string }
  | { code: 'not-the-manager'; rule: string; manager: PersonId }
  | { code: 'no-delegation'; rule: string; region: RegionId }
  | { code: 'level-3-expired'; rule: string; expiredOn: LocalDate }
  | { code: 'level-3-missing'; rule: string }
  | { code: 'rows-unseen'; rule: string; count: number; riskIds: string[] }
  /** Not a "no" for good: the text looks like personal data; saying it is needed lets it through (S0-11). */
  | { code: 'looks-personal'; rule: string; findings: PrivacyFinding[] }
  | { code: 'invalid'; field: string; problem: string }
);

/** A refusal of one code, with its facts. */
export function refuse<Code extends Refusal['code']>(
  code: Code,
  facts: Omit<Extract<Refusal, { code: Code }>, 'kind' | 'code'>,
): Extract<Refusal, { code: Code }> {
  return { kind: 'refusal', code, ...facts } as Extract<Refusal, { code: Code }>;
}

export function isRefusal(value: { kind: string }): value is Refusal {
  return value.kind === 'refusal';
}
