/** The form on which anybody reports a risk (S0-03), drawn again with a question when the text looks personal (S0-11). */
import { type Person } from '../../register/person';
import { textLimit } from '../../register/risk';
import { identifiedPoints, labels } from '../../register/vocabulary';
import { words } from '../words';
import {
  choiceInput,
  choicesOf,
  manyInput,
  peopleChoices,
  textInput,
  tickInput,
  type Choice,
} from './inputs';
import { banner, button, card, open, say, type Card, type Element } from './parts';
import { plain } from './text';
import { type Viewer } from './viewer';

/** What is in the form: as typed, for a form drawn again keeps everything. */
export interface ReportDraft {
  region: string;
  caseRef: string;
  noCase: boolean;
  types: readonly string[];
  atRisk: readonly string[];
  identifiedAt: string;
  summary: string;
  called999: boolean;
  necessityConfirmed: boolean;
  onBehalfOf: string;
}

export interface ReportState {
  draft: ReportDraft;
  /** One key for the whole life of the form: a form sent from two devices is one report. */
  key: string;
  /** What to say first; null on a fresh form. */
  problem: string | null;
  /** True when the question was whether personal-looking text is needed. */
  asksWhetherNeeded: boolean;
  /** Caseworkers this person may report for; empty for caseworkers themselves. */
  caseworkers: readonly Person[];
}

/** A fresh form for this person. */
export function emptyDraft(viewer: Viewer): ReportDraft {
  return {
    region: viewer.actor.person.region ?? '',
    caseRef: '',
    noCase: false,
    types: [],
    atRisk: [],
    identifiedAt: 'casework',
    summary: '',
    called999: false,
    necessityConfirmed: false,
    onBehalfOf: '',
  };
}

export function reportCard(state: ReportState, viewer: Viewer): Card {
  const send = (title: string, more: Record<string, number> = {}) =>
    button(title, { verb: 'report.send', idempotencyKey: state.key, ...more });
  return card({
    title: words.report.title,
    isForm: true,
    note: state.problem === null ? null : banner(state.problem),
    body: [say(words.report.minimum), inputs(state, viewer)],
    actions: [
      send(words.report.send),
      state.asksWhetherNeeded ? send(words.report.needed, { needed: 1 }) : null,
      open(words.back, 'home'),
    ],
  });
}

function inputs(state: ReportState, viewer: Viewer): Element[] {
  return [...whereInputs(state, viewer), ...whatInputs(state), ...forWhomInputs(state)];
}

function whereInputs({ draft }: ReportState, viewer: Viewer): Element[] {
  const w = words.report;
  const choices = viewer.org.regions.map((region) => ({ title: plain(region.name, 60), value: region.id }));
  return [
    choiceInput({ id: 'region', label: w.region, choices, value: draft.region, required: true }),
    textInput({ id: 'caseRef', label: w.caseRef, limit: 20, value: draft.caseRef, placeholder: 'MOS-' }),
    tickInput({ id: 'noCase', label: w.noCaseLabel, title: w.noCase, value: draft.noCase }),
  ];
}

function whatInputs({ draft }: ReportState): Element[] {
  const w = words.report;
  const points = choicesOf(labels.identifiedAt, identifiedPoints.filter((point) => point !== 'register')); // prettier-ignore
  const many = (id: 'types' | 'atRisk', choices: Choice[]) =>
    manyInput({ id, label: w[id], choices, values: draft[id], required: true });
  return [
    many('types', choicesOf(labels.types)),
    many('atRisk', choicesOf(labels.atRisk)),
    choiceInput({
      id: 'identifiedAt',
      label: w.identifiedAt,
      choices: points,
      value: draft.identifiedAt,
      required: true,
    }),
    textInput({ id: 'summary', label: w.summary, limit: textLimit, multiline: true, value: draft.summary, required: true }), // prettier-ignore
    tickInput({ id: 'called999', label: w.called999Label, title: w.called999, value: draft.called999 }),
    tickInput({ id: 'necessity', label: w.necessityLabel, title: w.necessity, value: draft.necessityConfirmed, required: true }), // prettier-ignore
  ];
}

/** Caseworkers offered: more than any other list holds, for nobody else can be reported for; the card still fits. */
const mostCaseworkers = 80;

function forWhomInputs({ draft, caseworkers }: ReportState): Element[] {
  if (caseworkers.length === 0) return [];
  // One by one, for they keep their order: the caseworkers of one's own region come first.
  const choices = caseworkers.flatMap((person) => peopleChoices([person])).slice(0, mostCaseworkers);
  const label = words.report.onBehalfOf;
  return [choiceInput({ id: 'onBehalfOf', label, choices, value: draft.onBehalfOf, style: 'filtered' })];
}
