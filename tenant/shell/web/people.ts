/** The persona picker: whom one is, with a list to become somebody else and what each has not read. */
import { type Person } from './api';
import { avatar, badge, el } from './dom';
import { type Session } from './session';

/** The picker's two parts and how to draw them anew. */
export interface PeoplePicker {
  button: HTMLElement;
  list: HTMLElement;
  update(): void;
}

/** The button of the top bar and the list it opens. */
export function peoplePicker(session: Session): PeoplePicker {
  const button = el('button', { class: 'plain me', popovertarget: 'people', 'aria-haspopup': 'dialog' });
  const rows = el('div', { class: 'rows' });
  const filter = el('input', {
    type: 'search',
    id: 'people-filter',
    placeholder: 'Name or job',
    autocomplete: 'off',
  });
  const label = el('label', { for: 'people-filter' }, 'Be somebody else');
  const list = el(
    'div',
    { id: 'people', popover: 'auto', role: 'dialog', 'aria-label': 'People' },
    label,
    filter,
    rows,
  );
  const choose = (person: Person): void => {
    list.hidePopover();
    session.go(location.pathname === '/' ? '/chat' : location.pathname, { as: person.id });
  };
  const update = (): void => {
    button.replaceChildren(...meParts(session));
    rows.replaceChildren(...personRows(session, filter.value, choose));
  };
  filter.addEventListener('input', update);
  list.addEventListener('toggle', (event) => {
    if (event.newState !== 'open') return;
    filter.value = '';
    update();
    filter.focus();
  });
  return { button, list, update };
}

/** One row per person, matching the filter, each a button. */
export function personRows(
  session: Session,
  filter: string,
  choose: (person: Person) => void,
): HTMLElement[] {
  const wanted = filter.trim().toLowerCase();
  const found = session.tenant.users.filter((person) =>
    `${person.displayName} ${person.jobTitle ?? ''} ${person.officeLocation ?? ''}`
      .toLowerCase()
      .includes(wanted),
  );
  if (found.length === 0) return [el('p', { class: 'hint' }, 'Nobody matches.')];
  return found.map((person) =>
    personRow(session, person, { under: jobOf(person), choose: () => choose(person) }),
  );
}

/** A person as a button; `under` is the small line below the name. */
export function personRow(
  session: Session,
  person: Person,
  parts: { under: string; choose: () => void },
): HTMLElement {
  const names = el('span', { class: 'names' }, el('span', { class: 'name' }, person.displayName));
  names.append(el('span', { class: 'job' }, parts.under));
  const isMe = person.id === session.person?.id;
  const props = { class: 'person', 'aria-current': isMe ? 'true' : undefined, onclick: parts.choose };
  return el('button', props, avatar(person.displayName), names, badge(person.unread, 'unread'));
}

/** Job and office in one line. */
export function jobOf(person: Person): string {
  return [person.jobTitle, person.officeLocation]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
}

function meParts(session: Session): HTMLElement[] {
  const { person, tenant } = session;
  const others = tenant.users.filter((user) => user.id !== person?.id && user.unread > 0).length;
  const dot =
    others === 0
      ? null
      : el('span', { class: 'dot' }, el('span', { class: 'unseen' }, 'others have unread messages'));
  const name = el('span', { class: 'name' }, person?.displayName ?? 'Choose a person');
  const face = el('span', { class: 'face' }, avatar(person?.displayName ?? '?'), dot);
  return [name, face];
}
