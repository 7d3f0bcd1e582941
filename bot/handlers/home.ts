/** The home card: what waits for this person and what they can do. */
import { isRegionalOffice } from '../../register/person';
import { maySignWorksheet } from '../../register/permissions';
import { isRefusal } from '../../register/refusal';
import { unseenRows, type WorksheetReview } from '../../register/worksheet-review';
import { waitingProposals } from '../../state/proposals';
import { risksOf } from '../../state/risks';
import { openReviews } from '../../state/worksheet-reviews';
import { homeCard } from '../cards/home';
import { type Card } from '../cards/parts';
import { type Desk } from '../desk';
import { reportedBy, warningTasks } from './risk';

/** A delegate whose Level 3 has run out is offered the review too: pressing it says why they may not, and until when they could. */
function isTheirs(desk: Desk, review: WorksheetReview): boolean {
  const permission = maySignWorksheet(desk.actor, review.region, desk.viewer.today);
  return (
    !isRefusal(permission) || permission.code === 'level-3-expired' || permission.code === 'level-3-missing'
  );
}

export async function showHome(desk: Desk): Promise<Card> {
  const { state } = desk.parts;
  const { person } = desk.actor;
  const [open, proposals, reported, warnings] = await Promise.all([
    openReviews(state.db, state),
    waitingProposals(state.db, state, { manager: person.id }),
    reportedBy(desk),
    warningTasks(desk),
  ]);
  const mine = open.filter((review) => isTheirs(desk, review));
  const reviews = await Promise.all(
    mine.map(async (review) => {
      const risks = await risksOf(state.db, state, { region: review.region, activeOnly: true });
      return { review, unseen: unseenRows(review, risks).length };
    }),
  );
  return homeCard(
    {
      region: isRegionalOffice(person) ? person.region : null,
      reviews,
      proposals: proposals.map((proposal) => proposal.id),
      warnings: warnings.length,
      reported: reported.length,
    },
    desk.viewer,
  );
}
