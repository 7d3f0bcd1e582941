/** A notice: reference, one sentence and the button that leads on; the digest lists several references. */
import { type Notice, type NoticeItem } from '../../register/decision';
import { sayDate } from '../../register/local-date';
import { noticeWords } from '../notice-words';
import { words } from '../words';
import { choiceInput } from './inputs';
import { button, card, facts, link, open, say, type Card, type Element } from './parts';
import { escapeMarkdown, plain } from './text';
import { type Viewer } from './viewer';

/** Lines a digest shows; the rest is counted and found in the tab. */
export const mostItems = 20;

export function noticeCard(notice: Notice, viewer: Viewer): Card {
  const said = noticeWords(notice, viewer.org);
  const items = notice.items.slice(0, mostItems);
  const rest = notice.items.length - items.length;
  return card({
    title: escapeMarkdown(said.title),
    body: [
      say(said.body),
      // In a digest each line has its own day.
      said.due === null || items.length > 0 ? null : say(said.due, { weight: 'Bolder' }),
      facts(items.map((item) => [escapeMarkdown(titleOf(item, viewer)), lateness(item)] as const)),
      facts([[words.notice.rows, undated(items, viewer)]]),
      rest > 0 ? say(words.risk.more(rest)) : null,
      chooser(items, viewer),
    ],
    actions: [
      ...opener(notice, items),
      link(words.openTab, viewer.deepLink(notice.riskId ?? notice.subjectId ?? 'home')),
    ],
  });
}

const subjectOf = (item: NoticeItem) => item.riskId ?? item.subjectId ?? '';

/** A worksheet review is known to people by its region; its id begins with the region's. */
function titleOf(item: NoticeItem, viewer: Viewer): string {
  const region = viewer.org.regions.find((one) => item.subjectId?.startsWith(`${one.id}-`));
  return item.riskId === null && region ? words.home.review(region.name) : subjectOf(item);
}

function lateness(item: NoticeItem): string {
  if (item.dueOn === null) return '';
  if (item.daysLate <= 0) return `due ${sayDate(item.dueOn)}`;
  return `due ${sayDate(item.dueOn)}, ${item.daysLate} ${item.daysLate === 1 ? 'day' : 'days'} late`;
}

/** Rows that are only named. */
const undated = (items: readonly NoticeItem[], viewer: Viewer) =>
  items
    .filter((item) => item.dueOn === null)
    .map((item) => escapeMarkdown(titleOf(item, viewer)))
    .join(', ');

function chooser(items: readonly NoticeItem[], viewer: Viewer): Element[] {
  if (items.length === 0) return [];
  const choices = items.map((item) => ({ title: plain(titleOf(item, viewer), 80), value: subjectOf(item) }));
  return [choiceInput({ id: 'chosen', label: words.notice.choose, choices, value: choices[0]?.value })];
}

/** The button that leads to where the notice is dealt with. */
function opener(notice: Notice, items: readonly NoticeItem[]): Element[] {
  const target = targetOf(notice);
  const list = items.length > 0 ? [button(words.list.open, { verb: 'open', show: 'chosen' })] : [];
  // What waits for a word of its own comes before the rows it lists.
  if (items.length > 0)
    return target?.card === 'hold' ? [open(words.notice.decide, 'hold', { id: target.id }), ...list] : list;
  return target === null ? [] : [open(openTitle(target), target.card, { id: target.id })];
}

const openTitle = (target: { card: string; id: string }) =>
  target.card === 'risk'
    ? words.risk.title(target.id)
    : target.card === 'review'
      ? words.notice.review
      : words.notice.open;

/** The card on which the notice is dealt with; null when there is nothing to open. */
export function targetOf(notice: Notice): { card: string; id: string } | null {
  const { event, riskId, subjectId } = notice;
  if (event.startsWith('proposal-') && subjectId) return { card: 'proposal', id: subjectId };
  if (event === 'worksheet-review-due' && subjectId) return { card: 'review', id: subjectId };
  if (event === 'mass-edit' && subjectId) return { card: 'hold', id: subjectId };
  if (event === 'row-quarantined' && riskId) return { card: 'quarantine', id: riskId };
  if (event === 'sheet-conflict' && riskId) return { card: 'conflict', id: riskId };
  if (event === 'row-missing' && riskId) return { card: 'row-missing', id: riskId };
  return riskId ? { card: 'risk', id: riskId } : null;
}
