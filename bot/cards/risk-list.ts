/** A page of risks to choose one from. */
import { type Risk } from '../../register/risk';
import { labels } from '../../register/vocabulary';
import { words } from '../words';
import { choiceInput } from './inputs';
import { button, card, facts, open, say, type Card } from './parts';
import { dateText, levelInWords } from './risk-facts';

/** Risks on one page of the list. */
export const risksAPage = 12;

export interface RiskListState {
  title: string;
  /** What the list is of: a region's id, "mine" or "warnings". */
  of: string;
  risks: readonly Risk[];
  /** From 1. */
  page: number;
}

export function riskListCard({ title, of, risks, page }: RiskListState): Card {
  const pages = Math.max(1, Math.ceil(risks.length / risksAPage));
  const at = Math.min(Math.max(1, page), pages);
  const shown = risks.slice((at - 1) * risksAPage, at * risksAPage);
  const line = (risk: Risk) =>
    of === 'warnings'
      ? `${labels.status[risk.status]}, Mosaic warning ${labels.warning[risk.warning].toLowerCase()}`
      : `${labels.status[risk.status]}, ${levelInWords(risk.level)}, next review ${dateText(risk.nextReviewOn)}`;
  const choices = shown.map((risk) => ({ title: risk.id, value: risk.id }));
  return card({
    title,
    body: [
      shown.length === 0 ? say(words.list.none) : facts(shown.map((risk) => [risk.id, line(risk)] as const)),
      pages > 1 ? say(words.list.page(at, pages)) : null,
      shown.length === 0
        ? null
        : choiceInput({ id: 'chosen', label: words.list.choose, choices, value: shown[0]?.id }),
    ],
    actions: [
      shown.length === 0 ? null : button(words.list.open, { verb: 'open', show: 'risk' }),
      at > 1 ? open(words.review.previous, 'risks', { id: of, page: at - 1 }) : null,
      at < pages ? open(words.review.next, 'risks', { id: of, page: at + 1 }) : null,
      open(words.homeButton, 'home'),
    ],
  });
}
