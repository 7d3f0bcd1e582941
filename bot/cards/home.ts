/** What this person can do here: the answer to hello, help and anything not understood. */
import { type RegionId } from '../../register/ids';
import { knownRegion } from '../../register/organisation';
import { type WorksheetReview } from '../../register/worksheet-review';
import { card, link, mostActions, open, say, type Card, type Element } from './parts';
import { escapeMarkdown } from './text';
import { type Viewer } from './viewer';
import { words } from '../words';

export interface HomeState {
  /** Region whose rows this person may edit as their own; null for everybody else. */
  region: RegionId | null;
  /** Open reviews given to this person, with the number of rows not seen yet. */
  reviews: readonly { review: WorksheetReview; unseen: number }[];
  /** Ids of changes that wait for this person. */
  proposals: readonly string[];
  /** Mosaic warnings of the own region to place or remove. */
  warnings: number;
  /** How many risks this person reported. */
  reported: number;
}

/** One button a thing to do, the most pressing first; what does not fit is reached from the tab. */
export function homeCard(state: HomeState, viewer: Viewer): Card {
  const name = escapeMarkdown(viewer.actor.person.name, 60);
  return card({
    title: words.home.title,
    body: [
      say(words.emergency, { weight: 'Bolder' }),
      say(words.home.hello(name)),
      state.reviews
        .slice(0, 6)
        .map(({ review, unseen }) =>
          say(words.home.reviewLine(regionName(viewer, review.region), review.dueOn, unseen)),
        ),
      state.proposals.length > 0 ? say(words.home.proposalLine(state.proposals.length)) : null,
      state.warnings > 0 ? say(words.home.warningLine(state.warnings)) : null,
      say(words.home.tip, { isSubtle: true, spacing: 'Medium' }),
      say(words.home.help(viewer.org.help.name, viewer.org.help.mailbox), { isSubtle: true }),
    ],
    actions: actions(state, viewer),
  });
}

const regionName = (viewer: Viewer, id: RegionId) => knownRegion(viewer.org, id).name;

function actions(state: HomeState, viewer: Viewer): Element[] {
  const { region, reviews, proposals, warnings, reported } = state;
  const waiting = [
    ...reviews
      .slice(0, 2)
      .map(({ review }) =>
        open(words.home.review(regionName(viewer, review.region)), 'review', { id: review.id }),
      ),
    ...proposals.slice(0, 1).map((id) => open(words.home.proposal, 'proposal', { id })),
    ...(warnings > 0 ? [open(words.home.warnings, 'risks', { id: 'warnings' })] : []),
    ...(region ? [open(words.home.list(regionName(viewer, region)), 'risks', { id: region })] : []),
    ...(region === null && reported > 0 ? [open(words.home.mine, 'risks', { id: 'mine' })] : []),
  ];
  return [
    open(words.home.report, 'report'),
    ...waiting.slice(0, mostActions - 2),
    link(words.openTab, viewer.deepLink('home')),
  ];
}

/** For somebody the directory does not know: whom to ask, and nothing else. */
export function unknownPersonCard(org: Viewer['org']): Card {
  return card({
    title: words.unknown.title,
    body: [
      say(words.emergency, { weight: 'Bolder' }),
      say(words.unknown.body),
      say(words.unknown.ask(escapeMarkdown(org.help.name), escapeMarkdown(org.help.mailbox))),
      say(words.unknown.danger),
    ],
  });
}
