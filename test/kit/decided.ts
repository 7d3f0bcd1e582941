/** Reading decisions in tests: the record changed, who was told of what, the refusal's code. */
import { type Decision, type Notice } from '../../register/decision';
import { type Proposal } from '../../register/proposal';
import { isRefusal, type Refusal } from '../../register/refusal';
import { type RegisterRecord } from '../../register/register-records';
import { type Risk } from '../../register/risk';
import { type WorksheetReview } from '../../register/worksheet-review';

type Outcome = Decision | Refusal;

/** The decision; a refusal fails the test with its code. */
export function decided(outcome: Outcome): Decision {
  if (isRefusal(outcome)) throw new Error(`Refused: ${JSON.stringify(outcome)}`);
  return outcome;
}

/** The one risk changed. */
export function riskAfter(outcome: Outcome): Risk {
  const found = decided(outcome).changes.find((change) => change.kind === 'risk');
  if (!found) throw new Error('No risk was changed');
  return found.risk;
}

export function reviewAfter(outcome: Outcome): WorksheetReview {
  const found = decided(outcome).changes.find((change) => change.kind === 'worksheet-review');
  if (!found) throw new Error('No review was changed');
  return found.review;
}

export function proposalAfter(outcome: Outcome): Proposal {
  const found = decided(outcome).changes.find((change) => change.kind === 'proposal');
  if (!found) throw new Error('No proposal was made');
  return found.proposal;
}

/** Records that will stand beside the register. */
export function recordsIn(outcome: Outcome): RegisterRecord[] {
  return decided(outcome).changes.flatMap((change) => (change.kind === 'record' ? [change.record] : []));
}

/** "teams:<person>" or "mail:office-NS", for each notice of the event, sorted. */
export function told(outcome: Outcome, event: Notice['event']): string[] {
  return decided(outcome)
    .notices.filter((notice) => notice.event === event)
    .map(({ channel, to }) => `${channel}:${to.kind === 'office' ? `office-${to.region}` : to.id}`)
    .sort();
}

/** The refusal; a decision fails the test. */
export function refused(outcome: Outcome): Refusal {
  if (!isRefusal(outcome)) throw new Error('Expected a refusal, got a decision');
  return outcome;
}
