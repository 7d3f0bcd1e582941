/** The weekly review: pages of rows, the form of one row, the signature (S0-47 to S0-49, S2-06). */
import { seeRow, type SeeRowInput } from '../../register/act/see-row';
import { signWorksheet } from '../../register/act/sign-worksheet';
import { isRiskId, type RiskId } from '../../register/ids';
import { maySeeRegister, maySignWorksheet } from '../../register/permissions';
import { isRefusal, refuse, type Refusal } from '../../register/refusal';
import { type Risk } from '../../register/risk';
import { isActive } from '../../register/vocabulary';
import { rowReviewSchema, type WorksheetReview } from '../../register/worksheet-review';
import { type Tx } from '../../state/db';
import { type View } from '../../state/outbox';
import { lockRisk, lockRisks, riskById, risksOf } from '../../state/risks';
import { lockReview, reviewById } from '../../state/worksheet-reviews';
import { type CardAct } from '../card-data';
import { refusalSentence } from '../cards/refused';
import { answerId, reviewCard, signedCard } from '../cards/review';
import { emptyRowReview, reviewQuestions, rowReviewCard, type RowReviewDraft } from '../cards/row-review';
import { type Card } from '../cards/parts';
import { actOnce, auditRead, isNo, type Answer, type Desk } from '../desk';
import { saidOf } from '../words';
import { invalidInput } from './invalid-input';

export async function showReview(desk: Desk, view: View): Promise<Card | Refusal> {
  const { state } = desk.parts;
  const review = await reviewById(state.db, state, view.id ?? '');
  if (!review) return refuse('not-found', { what: 'worksheet-review' });
  const may = maySignWorksheet(desk.actor, review.region, desk.viewer.today);
  // Whoever may neither sign nor read the whole register gets the reason and no row.
  if (isRefusal(may) && isRefusal(maySeeRegister(desk.actor))) return may;
  if (review.state === 'signed') return signedCard(review, desk.viewer);
  const risks = await risksOf(state.db, state, { region: review.region, activeOnly: true });
  await auditRead(desk, review.id, 'worksheet-read');
  const barred = isRefusal(may) ? refusalSentence(may, desk.viewer) : null;
  const page = typeof view.page === 'number' ? view.page : null;
  return reviewCard(
    { review, risks, page, key: desk.viewer.newKey(), said: saidOf(view.said), barred },
    desk.viewer,
  );
}

/** Saves the answers of one page, each row in a transaction of its own, then opens the first form asked for or goes on. */
export async function savePage(desk: Desk, act: CardAct): Promise<Answer> {
  const { state } = desk.parts;
  const id = act.id ?? '';
  const here: View = { card: 'review', id, page: act.page };
  const review = await reviewById(state.db, state, id);
  if (!review) return { refusal: refuse('not-found', { what: 'worksheet-review' }), back: null };
  // Before any row is looked for: who may not sign does not learn which there are.
  const may = maySignWorksheet(desk.actor, review.region, desk.viewer.today);
  if (isRefusal(may)) return { refusal: may, back: here };
  const risks = await risksOf(state.db, state, { region: review.region, activeOnly: true });
  // By reference and not by page: rows may have come or gone since the card was drawn.
  const answers = risks.map((risk) => ({ risk, answer: act.inputs.text(answerId(risk.id)) }));
  let refusal: Refusal | null = null;
  for (const { risk, answer } of answers) {
    const version = versionIn(answer, 'no-change');
    if (version === null) continue;
    const done = await rowSeen(desk, act, {
      review: id,
      risk: risk.id,
      version,
      input: { outcome: 'no-change' },
      view: here,
    });
    if (isNo(done)) refusal ??= done;
  }
  if (refusal) return { refusal, back: here };
  const form = answers.find(({ answer }) => versionIn(answer, 'form') !== null);
  if (form) return { view: { card: 'row-review', id, risk: form.risk.id, page: act.page } };
  return { view: { card: 'review', id } };
}

/** "no-change@7" → 7: the version the person looked at travels with the answer. */
function versionIn(answer: string, kind: 'no-change' | 'form'): number | null {
  const found = /^(no-change|form)@(\d{1,9})$/.exec(answer);
  return found?.[1] === kind ? Number(found[2]) : null;
}

interface Seeing {
  review: string;
  risk: RiskId;
  version: number;
  input: SeeRowInput;
  view: View;
}

/** One row seen, once per key and row; a row already seen in this version stays as it is. */
function rowSeen(desk: Desk, act: CardAct, seeing: Seeing): Promise<{ view: View } | Refusal> {
  const key = act.idempotencyKey && `${act.idempotencyKey}:${seeing.risk}`;
  return actOnce(desk, { ...act, idempotencyKey: key, message: null }, async (tx, ctx) => {
    const locked = await lockRow(tx, desk, seeing);
    if (isNo(locked)) return locked;
    const { review, risk } = locked;
    if (review.state === 'signed') return refuse('already', { state: 'signed' });
    if (risk.version !== seeing.version) return refuse('stale', { now: risk.version });
    const seen = seeRow(ctx, review, risk, seeing.input);
    return isRefusal(seen) ? seen : { decision: seen, view: seeing.view };
  });
}

/** Risk before review: the order in which every act locks. */
async function lockRow(
  tx: Tx,
  desk: Desk,
  seeing: Seeing,
): Promise<{ risk: Risk; review: WorksheetReview } | Refusal> {
  const { state } = desk.parts;
  const risk = await lockRisk(tx, state, seeing.risk);
  const review = await lockReview(tx, state, seeing.review);
  if (!review) return refuse('not-found', { what: 'worksheet-review' });
  if (risk?.region !== review.region || !isActive(risk.status)) return refuse('not-found', { what: 'risk' });
  return { risk, review };
}

export async function showRowReview(desk: Desk, view: View): Promise<Card | Refusal> {
  const found = await rowToReview(desk, view.id, view.risk);
  if (isNo(found)) return found;
  await auditRead(desk, found.risk.id, 'risk-read');
  const page = typeof view.page === 'number' ? view.page : 1;
  return rowForm(desk, found, {
    draft: emptyRowReview(found.risk),
    page,
    key: desk.viewer.newKey(),
    refusal: null,
  });
}

interface Row {
  review: WorksheetReview;
  risk: Risk;
}

async function rowToReview(
  desk: Desk,
  id: string | undefined,
  riskId: string | number | undefined,
): Promise<Row | Refusal> {
  const { state } = desk.parts;
  const review = await reviewById(state.db, state, id ?? '');
  if (!review) return refuse('not-found', { what: 'worksheet-review' });
  if (review.state === 'signed') return refuse('already', { state: 'signed' });
  const may = maySignWorksheet(desk.actor, review.region, desk.viewer.today);
  if (isRefusal(may)) return may;
  const risk =
    typeof riskId === 'string' && isRiskId(riskId) ? await riskById(state.db, state, riskId) : null;
  return risk?.region === review.region ? { review, risk } : refuse('not-found', { what: 'risk' });
}

interface RowForm {
  draft: RowReviewDraft;
  page: number;
  key: string;
  refusal: Refusal | null;
}

function rowForm(desk: Desk, row: Row, { draft, page, key, refusal }: RowForm): Card {
  const problem = refusal && refusalSentence(refusal, desk.viewer);
  return rowReviewCard(
    { ...row, draft, page, key, problem, asksWhetherNeeded: refusal?.code === 'looks-personal' },
    desk.viewer,
  );
}

export async function saveRowReview(desk: Desk, act: CardAct): Promise<Answer> {
  const row = await rowToReview(desk, act.id, act.risk);
  const back: View = { card: 'review', id: act.id ?? '', page: act.page };
  if (isNo(row)) return { refusal: row, back };
  const draft = rowDraft(act);
  const again = (refusal: Refusal): Answer => ({
    card: rowForm(desk, row, {
      draft,
      page: act.page ?? 1,
      key: act.idempotencyKey ?? desk.viewer.newKey(),
      refusal,
    }),
  });
  const answers = rowReviewSchema.safeParse({
    ...draft,
    levelBefore: row.risk.level,
    levelAfter: draft.levelAfter === '' ? row.risk.level : draft.levelAfter,
  });
  if (!answers.success) return again(missingAnswers(draft) ?? invalidInput(answers.error));
  const input: SeeRowInput = {
    outcome: 'reviewed',
    answers: answers.data,
    personalDetailsNeeded: act.needed === 1,
  };
  const view: View = { card: 'review', id: row.review.id, said: 'seen' };
  const done = await rowSeen(desk, act, {
    review: row.review.id,
    risk: row.risk.id,
    version: act.version ?? 0,
    input,
    view,
  });
  if (!isNo(done)) return done;
  return ['missing', 'looks-personal', 'invalid'].includes(done.code) ? again(done) : { refusal: done, back };
}

function missingAnswers(draft: RowReviewDraft): Refusal | null {
  const isAnswered = draft.mostWorriedAbout !== '' && draft.whatChanged !== '' && draft.whatWorks !== '';
  if (!isAnswered) return refuse('missing', { rule: 'S1-06', needs: ['review-answers'] });
  const hasPlan = draft.planChange !== '' || draft.noPlanChangeReason !== '';
  return hasPlan ? null : refuse('missing', { rule: 'S3-03', needs: ['plan-change-or-reason'] });
}

function rowDraft({ inputs }: CardAct): RowReviewDraft {
  const texts = Object.fromEntries(reviewQuestions.map((question) => [question, inputs.text(question)]));
  return {
    ...texts,
    levelAfter: inputs.text('levelAfter'),
    levelReason: inputs.text('levelReason'),
  } as RowReviewDraft;
}

export async function sign(desk: Desk, act: CardAct): Promise<Answer> {
  const { state } = desk.parts;
  const id = act.id ?? '';
  const view: View = { card: 'review', id };
  const done = await actOnce(desk, act, async (tx, ctx) => {
    const known = await reviewById(tx, state, id);
    const risks = known ? await lockRisks(tx, state, { region: known.region, activeOnly: true }) : [];
    const review = await lockReview(tx, state, id);
    if (!review) return refuse('not-found', { what: 'worksheet-review' });
    const signed = signWorksheet(ctx, review, risks);
    return isRefusal(signed) ? signed : { decision: signed, view, redraw: { card: 'review', id } };
  });
  return isNo(done) ? { refusal: done, back: view } : done;
}
