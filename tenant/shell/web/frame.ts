/** The frame around every page: rail, top bar with the persona picker and the theme switch, footer. */
import { badge, el } from './dom';
import { icon, type IconName } from './icons';
import { peoplePicker } from './people';
import { type Session, type Theme } from './session';
import { toastPlaces } from './toast';

/** The frame and the place in it where pages are drawn. */
export interface Frame {
  root: HTMLElement;
  view: HTMLElement;
  /** Draws persona, unread marks and the current page's mark anew. */
  update(): void;
}

const ROOMS: { path: string; name: string; icon: IconName }[] = [
  { path: '/chat', name: 'Chat', icon: 'chat' },
  { path: '/app', name: 'App', icon: 'app' },
  { path: '/mail', name: 'Mail', icon: 'mail' },
  { path: '/clock', name: 'Clock', icon: 'clock' },
  { path: '/files', name: 'Files', icon: 'files' },
  { path: '/lists', name: 'Lists', icon: 'lists' },
];

/** Draws the frame once; `switchTheme` is called with the new look. */
export function drawFrame(session: Session, switchTheme: (theme: Theme) => void): Frame {
  const view = el('main', { id: 'view', tabindex: '-1' });
  const rail = el('nav', { class: 'rail', 'aria-label': 'Rooms' });
  const picker = peoplePicker(session);
  const theme = themeSwitch(session, switchTheme);
  const home = el('a', { class: 'product', href: '/' }, session.tenant.app.name);
  home.addEventListener('click', (event) => {
    if (!isPlainClick(event)) return;
    event.preventDefault();
    session.go('/');
  });
  const bar = el('header', { class: 'bar' }, home, theme, picker.button);
  const footer = el('footer', { class: 'foot' }, 'A stand-in for trying things out on this machine. ');
  footer.append('Not secure, and not Microsoft’s.');
  const skip = el('a', { class: 'skip', href: '#view' }, 'Skip to content');
  const root = el('div', { class: 'frame' }, skip, bar, rail, view, footer, picker.list, toastPlaces());
  const update = (): void => {
    picker.update();
    const rooms = ROOMS.filter(({ path }) => path !== '/lists' || session.hasLists);
    rail.replaceChildren(...rooms.map((room) => railLink(session, room)));
  };
  return { root, view, update };
}

function railLink(session: Session, room: { path: string; name: string; icon: IconName }): HTMLElement {
  const here = location.pathname === room.path;
  const as = session.person === undefined ? '' : `?as=${encodeURIComponent(session.person.id)}`;
  const unread = room.path === '/chat' ? (session.person?.unread ?? 0) : 0;
  const link = el('a', {
    class: 'room',
    href: `${room.path}${as}`,
    'aria-current': here ? 'page' : undefined,
  });
  link.append(icon(room.icon), el('span', {}, room.name), badge(unread, 'unread') ?? '');
  link.addEventListener('click', (event) => {
    if (!isPlainClick(event)) return;
    event.preventDefault();
    session.go(room.path);
  });
  return link;
}

/** Clicks with a key held or another button open a new tab, as everywhere on the web. */
function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
}

function themeSwitch(session: Session, switchTheme: (theme: Theme) => void): HTMLElement {
  const button = el(
    'button',
    { class: 'plain square', title: 'Dark theme', 'aria-label': 'Dark theme' },
    icon('theme'),
  );
  const mark = (): void => button.setAttribute('aria-pressed', String(session.theme === 'dark'));
  button.addEventListener('click', () => {
    switchTheme(session.theme === 'dark' ? 'default' : 'dark');
    mark();
  });
  mark();
  return button;
}
