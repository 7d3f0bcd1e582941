/** The weekly review of a worksheet: every active row, a page at a time, signed when none is unseen (S0-49). */
import { knownRegion } from '../../register/organisation';
import { type Risk } from '../../register/risk';
import { labels } from '../../register/vocabulary';
import { unseenRows, type WorksheetReview } from '../../register/worksheet-review';
import { words } from '../words';
import { choiceInput } from './inputs';
import { banner, button, card, facts, link, open, quote, say, type Card, type Element } from './parts';
import { dateText, levelInWords, mitigationsText, typesText, warningInWords } from './risk-facts';
import { escapeMarkdown } from './text';
import { nameFor, type Viewer } from './viewer';

/** Rows on one page: six fit on a phone and under the size limit with the longest texts. */
export const rowsAPage = 6;

export interface ReviewState {
  review: WorksheetReview;
  /** Active risks of the region, ordered by reference: the review shows every one. */
  risks: readonly Risk[];
  /** From 1; null opens the first page with a row not seen yet. */
  page: number | null;
  /** One key for the answers of this page. */
  key: string;
  said: string | null;
  /** Why this person cannot sign, in words; null when they may. */
  barred: string | null;
}

/** Id of the input that answers for a row. */
export const answerId = (riskId: string) => `row-${riskId}`;

/** The page that is shown: the wanted one within bounds, or the first with an unseen row. */
export function pageOf(state: Pick<ReviewState, 'review' | 'risks' | 'page'>): {
  page: number;
  pages: number;
  rows: readonly Risk[];
} {
  const pages = Math.max(1, Math.ceil(state.risks.length / rowsAPage));
  const unseen = new Set(unseenRows(state.review, state.risks).map((risk) => risk.id));
  const first = state.risks.findIndex((risk) => unseen.has(risk.id));
  const wanted = state.page ?? Math.floor(Math.max(first, 0) / rowsAPage) + 1;
  const page = Math.min(Math.max(1, wanted), pages);
  return { page, pages, rows: state.risks.slice((page - 1) * rowsAPage, page * rowsAPage) };
}

export function reviewCard(state: ReviewState, viewer: Viewer): Card {
  const { review, risks, said, barred } = state;
  const region = escapeMarkdown(knownRegion(viewer.org, review.region).name);
  const { page, pages, rows } = pageOf(state);
  const unseen = unseenRows(review, risks);
  return card({
    title: words.review.title(region),
    isForm: true,
    note: said === null ? null : banner(said),
    body: [
      say(words.review.due(review.dueOn)),
      say(words.review.position(risks.length - unseen.length, risks.length, page, pages), {
        weight: 'Bolder',
      }),
      barred === null ? say(progress(risks.length, unseen.length)) : banner(barred),
      rows.map((risk) => row(risk, { review, barred }, viewer)),
    ],
    actions: actions(state, { page, pages, rows, unseen: unseen.length }, viewer),
  });
}

function progress(all: number, unseen: number): string {
  if (all === 0) return words.review.empty;
  return unseen === 0 ? words.review.ready : words.review.unseen(unseen);
}

function row(
  risk: Risk,
  { review, barred }: Pick<ReviewState, 'review' | 'barred'>,
  viewer: Viewer,
): Element {
  const seen = review.rows[risk.id];
  const isSeen = seen?.version === risk.version;
  const mark =
    seen && isSeen
      ? seen.outcome === 'reviewed'
        ? words.review.seenReviewed(seen.on)
        : words.review.seenNoChange(seen.on)
      : null;
  return {
    type: 'Container',
    separator: true,
    spacing: 'Large',
    items: [
      say(risk.id, { weight: 'Bolder' }),
      ...facts(rowFacts(risk, viewer)),
      ...quote(words.risk.summary, risk.summary),
      ...(mark === null ? [] : [say(mark, { color: 'Good', weight: 'Bolder' })]),
      ...(seen && !isSeen ? [say(words.review.changedSince, { color: 'Warning' })] : []),
      ...(barred === null ? [answer(risk, isSeen)] : []),
    ],
  };
}

function rowFacts(risk: Risk, viewer: Viewer): [string, string][] {
  return [
    ['Status', `${labels.status[risk.status]}, ${levelInWords(risk.level)}`],
    ['Case', risk.caseRef === null ? words.noCase : escapeMarkdown(risk.caseRef)],
    ['Type', typesText(risk.types)],
    ['Category', risk.category === null ? words.notYet : labels.category[risk.category]],
    ['What is done', mitigationsText(risk.mitigations, viewer, 4)],
    ['Working arrangement', `${labels.posture[risk.posture]}; ${warningInWords(risk.warning)}`],
    ['Owner', risk.owner === null ? words.nobody : nameFor(viewer, risk.owner)],
    ['Next review', dateText(risk.nextReviewOn)],
  ];
}

/** Nothing is chosen beforehand: every row is a decision of its own. A row already seen may still be said more about. */
function answer(risk: Risk, isSeen: boolean): Element {
  const form = { title: words.review.form, value: `form@${risk.version}` };
  return choiceInput({
    id: answerId(risk.id),
    label: isSeen ? words.review.more(risk.id) : words.review.answer(risk.id),
    style: isSeen ? 'compact' : 'expanded',
    choices: isSeen
      ? [form]
      : [
          { title: words.review.noChange, value: `no-change@${risk.version}` },
          form,
          { title: words.review.later, value: 'later' },
        ],
  });
}

interface PageFacts {
  page: number;
  pages: number;
  rows: readonly Risk[];
  unseen: number;
}

function actions({ review, key, barred }: ReviewState, at: PageFacts, viewer: Viewer): (Element | null)[] {
  const { id } = review;
  return [
    barred === null && at.rows.length > 0
      ? button(words.review.save, { verb: 'review.save', id, page: at.page, idempotencyKey: key })
      : null,
    barred === null && at.unseen === 0 && review.state === 'open'
      ? button(words.review.sign, {
          verb: 'review.sign',
          id,
          version: review.version,
          idempotencyKey: viewer.newKey(),
        })
      : null,
    at.page > 1 ? open(words.review.previous, 'review', { id, page: at.page - 1 }) : null,
    at.page < at.pages ? open(words.review.next, 'review', { id, page: at.page + 1 }) : null,
    link(words.openTab, viewer.deepLink(id)),
  ];
}

/** What stands after the signature. */
export function signedCard(review: WorksheetReview, viewer: Viewer): Card {
  const region = escapeMarkdown(knownRegion(viewer.org, review.region).name);
  const on = review.signedOn ?? review.dueOn;
  return card({
    title: words.signed.title(region),
    body: [
      say(words.signed.by(nameFor(viewer, review.signedBy), on)),
      review.delegationId === null ? null : say(words.signed.delegated),
      say(words.signed.after),
    ],
    actions: [open(words.homeButton, 'home'), link(words.openTab, viewer.deepLink(review.id))],
  });
}
