/** What is missing, in words that fit after "Still needed:": cards and the sheet say the same. */
import { type Requirement } from './refusal';

export const requirementWords: Readonly<Record<Requirement, string>> = {
  type: 'the type of risk',
  category: 'the category',
  'who-is-at-risk': 'who is at risk',
  summary: 'a summary',
  necessity: 'the tick that what you wrote is needed for safety',
  level: 'the level',
  'level-reason': 'why this level',
  mitigation: 'at least one thing that is done about it, with somebody who does it',
  'warning-or-reason': 'the Mosaic warning placed, or why there is none',
  'posture-reason': 'why this working arrangement',
  rationale: 'why, in a few words',
  'plan-change-or-reason': 'how the plan changes, or why it stays',
  'review-answers': 'an answer to each review question',
  'case-closed-confirmed': 'the tick that the case is closed in Mosaic',
  region: 'the region',
  'case-ref': 'the Mosaic case reference, or the tick that no case is concerned',
  reason: 'the reason',
};

/** "a, b and c". */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
