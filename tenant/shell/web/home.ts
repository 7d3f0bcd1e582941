/** The first page: what this is, and whom one wants to be. */
import { el } from './dom';
import { on } from './live';
import { personRows } from './people';
import { type Page } from './session';

/** Shows the people of the tenant to choose from. */
export const homePage: Page = (view, session) => {
  const { name } = session.tenant.app;
  const rows = el('div', { class: 'people-grid' });
  const draw = (): void =>
    rows.replaceChildren(...personRows(session, '', (person) => session.go('/chat', { as: person.id })));
  const text = `${name} as the people of a fictional organisation see it: a chat with its bot, its tab, their mail. `;
  view.append(
    el(
      'div',
      { class: 'column' },
      el('h1', {}, 'Who do you want to be?'),
      el(
        'p',
        { class: 'lead' },
        text,
        'Choose a person to begin; the picker at the top right changes persons at any time.',
      ),
      rows,
    ),
  );
  draw();
  return on('unread', draw);
};
