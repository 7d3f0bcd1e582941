/** The box's Teams channel: what the bot calls under /connector, and what people do that reaches the bot. */
import { join } from 'node:path';
import { type Box } from '../box';
import { Chats } from './chats';
import { RESEND_AFTER_MS } from './deliver';
import { ConnectorFaults } from './faults';
import { PersonActs } from './person-acts';
import { connectorRouter } from './routes';

/** What the shell and the tests may do with the channel. */
export interface Connector {
  chats: Chats;
  /** What the people of the tenant do in their chats. */
  people: PersonActs;
  /** Planned refusals of the bot's calls. */
  faults: ConnectorFaults;
}

/** Settings only tests need. */
export interface ConnectorTiming {
  /** Absent: Teams' own 15 seconds. */
  resendAfterMs?: number;
}

/** Mounts /connector on the box and keeps the chats in the box's home. */
export function mountConnector(box: Box, timing: ConnectorTiming = {}): Connector {
  const chats = new Chats(join(box.options.home, 'chats.json'), () => box.clock.now());
  const faults = new ConnectorFaults();
  const people = new PersonActs(box, chats, timing.resendAfterMs ?? RESEND_AFTER_MS);
  box.app.use('/connector', connectorRouter(box, chats, faults));
  box.onStop(() => chats.flush());
  return { chats, people, faults };
}
