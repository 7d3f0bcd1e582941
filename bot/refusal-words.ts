/** Every "no" of the register in plain words: what is needed and what to do, without blame. */
import { sayDate } from '../register/local-date';
import { regionOf, type Organisation } from '../register/organisation';
import { type PrivacyKind } from '../register/privacy';
import { type Refusal, type Requirement } from '../register/refusal';
import { type Names } from '../register/sheet-values';
import { labels } from '../register/vocabulary';
import { escapeMarkdown } from './cards/text';
import { words } from './words';

const needs: Record<Requirement, string> = {
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

const found: Record<PrivacyKind, string> = {
  name: 'a name',
  phone: 'a phone number',
  postcode: 'a postcode',
  'e-mail': 'an e-mail address',
  'nhs-number': 'an NHS number',
  'ni-number': 'a National Insurance number',
};

const settled = {
  confirmed: 'This change has been confirmed already.',
  declined: 'This change has been declined already.',
  signed: 'This review is signed already.',
  inactive: 'This risk is inactive already.',
  void: 'This risk is marked as entered in error.',
  active: 'This risk is active already.',
} as const;

const notFound = {
  risk: 'There is no risk with this reference. Check the Risk ID.',
  'worksheet-review': 'There is no such weekly review.',
  proposal: 'There is no such change any more.',
  region: 'The register has no such region. Choose one of the list.',
  person: 'That person is not in the directory. Choose somebody of the list.',
} as const;

/** "a, b and c". */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** The sentence of a refusal, safe to show to this person. */
export function refusalWords(refusal: Refusal, org: Organisation, names: Names): string {
  const region = (id: string) => escapeMarkdown(regionOf(org, id)?.name ?? id);
  const rom = org.labels.rom;
  switch (refusal.code) {
    case 'unknown-person':
      return `${words.unknown.body} ${words.unknown.ask(org.help.name, org.help.mailbox)}`;
    case 'not-allowed':
      return `Your role does not include this (rule ${refusal.rule}). Ask your regional office, or ${org.help.name}.`;
    case 'rom-only':
      return `Only the ${rom} of ${region(refusal.region)} decides this (rule ${refusal.rule}). Please ask them.`;
    case 'own-work':
      return `Nobody confirms their own change (rule ${refusal.rule}). Somebody else has to decide.`;
    case 'not-found':
      return notFound[refusal.what];
    case 'stale':
      return 'This has changed since the card was drawn. Here is how it stands now; nothing of yours was saved over it.';
    case 'missing':
      return `Still needed: ${listed(refusal.needs.map((need) => needs[need]))}.`;
    case 'illegal-step':
      return `A risk that is ${labels.status[refusal.from].toLowerCase()} cannot become ${labels.status[refusal.to].toLowerCase()} like this (rule ${refusal.rule}). Take the steps in order.`;
    case 'already':
      return settled[refusal.state];
    case 'needs-consultation':
      return `This row belongs to ${region(refusal.region)}. Say whom in that office you consulted (rule ${refusal.rule}).`;
    case 'consulted-not-of-region':
      return `The person you consulted does not work in the office of ${region(refusal.region)} (rule ${refusal.rule}).`;
    case 'needs-manager':
      return `This change needs a line manager who confirms it (rule ${refusal.rule}). Choose one, or ask your manager to make it.`;
    case 'not-the-manager':
      return `This change waits for ${escapeMarkdown(names.nameOf(refusal.manager))} (rule ${refusal.rule}); only they can decide it.`;
    case 'no-delegation':
      return `The weekly review of ${region(refusal.region)} is for its ${rom}, or for somebody they have delegated it to (rule ${refusal.rule}).`;
    case 'level-3-expired':
      return `Your Level 3 safeguarding qualification ran out on ${sayDate(refusal.expiredOn)}, so you cannot sign the weekly review (rule ${refusal.rule}). Renew it, or ask the ${rom} to sign.`;
    case 'level-3-missing':
      return `The weekly review needs a Level 3 safeguarding qualification, and none is recorded for you (rule ${refusal.rule}). Ask the ${rom} to sign.`;
    case 'rows-unseen':
      return `${refusal.count} ${refusal.count === 1 ? 'row is' : 'rows are'} not seen yet: ${listed(refusal.riskIds.slice(0, 10))}${refusal.count > 10 ? ' and others' : ''}. Look at every row, then sign (rule ${refusal.rule}).`;
    case 'looks-personal':
      return words.report.personal(
        listed([...new Set(refusal.findings.map((finding) => found[finding.kind]))]),
      );
    case 'invalid':
      return `Please look at "${escapeMarkdown(refusal.field, 60)}" again: ${escapeMarkdown(refusal.problem, 200)}.`;
  }
}
