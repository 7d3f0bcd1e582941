/** The reviewer looks at one row of the weekly review (S1-06 to 08, S3-02 to 06). */
import { caseworkerOf, others } from '../change-news';
import { decision, type Decision, type Notice } from '../decision';
import { questionTexts } from '../free-text';
import { missing, unmet } from '../missing';
import { noticeAbout, toPerson } from '../notice';
import { maySignWorksheet } from '../permissions';
import { isRefusal, refuse, type Refusal } from '../refusal';
import { type Risk } from '../risk';
import { isActive } from '../vocabulary';
import { type RowReview, type WorksheetReview } from '../worksheet-review';
import { applyChange } from './change-risk';
import { type ActContext } from './context';

export type SeeRowInput =
  { outcome: 'no-change' } | { outcome: 'reviewed'; answers: RowReview; personalDetailsNeeded?: boolean };

type RowSeen = WorksheetReview['rows'][string];

/** The row marked as seen in its present version, or in the one that a new level makes. Repeating an answer changes nothing. */
export function seeRow(
  ctx: ActContext,
  review: WorksheetReview,
  risk: Risk,
  input: SeeRowInput,
): Decision | Refusal {
  const permission = maySignWorksheet(ctx.actor, review.region, ctx.today);
  if (permission.kind === 'refusal') return permission;
  if (review.state === 'signed') return refuse('already', { state: 'signed' });
  if (risk.region !== review.region || !isActive(risk.status)) return refuse('not-found', { what: 'risk' });
  const seen = review.rows[risk.id];
  const known = seen?.version === risk.version ? seen : null;
  if (input.outcome === 'no-change')
    return known ? decision({}) : marked(ctx, review, { risk, answers: null });
  const answers = completed(risk, input.answers);
  if (known?.review && isSame(known.review, answers)) return decision({});
  const refusal =
    incomplete(risk, answers) ?? questionTexts(ctx.org, textsOf(answers), input.personalDetailsNeeded);
  return refusal ?? withAnswers(ctx, review, { risk, answers });
}

/** The level before is what the register holds, whatever the form says; no level after means the same level. */
function completed(risk: Risk, answers: RowReview): RowReview {
  return { ...answers, levelBefore: risk.level, levelAfter: answers.levelAfter ?? risk.level };
}

/** Same answers, the level before aside: after the first click the row already has the new level. */
function isSame(one: RowReview, other: RowReview): boolean {
  const plain = (answers: RowReview) => JSON.stringify({ ...answers, levelBefore: null });
  return plain(one) === plain(other);
}

function textsOf(answers: RowReview): string[] {
  return [
    answers.mostWorriedAbout,
    answers.whatChanged,
    answers.whatWorks,
    answers.planChange,
    answers.noPlanChangeReason,
    answers.levelReason,
  ];
}

function incomplete(risk: Risk, answers: RowReview): Refusal | null {
  const answered = [answers.mostWorriedAbout, answers.whatChanged, answers.whatWorks];
  return missing(
    unmet({
      'review-answers': answered.every((text) => text.trim() !== ''),
      'plan-change-or-reason': answers.planChange.trim() !== '' || answers.noPlanChangeReason.trim() !== '',
      'level-reason': answers.levelAfter === risk.level || answers.levelReason.trim() !== '',
    }),
  );
}

/** A level that differs is a change of the risk like any other, and the row is seen in its new version. */
function withAnswers(
  ctx: ActContext,
  review: WorksheetReview,
  { risk, answers }: { risk: Risk; answers: RowReview },
): Decision | Refusal {
  const { levelAfter } = answers;
  if (levelAfter === null || levelAfter === risk.level) {
    const told = answers.planChange.trim() === '' ? [] : planNews(ctx, review, risk);
    const decided = marked(ctx, review, { risk, answers });
    return { ...decided, notices: told };
  }
  const level = { to: levelAfter, reason: answers.levelReason.trim() };
  const applied = applyChange(ctx, risk, { level });
  if (isRefusal(applied)) return applied;
  const [change] = applied.changes;
  const after = change?.kind === 'risk' ? change.risk : risk;
  const decided = marked(ctx, review, { risk: after, answers });
  return decision({
    changes: [...applied.changes, ...decided.changes],
    notices: applied.notices,
    audit: [...applied.audit, ...decided.audit],
  });
}

/** A changed plan is news for the caseworker although no field of the risk moved (S0-08). */
function planNews(ctx: ActContext, review: WorksheetReview, risk: Risk): Notice[] {
  const caseworker = caseworkerOf(ctx, risk);
  return others(ctx, caseworker ? [caseworker] : []).map((person) =>
    noticeAbout(risk, 'caseworker-update', {
      to: toPerson(person),
      channel: 'teams',
      subjectId: review.id,
    }),
  );
}

function marked(
  ctx: ActContext,
  review: WorksheetReview,
  { risk, answers }: { risk: Risk; answers: RowReview | null },
): Decision {
  const row: RowSeen = {
    version: risk.version,
    by: ctx.actor.person.id,
    on: ctx.today,
    outcome: answers ? 'reviewed' : 'no-change',
    review: answers,
  };
  const after = { ...review, version: review.version + 1, rows: { ...review.rows, [risk.id]: row } };
  return decision({
    changes: [{ kind: 'worksheet-review', review: after, was: review.version }],
    audit: [
      {
        act: 'see-row',
        actor: ctx.actor.person.id,
        subject: review.id,
        detail: {
          risk: risk.id,
          version: row.version,
          outcome: row.outcome,
          ...(answers ? { level: `${answers.levelBefore ?? ''}>${answers.levelAfter ?? ''}` } : {}),
        },
      },
    ],
  });
}
