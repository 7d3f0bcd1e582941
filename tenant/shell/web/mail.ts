/** The mail page: the tenant's mailboxes, their messages, newest first. */
import { getJson, type Mail, postJson } from './api';
import { follow } from './deep-link';
import { badge, el } from './dom';
import { on } from './live';
import { mailBody } from './mail-body';
import { type Page, type Session } from './session';
import { orToast } from './toast';

interface Mailbox {
  mailbox: string;
  displayName?: string;
  messages: Mail[];
}

interface Choice {
  mailbox: string;
  messageId?: string;
}

/** Shows the mailbox of the address, else the persona's, else the first with mail. */
export const mailPage: Page = (view, session, query) => {
  const boxes = el('nav', { class: 'mailboxes', 'aria-label': 'Mailboxes' });
  const list = el('section', { class: 'mails', 'aria-label': 'Messages', 'aria-live': 'polite' });
  const reading = el('article', { class: 'reading', 'aria-label': 'Message' });
  view.append(el('h1', { class: 'unseen' }, 'Mail'), el('div', { class: 'mail' }, boxes, list, reading));
  let all: Mailbox[] = [];
  let choice: Choice = { mailbox: query.get('mailbox') ?? session.person?.mail ?? '' };
  const nameOf = (address: string): string =>
    all.find((one) => one.mailbox === address)?.displayName ?? address;
  const draw = (): void => {
    if (!all.some((one) => one.mailbox === choice.mailbox)) choice = { mailbox: all[0]?.mailbox ?? '' };
    const messages = all.find((one) => one.mailbox === choice.mailbox)?.messages ?? [];
    boxes.replaceChildren(...all.map((one) => boxRow(one, choice, (mailbox) => choose({ mailbox }))));
    list.replaceChildren(
      ...mailRows(messages, choice, { nameOf, choose: (messageId) => choose({ ...choice, messageId }) }),
    );
  };
  const choose = (wanted: Choice): void => {
    choice = wanted;
    const message = all
      .find((one) => one.mailbox === choice.mailbox)
      ?.messages.find((one) => one.id === choice.messageId);
    if (message !== undefined && !message.isRead) void markRead(choice.mailbox, message);
    reading.replaceChildren(...readingOf(message, session));
    draw();
    // On a phone the message stands below the lists; elsewhere everything is in view and this does nothing.
    if (message !== undefined) reading.scrollIntoView({ block: 'start' });
  };
  const load = (): Promise<void> =>
    orToast(async () => {
      all = sorted(await getJson<Mailbox[]>('/mail.json'));
      draw();
      boxes.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
    });
  reading.append(...readingOf(undefined, session));
  void load();
  return on('mail', () => void load());
};

/** Mailboxes with mail first, then by name, so that what happened stands at the top. */
function sorted(all: Mailbox[]): Mailbox[] {
  const rank = (one: Mailbox): number => (one.messages.length > 0 ? 0 : 1);
  return [...all].sort((a, b) => rank(a) - rank(b) || a.mailbox.localeCompare(b.mailbox));
}

async function markRead(mailbox: string, message: Mail): Promise<void> {
  message.isRead = true;
  await orToast(async () => void (await postJson('/mail.json', { mailbox, id: message.id, isRead: true })));
}

function boxRow(one: Mailbox, choice: Choice, choose: (mailbox: string) => void): HTMLElement {
  const names = el('span', { class: 'names' }, el('span', { class: 'name' }, one.displayName ?? one.mailbox));
  names.append(el('span', { class: 'job' }, one.mailbox));
  const unread = one.messages.filter((message) => !message.isRead).length;
  const isChosen = one.mailbox === choice.mailbox;
  const props = {
    class: 'person',
    'aria-current': isChosen ? 'true' : undefined,
    onclick: () => choose(one.mailbox),
  };
  return el('button', props, names, badge(unread, 'unread'));
}

interface MailRowActs {
  choose: (id: string) => void;
  nameOf: (address: string) => string;
}

function mailRows(messages: Mail[], choice: Choice, acts: MailRowActs): HTMLElement[] {
  if (messages.length === 0) return [el('p', { class: 'empty' }, 'No mail here yet.')];
  return messages.map((message) => {
    const props = {
      class: message.isRead ? 'mail-row' : 'mail-row unread',
      'aria-current': message.id === choice.messageId ? 'true' : undefined,
      onclick: () => acts.choose(message.id),
    };
    const unread = message.isRead ? null : el('span', { class: 'unseen' }, 'Unread. ');
    return el(
      'button',
      props,
      unread,
      el('span', { class: 'mail-from' }, acts.nameOf(message.from)),
      el('time', { class: 'mail-time', datetime: message.receivedAt }, timeOf(message.receivedAt)),
      el('span', { class: 'mail-subject' }, message.subject),
    );
  });
}

function readingOf(message: Mail | undefined, session: Session): HTMLElement[] {
  if (message === undefined) return [el('p', { class: 'empty' }, 'Choose a message to read it.')];
  return [
    el('h2', {}, message.subject),
    el(
      'p',
      { class: 'hint' },
      `From ${message.from} to ${message.to.join(', ')} · ${timeOf(message.receivedAt)}`,
    ),
    mailBody(message, (address) => follow(session, address)),
  ];
}

function timeOf(at: string): string {
  const format = {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  } as const;
  return new Date(at).toLocaleString('en-GB', format);
}
