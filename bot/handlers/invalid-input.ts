/** Answers of the wrong shape as a refusal that names the question. */
import { type z } from 'zod';
import { refuse, type Refusal } from '../../register/refusal';
import { words } from '../words';

/** What each field of a form is called in front of people. */
const asked: Record<string, string> = {
  region: words.report.region,
  caseRef: words.report.caseField,
  types: 'Type of risk',
  atRisk: 'Who is at risk',
  identifiedAt: words.report.identifiedAt,
  summary: 'What is the risk?',
  onBehalfOf: 'Reported for',
  category: words.record.category,
  level: words.record.level,
  mitigations: words.record.mitigations,
  posture: words.record.posture,
  warning: words.record.warning,
  owner: words.record.owner,
  nextReviewOn: words.record.nextReviewOn,
  status: words.record.status,
  reason: words.ending.reason,
  mostWorriedAbout: words.rowReview.mostWorriedAbout,
  whatChanged: 'What has changed?',
  whatWorks: words.rowReview.whatWorks,
  planChange: words.rowReview.planChange,
  levelAfter: words.rowReview.levelAfter,
};

/** The first problem of a form, in words; messages of our own schemas are sentences for people already. */
export function invalidInput(error: z.ZodError): Refusal {
  const issue = error.issues[0];
  const name = String(issue?.path[0] ?? '');
  const field = (Object.hasOwn(asked, name) ? asked[name] : undefined) ?? 'the form';
  return refuse('invalid', { field, problem: problemOf(issue) });
}

function problemOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'too_big') return words.trouble.tooLong(Number(issue.maximum));
  if (issue?.code === 'too_small') return words.pleaseAnswer;
  if (issue?.code === 'invalid_format' || issue?.code === 'custom') return `it should be ${issue.message}`;
  return 'choose one of the list';
}
