/** Every "no" of the register in plain words: what is needed and what to do, without blame. */
import { sayDate } from '../register/local-date';
import { regionOf, type Organisation } from '../register/organisation';
import { type PrivacyKind } from '../register/privacy';
import { type Refusal } from '../register/refusal';
import { listed, requirementWords } from '../register/requirement-words';
import { type Names } from '../register/sheet-values';
import { labels } from '../register/vocabulary';
import { escapeMarkdown } from './cards/text';
import { words } from './words';

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

interface Told {
  org: Organisation;
  names: Names;
}

/** One sentence per code; the type makes the list complete. */
type Sentences = {
  [Code in Refusal['code']]: (refusal: Extract<Refusal, { code: Code }>, told: Told) => string;
};

const regionName = ({ org }: Told, id: string) => escapeMarkdown(regionOf(org, id)?.name ?? id);

const sentences: Sentences = {
  'unknown-person': (_, { org }) =>
    `${words.unknown.body} ${words.unknown.ask(org.help.name, org.help.mailbox)}`,
  'not-allowed': ({ rule }, { org }) =>
    `Your role does not include this (rule ${rule}). Ask your regional office, or ${org.help.name}.`,
  'rom-only': ({ rule, region }, told) =>
    `Only the ${told.org.labels.rom} of ${regionName(told, region)} decides this (rule ${rule}). Please ask them.`,
  'own-work': ({ rule }) => `Nobody confirms their own change (rule ${rule}). Somebody else has to decide.`,
  'not-found': ({ what }) => notFound[what],
  stale: () =>
    'This has changed since the card was drawn. Here is how it stands now; nothing of yours was saved over it.',
  missing: (refusal) => `Still needed: ${listed(refusal.needs.map((need) => requirementWords[need]))}.`,
  'illegal-step': ({ rule, from, to }) =>
    `A risk that is ${labels.status[from].toLowerCase()} cannot become ${labels.status[to].toLowerCase()} like this (rule ${rule}). Take the steps in order.`,
  already: ({ state }) => settled[state],
  'needs-consultation': ({ rule, region }, told) =>
    `This row belongs to ${regionName(told, region)}. Say whom in that office you consulted (rule ${rule}).`,
  'consulted-not-of-region': ({ rule, region }, told) =>
    `The person you consulted does not work in the office of ${regionName(told, region)} (rule ${rule}).`,
  'needs-manager': ({ rule }) =>
    `This needs a line manager who confirms it (rule ${rule}). Choose one, or ask your manager to do it.`,
  'not-the-manager': ({ rule, manager }, { names }) =>
    `This change waits for ${escapeMarkdown(names.nameOf(manager))} (rule ${rule}); only they can decide it.`,
  'no-delegation': ({ rule, region }, told) =>
    `The weekly review of ${regionName(told, region)} is for its ${told.org.labels.rom}, or for somebody they have delegated it to (rule ${rule}).`,
  'level-3-expired': ({ rule, expiredOn }, { org }) =>
    `Your Level 3 safeguarding qualification ran out on ${sayDate(expiredOn)}, so you cannot sign the weekly review (rule ${rule}). Renew it, or ask the ${org.labels.rom} to sign.`,
  'level-3-missing': ({ rule }, { org }) =>
    `The weekly review needs a Level 3 safeguarding qualification, and none is recorded for you (rule ${rule}). Ask the ${org.labels.rom} to sign.`,
  'rows-unseen': ({ rule, count, riskIds }) =>
    `${count} ${count === 1 ? 'row is' : 'rows are'} not seen yet: ${listed(riskIds.slice(0, 10))}${count > 10 ? ' and others' : ''}. Look at every row, then sign (rule ${rule}).`,
  'looks-personal': ({ findings }) =>
    words.report.personal(listed([...new Set(findings.map((finding) => found[finding.kind]))])),
  invalid: ({ field, problem }) =>
    `Please look at "${escapeMarkdown(field, 80)}" again: ${escapeMarkdown(problem, 200).replace(/\.$/, '')}.`,
};

/** The sentence of a refusal, safe to show to this person. */
export function refusalWords(refusal: Refusal, org: Organisation, names: Names): string {
  const say = sentences[refusal.code] as (one: Refusal, told: Told) => string;
  return say(refusal, { org, names });
}
