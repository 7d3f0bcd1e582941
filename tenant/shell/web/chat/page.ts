/** The chat page: one person's conversation with the bot. */
import { chat, type Message, type Person } from '../api';
import { avatar, el } from '../dom';
import { homePage } from '../home';
import { on } from '../live';
import { jobOf } from '../people';
import { type Page, type Session } from '../session';
import { orToast, toast } from '../toast';
import { compose } from './compose';
import { messageList } from './messages';

/** Shows the chosen person's chat, or asks to choose. */
export const chatPage: Page = (view, session, query) => {
  const { person } = session;
  return person === undefined ? homePage(view, session, query) : showChat(view, session, person);
};

function showChat(view: HTMLElement, session: Session, person: Person): () => void {
  const list = messageList(session, person);
  const say = async (text: string): Promise<void> => {
    const outcome = await chat.say(person.id, text);
    if (outcome.kind === 'failed') toast(outcome.text, 'failure');
  };
  const suggestions = el('div', { class: 'suggestions' });
  const box = compose(say, session.tenant.app.name);
  view.append(chatHead(session, person), list.root, suggestions, box);

  const load = (): Promise<void> =>
    orToast(async () => {
      const { messages, unread } = await chat.load(person.id);
      list.show(messages);
      suggestions.replaceChildren(...suggestionButtons(messages, say));
      if (unread > 0 && document.visibilityState === 'visible') await chat.read(person.id);
    });
  const inTurn = oneAfterAnother(load);
  const heard = ({ userId }: { userId: string }): void => {
    if (userId === person.id) inTurn();
  };
  const stops = [
    on('message', heard),
    on('edited', heard),
    on('deleted', heard),
    on('reconnected', inTurn),
    session.onTheme(() => list.repaint()),
  ];
  document.addEventListener('visibilitychange', inTurn);
  inTurn();
  void orToast(async () => void (await chat.open(person.id)));
  return () => {
    for (const stop of stops) stop();
    document.removeEventListener('visibilitychange', inTurn);
    list.stop();
  };
}

function chatHead(session: Session, person: Person): HTMLElement {
  const { name } = session.tenant.app;
  const job = jobOf(person);
  const who = `with ${person.displayName}${job === '' ? '' : ` (${job})`}`;
  return el(
    'div',
    { class: 'chat-head' },
    avatar(name),
    el('h1', {}, name),
    el('span', { class: 'hint' }, who),
  );
}

function suggestionButtons(messages: Message[], say: (text: string) => Promise<void>): HTMLElement[] {
  const actions = messages.at(-1)?.suggestedActions ?? [];
  return actions.map(({ title, value }) =>
    el('button', { onclick: () => void orToast(() => say(value)) }, title),
  );
}

/** Runs the work now, or once more after the run under way; never two at a time. */
function oneAfterAnother(work: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  const run = async (): Promise<void> => {
    running = true;
    do {
      again = false;
      await work();
    } while (again);
    running = false;
  };
  return () => {
    if (running) again = true;
    else void run();
  };
}
