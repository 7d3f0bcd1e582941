/** The box's Teams-like shell: one page with a persona picker, its JSON API and its live events. */
import { type Box } from '../box';
import { type Connector } from '../connector/mount';
import { chatRoutes } from './chat-routes';
import { eventRoutes } from './events';
import { pageRoutes } from './page';
import { tabRoutes } from './tab-token';

/** Mounts the pages (/, /chat, /app, /mail, /clock, /files, /lists) and everything below /shell. */
export function mountShell(box: Box, connector: Connector): void {
  chatRoutes(box, connector);
  eventRoutes(box, connector);
  tabRoutes(box);
  pageRoutes(box);
}
