/** The region's weekday and hour have come: the weekly review opens (S0-49). */
import { decision, type Decision, type Notice } from '../decision';
import { type RegionId } from '../ids';
import { type LocalDate } from '../local-date';
import { type Person } from '../person';
import { headsOf, reviewersOf, romsOf } from '../routing';
import { worksheetReviewId, type WorksheetReview } from '../worksheet-review';
import { type ServiceContext } from './context';

/** An open review with no row seen; each reviewer is told, and the Head where a region has none fit today. */
export function openWorksheetReview(ctx: ServiceContext, region: RegionId, dueOn: LocalDate): Decision {
  const review: WorksheetReview = {
    id: worksheetReviewId(region, dueOn),
    version: 1,
    region,
    dueOn,
    state: 'open',
    rows: {},
    signedBy: null,
    signedOn: null,
    delegationId: null,
  };
  const reviewers = reviewersOf(ctx, region);
  const told = reviewers.length > 0 ? reviewers : headsOf(ctx, region);
  const mailed = (reviewers.length > 0 ? romsOf(ctx, region) : told).filter((person) => person.mail !== null);
  return decision({
    changes: [{ kind: 'worksheet-review', review, was: 0 }],
    notices: [
      ...told.map((person) => dueNotice(review, person, 'teams')),
      ...mailed.map((person) => dueNotice(review, person, 'mail')),
    ],
    audit: [
      {
        act: 'open-worksheet-review',
        actor: 'service',
        subject: review.id,
        detail: { region, dueOn, reviewers: told.map((person) => person.id) },
      },
    ],
  });
}

function dueNotice(review: WorksheetReview, person: Person, channel: Notice['channel']): Notice {
  return {
    key: ['worksheet-review-due', review.id, channel, person.id].join(':'),
    event: 'worksheet-review-due',
    to: { kind: 'person', id: person.id },
    channel,
    region: review.region,
    riskId: null,
    subjectId: review.id,
    dueOn: review.dueOn,
    items: [],
  };
}
