/** The app page: the product's tab in a frame, with the host that answers teams-js. */
import { postJson } from '../api';
import { follow } from '../deep-link';
import { el } from '../dom';
import { homePage } from '../home';
import { type Page } from '../session';
import { toast } from '../toast';
import { teamsHost } from './teams-host';

/** Teams calls the page id of a static tab its entity id; the shell's rail opens this one. */
const FIRST_PAGE = 'home';

/** Shows the tab as the chosen person. */
export const appPage: Page = (view, session, query) => {
  const { person, tenant } = session;
  if (person === undefined) return homePage(view, session, query);
  view.append(el('h1', { class: 'unseen' }, tenant.app.name));
  const frame = el('iframe', { class: 'tab', title: tenant.app.name, allow: 'clipboard-write' });
  const host = teamsHost({
    frame,
    origin: new URL(tenant.app.tabUrl).origin,
    theme: session.theme,
    context: {
      person,
      tenantId: tenant.tenantId,
      appId: tenant.app.manifestId,
      page: query.get('page') ?? FIRST_PAGE,
      subPage: query.get('sub') ?? undefined,
    },
    token: async () => (await postJson<{ token: string }>('/shell/tab-token', { userId: person.id })).token,
    follow: (address) => follow(session, address),
    goTo: (page, sub) => session.go('/app', { page, sub }),
    tell: (text) => toast(text, 'failure'),
  });
  frame.src = tenant.app.tabUrl;
  view.append(frame);
  const off = session.onTheme((theme) => host.setTheme(theme));
  return () => {
    off();
    host.stop();
  };
};
