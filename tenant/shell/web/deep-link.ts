/** Links into the app: those of Teams that open the tab or the chat stay inside the shell, all others leave it. */
import { type Session } from './session';

/** Where a Teams deep link of this app leads: a page of the tab, the chat, or null when it leads elsewhere. */
export function readDeepLink(
  address: string,
  manifestId: string,
  ownOrigin: string,
): { path: '/app'; page: string; sub?: string } | { path: '/chat' } | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !(url.hostname === 'teams.microsoft.com' || url.origin === ownOrigin)) return null;
  const [, l, entity, app, page] = url.pathname.split('/');
  if (l !== 'l' || entity !== 'entity' || app !== manifestId || page === undefined) return null;
  if (page === 'conversations') return { path: '/chat' };
  const sub = subPageOf(url.searchParams.get('context'));
  return { path: '/app', page: decodeURIComponent(page), sub };
}

/** Follows a link a person clicked. */
export function follow(session: Session, address: string): void {
  const link = readDeepLink(address, session.tenant.app.manifestId, location.origin);
  if (link === null) {
    if (/^(https?|mailto):/i.test(address)) open(address, '_blank', 'noopener,noreferrer');
    return;
  }
  if (link.path === '/chat') session.go('/chat');
  else session.go('/app', { page: link.page, sub: link.sub });
}

function subPageOf(context: string | null): string | undefined {
  if (context === null) return undefined;
  try {
    const { subEntityId } = JSON.parse(context) as { subEntityId?: unknown };
    return typeof subEntityId === 'string' ? subEntityId : undefined;
  } catch {
    // A damaged context opens the tab's page without it, as in Teams.
    return undefined;
  }
}
