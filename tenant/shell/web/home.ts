/** The first page: what this is, and whom one wants to be. */
import { type Person } from './api';
import { el } from './dom';
import { on } from './live';
import { personRow } from './people';
import { type Page, type Session } from './session';

/** Shows the people of the tenant to choose from, office by office; rooms that need a person show it until there is one. */
export const homePage: Page = (view, session) => {
  const { name } = session.tenant.app;
  const offices = el('div', { class: 'offices' });
  const draw = (): void => offices.replaceChildren(...officesOf(session));
  view.className = 'view';
  view.append(
    el(
      'div',
      { class: 'column wide' },
      el('h1', {}, 'Who do you want to be?'),
      el(
        'p',
        { class: 'lead' },
        `${name}, as the people of a fictional organisation see it: the chat with its bot, its tab, their mail. `,
        el('strong', {}, 'Try first: '),
        'choose a person, write “hello” in the chat and press what it offers. Then become somebody of the same office and see what reached them.',
      ),
      offices,
    ),
  );
  draw();
  return on('unread', draw);
};

/** One group an office in the directory's order; people without an office come last. */
function officesOf(session: Session): HTMLElement[] {
  const groups = new Map<string, Person[]>();
  for (const person of session.tenant.users) {
    const office = person.officeLocation ?? '';
    groups.set(office, [...(groups.get(office) ?? []), person]);
  }
  const named = [...groups].filter(([office]) => office !== '');
  const others = groups.get('') ?? [];
  return [
    ...named.map(([office, people]) => officeOf(session, office, people)),
    ...(others.length === 0
      ? []
      : [officeOf(session, named.length === 0 ? 'Everybody' : 'Across all offices', others)]),
  ];
}

function officeOf(session: Session, name: string, people: Person[]): HTMLElement {
  const rows = people.map((person) =>
    personRow(session, person, { under: person.jobTitle ?? '', choose: () => choose(session, person) }),
  );
  return el('section', { class: 'office', 'aria-label': name }, el('h2', {}, name), ...rows);
}

function choose(session: Session, person: Person): void {
  session.go(location.pathname === '/' ? '/chat' : location.pathname, { as: person.id });
}
