/** A risk as facts to read: shared by the risk card, the review and the proposal. */
import { type Mitigation, type Risk } from '../../register/risk';
import { sayDate, type LocalDate } from '../../register/local-date';
import { knownRegion } from '../../register/organisation';
import { isActive, labels } from '../../register/vocabulary';
import { words } from '../words';
import { escapeMarkdown } from './text';
import { nameFor, type Viewer } from './viewer';

/** Measures written out on a card; the rest is counted. */
const mostMitigations = 8;

export const levelText = (level: Risk['level']) => (level === null ? words.notYet : labels.level[level]);
/** Within a sentence. */
export const levelInWords = (level: Risk['level']) =>
  level === null ? words.noLevel : `level ${labels.level[level].toLowerCase()}`;
export const warningInWords = (warning: Risk['warning']) =>
  warning === 'none' ? words.noWarning : `Mosaic warning ${labels.warning[warning].toLowerCase()}`;
export const dateText = (on: LocalDate | null) => (on === null ? words.notYet : sayDate(on));
export const typesText = (types: Risk['types']) => types.map((type) => labels.types[type]).join(', ');

/** "Public place (the regional office); Other: two phones (…)". */
export function mitigationsText(
  mitigations: readonly Mitigation[],
  viewer: Viewer,
  most = mostMitigations,
): string {
  const shown = mitigations.slice(0, most).map((one) => {
    const text = one.text === '' ? '' : `: ${escapeMarkdown(one.text, 120)}`;
    return `${labels.mitigations[one.code]}${text} (${mitigationOwner(one, viewer)})`;
  });
  const rest = mitigations.length - shown.length;
  return [...shown, ...(rest > 0 ? [words.risk.more(rest)] : [])].join('; ');
}

function mitigationOwner(one: Mitigation, viewer: Viewer): string {
  if (one.owner === 'office') return words.office.toLowerCase();
  if (one.owner === 'agency') return words.agency.toLowerCase();
  return nameFor(viewer, one.owner);
}

/** Everything but the free text, label and value, in reading order. */
export function riskFacts(risk: Risk, viewer: Viewer): [string, string][] {
  return [
    ['Region', escapeMarkdown(knownRegion(viewer.org, risk.region).name)],
    ['Case', risk.caseRef === null ? words.noCase : escapeMarkdown(risk.caseRef)],
    ['Status', labels.status[risk.status]],
    ['Level', levelText(risk.level)],
    ['Type', typesText(risk.types)],
    ['Category', risk.category === null ? words.notYet : labels.category[risk.category]],
    ['Who is at risk', risk.atRisk.map((one) => labels.atRisk[one]).join(', ')],
    ['What is done', mitigationsText(risk.mitigations, viewer)],
    ['Working arrangement', labels.posture[risk.posture]],
    ['Mosaic warning', labels.warning[risk.warning]],
    ['Owner', risk.owner === null ? words.nobody : nameFor(viewer, risk.owner)],
    ['Reported', `${sayDate(risk.reportedOn)} by ${nameFor(viewer, risk.onBehalfOf ?? risk.reportedBy)}`],
    [
      'Last reviewed',
      risk.lastReviewedOn === null
        ? ''
        : `${sayDate(risk.lastReviewedOn)} by ${nameFor(viewer, risk.lastReviewedBy)}`,
    ],
    ['Next review', isActive(risk.status) ? dateText(risk.nextReviewOn) : words.noReview],
  ];
}

/** What a caseworker needs to work safely, and no more (S0-08, S0-25). */
export function instructionFacts(risk: Risk, viewer: Viewer): [string, string][] {
  const wanted = ['Region', 'Case', 'Status', 'What is done', 'Working arrangement', 'Owner', 'Next review'];
  return riskFacts(risk, viewer).filter(([label]) => wanted.includes(label));
}
