/** The review form of one row: what worries, what changed, what works, the plan, the level (S1-06 to 08, S3-02 to 06). */
import { type Risk } from '../../register/risk';
import { labels } from '../../register/vocabulary';
import { type WorksheetReview } from '../../register/worksheet-review';
import { words } from '../words';
import { choiceInput, choicesOf, textInput } from './inputs';
import { banner, button, card, facts, open, quote, type Card, type Element } from './parts';
import { riskFacts } from './risk-facts';
import { type Viewer } from './viewer';

/** Longest answer on the form: four of them must fit on one card with the risk itself. */
export const answerLimit = 500;

/** The free-text questions in the order asked. */
export const reviewQuestions = [
  'mostWorriedAbout',
  'whatChanged',
  'whatWorks',
  'planChange',
  'noPlanChangeReason',
] as const;

/** What is in the form, as typed. */
export type RowReviewDraft = Record<(typeof reviewQuestions)[number] | 'levelAfter' | 'levelReason', string>;

export interface RowReviewState {
  review: WorksheetReview;
  risk: Risk;
  draft: RowReviewDraft;
  page: number;
  key: string;
  problem: string | null;
  asksWhetherNeeded: boolean;
}

export function emptyRowReview(risk: Risk): RowReviewDraft {
  return {
    mostWorriedAbout: '',
    whatChanged: '',
    whatWorks: '',
    planChange: '',
    noPlanChangeReason: '',
    levelAfter: risk.level ?? '',
    levelReason: '',
  };
}

export function rowReviewCard(state: RowReviewState, viewer: Viewer): Card {
  const { review, risk, page, key } = state;
  const send = (title: string, more: Record<string, number> = {}) =>
    button(title, {
      verb: 'row-review.save',
      id: review.id,
      risk: risk.id,
      version: risk.version,
      page,
      idempotencyKey: key,
      ...more,
    });
  return card({
    title: words.rowReview.title(risk.id),
    isForm: true,
    note: state.problem === null ? null : banner(state.problem),
    body: [facts(riskFacts(risk, viewer)), quote(words.risk.summary, risk.summary), inputs(state)],
    actions: [
      send(words.rowReview.save),
      state.asksWhetherNeeded ? send(words.record.needed, { needed: 1 }) : null,
      open(words.back, 'review', { id: review.id, page }),
    ],
  });
}

function inputs({ draft }: RowReviewState): Element[] {
  const w = words.rowReview;
  const asked = reviewQuestions.map((id) =>
    textInput({
      id,
      label: w[id],
      limit: answerLimit,
      multiline: true,
      value: draft[id],
      required: !/plan/i.test(id),
    }),
  );
  return [
    ...asked,
    choiceInput({
      id: 'levelAfter',
      label: w.levelAfter,
      choices: choicesOf(labels.level),
      value: draft.levelAfter,
    }),
    textInput({
      id: 'levelReason',
      label: w.levelReason,
      limit: answerLimit,
      multiline: true,
      value: draft.levelReason,
    }),
  ];
}
