/** The shell's page: loads the tenant, draws the frame, and shows the page of the address. */
import './style/base.css';
import './style/frame.css';
import './style/chat.css';
import './style/card.css';
import './style/lists.css';
import './style/rooms.css';
import { getJson, type Tenant } from './api';
import { appPage } from './app/page';
import { chatPage } from './chat/page';
import { clockPage } from './clock';
import { el } from './dom';
import { filesPage } from './files';
import { drawFrame, type Frame } from './frame';
import { homePage } from './home';
import { listsPage } from './lists/page';
import { on } from './live';
import { mailPage } from './mail';
import { chosenPerson, chosenTheme, keepTheme, type Page, type Session, type Theme } from './session';

const PAGES: Record<string, { title: string; page: Page }> = {
  '/': { title: 'Start', page: homePage },
  '/chat': { title: 'Chat', page: chatPage },
  '/app': { title: 'App', page: appPage },
  '/mail': { title: 'Mail', page: mailPage },
  '/clock': { title: 'Clock', page: clockPage },
  '/files': { title: 'Files', page: filesPage },
  '/lists': { title: 'Lists', page: listsPage },
};

let leave: () => void = () => undefined;

async function start(): Promise<void> {
  const tenant = await getJson<Tenant>('/shell/tenant.json');
  const themeListeners = new Set<(theme: Theme) => void>();
  const session: Session = {
    tenant,
    person: undefined,
    theme: chosenTheme(),
    hasLists: await hasLists(),
    onTheme: (listener) => {
      themeListeners.add(listener);
      return () => themeListeners.delete(listener);
    },
    go: (path, query = {}) => {
      history.pushState(null, '', addressOf(path, { as: session.person?.id, ...query }));
      show(session, frame);
    },
  };
  const frame = drawFrame(session, (theme) => {
    session.theme = theme;
    keepTheme(theme);
    document.documentElement.dataset['theme'] = theme;
    for (const listener of themeListeners) listener(theme);
  });
  document.documentElement.dataset['theme'] = session.theme;
  document.getElementById('shell')?.replaceChildren(frame.root);
  addEventListener('popstate', () => show(session, frame));
  on('unread', ({ userId, unread }) => {
    const person = tenant.users.find((user) => user.id === userId);
    if (person !== undefined) person.unread = unread;
    frame.update();
  });
  on('reconnected', () => void recount(session, frame));
  on('list', () => void lookForLists(session, frame));
  show(session, frame);
}

const hasLists = async (): Promise<boolean> => (await getJson<unknown[]>('/lists.json')).length > 0;

/** The rail shows the lists from the moment the site has one. */
async function lookForLists(session: Session, frame: Frame): Promise<void> {
  if (session.hasLists) return;
  session.hasLists = await hasLists();
  frame.update();
}

/** What was missed while nothing was heard: the unread marks of everybody. */
async function recount(session: Session, frame: Frame): Promise<void> {
  const { users } = await getJson<Tenant>('/shell/tenant.json');
  for (const person of session.tenant.users) {
    person.unread = users.find((user) => user.id === person.id)?.unread ?? 0;
  }
  frame.update();
}

function addressOf(path: string, query: Record<string, string | undefined>): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const search = new URLSearchParams(given).toString();
  return search === '' ? path : `${path}?${search}`;
}

function show(session: Session, frame: Frame): void {
  leave();
  const query = new URLSearchParams(location.search);
  session.person = chosenPerson(session.tenant, query);
  const { title, page } = PAGES[location.pathname] ?? { title: 'Start', page: homePage };
  document.title = `${title} | ${session.tenant.app.name}`;
  frame.view.replaceChildren();
  frame.view.className = `view view-${title.toLowerCase()}`;
  leave = page(frame.view, session, query);
  frame.update();
}

start().catch((error: unknown) => {
  const text = error instanceof Error ? error.message : 'The shell could not start. Reload the page.';
  document.getElementById('shell')?.replaceChildren(el('p', { class: 'empty', role: 'alert' }, text));
});
