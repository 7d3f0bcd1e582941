/** The list of messages: kept in step with the server, message by message, so that what is being typed is not lost. */
import { chat, type Message, type Person } from '../api';
import { el } from '../dom';
import { type Session } from '../session';
import { wantsRefresh } from './card';
import { messageView, type MessageView } from './message';
import { refreshing } from './refreshing';

/** The list on the page. */
export interface MessageList {
  root: HTMLElement;
  /** Takes over what the server has; stays at the end when the end was in view. */
  show(messages: Message[]): void;
  repaint(): void;
  stop(): void;
}

interface Shown {
  view: MessageView;
  editedAt: string | undefined;
}

/** Closer to the end than this, a reader is taken along when something new comes. */
const NEAR_END_PX = 80;

/** An empty list for a person's chat. */
export function messageList(session: Session, person: Person): MessageList {
  const log = el('div', {
    class: 'log',
    role: 'log',
    'aria-label': 'Messages',
    'aria-live': 'polite',
    tabindex: '0',
  });
  const shown = new Map<string, Shown>();
  const refreshes = refreshing(log);
  const acts = {
    press: (pressed: Parameters<typeof chat.press>[1]) => chat.press(person.id, pressed),
    refresh: (messageId: string) => chat.refresh(person.id, messageId),
  };
  const add = (message: Message): void => {
    const view = messageView(message, session, acts);
    shown.set(message.id, { view, editedAt: message.editedAt });
    log.append(...dayLine(log, message), view.root);
    if (hasRefresh(message)) refreshes.watch(message.id, view);
  };
  const update = (message: Message, one: Shown): void => {
    if (one.editedAt === message.editedAt) return;
    one.editedAt = message.editedAt;
    one.view.show(message);
    if (!hasRefresh(message)) return refreshes.forget(message.id);
    refreshes.watch(message.id, one.view);
    refreshes.edited(message.id);
  };
  const dropGone = (messages: Message[]): void => {
    const kept = new Set(messages.map((message) => message.id));
    for (const [id, { view }] of shown) {
      if (kept.has(id)) continue;
      view.root.remove();
      refreshes.forget(id);
      shown.delete(id);
    }
  };
  const show = (messages: Message[]): void => {
    const wasAtEnd = shown.size === 0 || log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END_PX;
    dropGone(messages);
    for (const message of messages) {
      const one = shown.get(message.id);
      if (one === undefined) add(message);
      else update(message, one);
    }
    if (wasAtEnd) toEnd(log);
  };
  const repaint = (): void => shown.forEach(({ view }) => view.repaint());
  return { root: log, show, repaint, stop: () => refreshes.stop() };
}

/** To the end, but not past the beginning of a last message that is taller than what can be seen. */
function toEnd(log: HTMLElement): void {
  log.scrollTop = log.scrollHeight;
  const last = log.lastElementChild;
  if (last === null || last.getBoundingClientRect().height <= log.clientHeight) return;
  last.scrollIntoView({ block: 'start' });
}

function hasRefresh(message: Message): boolean {
  return message.attachments.some((one) => wantsRefresh(one.content));
}

/** A line with the day, when the message is the first of its day. */
function dayLine(log: HTMLElement, message: Message): HTMLElement[] {
  const day = new Date(message.sentAt).toLocaleDateString('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  });
  const lines = log.querySelectorAll('.day');
  if (lines[lines.length - 1]?.textContent === day) return [];
  return [el('p', { class: 'day' }, day)];
}
