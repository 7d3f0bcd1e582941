/** One message of the chat on the page, with its card and what becomes of it. */
import { type Message, type Outcome, type Pressed } from '../api';
import { follow } from '../deep-link';
import { avatar, el } from '../dom';
import { icon } from '../icons';
import { markdownToHtml } from '../markdown';
import { type Session } from '../session';
import { toast } from '../toast';
import { type CardPress, renderCard, wantsRefresh } from './card';
import { failing, isDialog, pressHeld, tell } from './press';

const CARD = 'application/vnd.microsoft.card.adaptive';

/** What a message needs of the chat around it. */
export interface MessageActs {
  press(pressed: Pressed): Promise<Outcome>;
  refresh(messageId: string): Promise<Outcome>;
}

/** A message on the page. `show` is called again when the bot edited it; `refresh` asks the bot for this person's view. */
export interface MessageView {
  root: HTMLElement;
  show(message: Message): void;
  refresh(): Promise<'done' | 'failed'>;
  repaint(): void;
}

/** Draws a message; a card that came as the answer of a button stands until the message is edited or the page reloaded. */
export function messageView(first: Message, session: Session, acts: MessageActs): MessageView {
  let message = first;
  let answered: unknown;
  const body = el('div', { class: 'body' });
  const picture = first.from === 'bot' ? avatar(session.tenant.app.name) : null;
  const root = el('div', { class: `message from-${first.from}`, 'data-message': first.id }, picture, body);

  const pressIn = async (place: HTMLElement, pressed: CardPress): Promise<void> => {
    if (isDialog(pressed)) return toast('This stand-in does not imitate dialogs.', 'failure');
    const hadFocus = place.contains(document.activeElement);
    const outcome = await pressHeld(place, () => acts.press({ ...pressed, messageId: message.id }));
    if (outcome.kind === 'card') take(outcome.card);
    else tell(outcome, pressed);
    if (outcome.kind === 'card' && hadFocus) root.querySelector<HTMLElement>('.card')?.focus();
  };
  const cardOf = (content: unknown): HTMLElement => {
    const place = el('div', { class: 'card-place' });
    const press = (pressed: CardPress): void => void pressIn(place, pressed);
    place.append(
      renderCard(content, session.theme, { press, openUrl: (address) => follow(session, address) }),
    );
    return place;
  };
  const refresh = async (): Promise<'done' | 'failed'> => {
    const outcome = await failing(acts.refresh(message.id));
    if (outcome.kind === 'card') take(outcome.card);
    return outcome.kind === 'failed' ? 'failed' : 'done';
  };
  const draw = (): void => {
    body.replaceChildren(head(message, session), ...parts(message, answered, cardOf));
    const isRefreshable = message.attachments.some((one) => wantsRefresh(answered ?? one.content));
    if (isRefreshable) body.append(refreshButton(refresh));
  };
  const take = (card: unknown): void => {
    answered = card;
    draw();
  };
  const show = (edited: Message): void => {
    message = edited;
    take(undefined);
  };
  draw();
  return { root, show, refresh, repaint: draw };
}

function head(message: Message, session: Session): HTMLElement {
  const name = message.from === 'bot' ? session.tenant.app.name : (session.person?.displayName ?? 'You');
  const at = new Date(message.sentAt);
  const time = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const edited = message.editedAt === undefined ? null : el('span', { class: 'edited' }, 'Edited');
  return el(
    'div',
    { class: 'head' },
    el('span', { class: 'who' }, name),
    el('time', { datetime: message.sentAt }, time),
    edited,
  );
}

function parts(
  message: Message,
  answered: unknown,
  cardOf: (content: unknown) => HTMLElement,
): HTMLElement[] {
  const shown: HTMLElement[] = [];
  if (message.text !== undefined) shown.push(textOf(message.text, message.textFormat));
  for (const { contentType, content } of message.attachments) {
    if (contentType === CARD) shown.push(cardOf(answered ?? content));
    else
      shown.push(
        el('p', { class: 'hint' }, `This stand-in does not show attachments of type ${contentType}.`),
      );
  }
  return shown;
}

function textOf(text: string, format: string | undefined): HTMLElement {
  const shown = el('div', { class: 'text' });
  // The only HTML ever set: made from escaped text by our own markdown reader.
  if (format === undefined || format === 'markdown') shown.innerHTML = markdownToHtml(text);
  else shown.textContent = text;
  return shown;
}

function refreshButton(refresh: () => Promise<unknown>): HTMLElement {
  const button = el('button', { class: 'plain small' }, icon('refresh'), 'Refresh card');
  button.addEventListener('click', () => {
    button.disabled = true;
    void refresh().finally(() => (button.disabled = false));
  });
  return button;
}
