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
import { escapeMarkdown } from './text';
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
    identifiedAt: '',
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

function inputs({ draft, caseworkers }: ReportState, viewer: Viewer): Element[] {
  const regions = viewer.org.regions.map((region) => ({
    title: escapeMarkdown(region.name),
    value: region.id,
  }));
  const points = choicesOf(
    labels.identifiedAt,
    identifiedPoints.filter((point) => point !== 'register'),
  );
  const w = words.report;
  const form = [
    choiceInput({ id: 'region', label: w.region, choices: regions, value: draft.region, required: true }),
    textInput({ id: 'caseRef', label: w.caseRef, limit: 20, value: draft.caseRef, placeholder: 'MOS-' }),
    tickInput({ id: 'noCase', label: w.noCaseLabel, title: w.noCase, value: draft.noCase }),
    manyInput({
      id: 'types',
      label: w.types,
      choices: choicesOf(labels.types),
      values: draft.types,
      required: true,
    }),
    manyInput({
      id: 'atRisk',
      label: w.atRisk,
      choices: choicesOf(labels.atRisk),
      values: draft.atRisk,
      required: true,
    }),
    choiceInput({
      id: 'identifiedAt',
      label: w.identifiedAt,
      choices: points,
      value: draft.identifiedAt,
      required: true,
    }),
    textInput({
      id: 'summary',
      label: w.summary,
      limit: textLimit,
      multiline: true,
      value: draft.summary,
      required: true,
    }),
    tickInput({ id: 'called999', label: w.called999Label, title: w.called999, value: draft.called999 }),
    tickInput({
      id: 'necessity',
      label: w.necessityLabel,
      title: w.necessity,
      value: draft.necessityConfirmed,
    }),
  ];
  const others: Choice[] = peopleChoices(caseworkers);
  return others.length === 0
    ? form
    : [
        ...form,
        choiceInput({
          id: 'onBehalfOf',
          label: w.onBehalfOf,
          choices: others,
          value: draft.onBehalfOf,
          style: 'filtered',
        }),
      ];
}
