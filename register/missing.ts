/** "Something is missing" as a refusal: what, and by which rule of the guidance. */
import { refuse, type Refusal, type Requirement } from './refusal';

const ruleOf: Readonly<Record<Requirement, string>> = {
  type: 'S0-18',
  category: 'S0-23',
  'who-is-at-risk': 'S0-32',
  summary: 'S0-03',
  necessity: 'S0-11',
  level: 'S0-33',
  'level-reason': 'S3-18',
  mitigation: 'S0-39',
  'warning-or-reason': 'S0-13',
  'posture-reason': 'S0-43',
  rationale: 'S0-16',
  'plan-change-or-reason': 'S3-03',
  'review-answers': 'S1-06',
  'case-closed-confirmed': 'S0-16',
  region: 'S0-47',
  'case-ref': 'S0-16',
  reason: 'S1-03',
};

/** Null when nothing is missing; the rule named is that of the first requirement. */
export function missing(needs: readonly Requirement[]): Refusal | null {
  const [first] = needs;
  return first === undefined ? null : refuse('missing', { rule: ruleOf[first], needs: [...new Set(needs)] });
}

/** The requirements whose condition does not hold. */
export function unmet(conditions: Partial<Record<Requirement, boolean>>): Requirement[] {
  return (Object.entries(conditions) as [Requirement, boolean][])
    .filter(([, holds]) => !holds)
    .map(([requirement]) => requirement);
}
