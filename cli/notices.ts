/** Wires change notices: the endpoint, the subscriptions, the bell the watch listens to. All off without CRR_NOTICE_URL. */
import { type Express } from 'express';
import { type State } from '../state/state';
import { type Graph } from '../sync/graph/graph';
import { createBell, type Bell } from '../sync/notices/bell';
import { mountNotices, noticePath } from '../sync/notices/mount';
import { createReceiver } from '../sync/notices/receive';
import { registerResources } from '../sync/notices/resources';
import { keepSubscriptions } from '../sync/notices/subscribe';
import { type Watch } from '../sync/watch';
import { type Config } from './config';

export interface Notices {
  /** Brings the subscriptions in order; ends them when notices have been switched off. */
  keep(): Promise<void>;
  /** Null when notices are switched off. */
  bell: Bell | null;
  stop(): void;
}

export function openNotices(
  app: Express,
  parts: { state: State; graph: Graph; config: Config; watch: () => Watch | null },
): Notices {
  const { state, graph, config, watch } = parts;
  const register = registerResources(graph, config, state.org);
  const base = config.CRR_NOTICE_URL;
  const url = base === undefined ? null : `${base}${noticePath}`;
  const keep = () => keepSubscriptions({ state, graph, url, resources: () => register.there() });
  if (url === null) return { keep, bell: null, stop: () => undefined };
  const receiver = createReceiver({ state, nudge: () => watch()?.nudge() });
  mountNotices(app, receiver);
  const bell = createBell({
    state,
    resources: () => register.needed(),
    sweepMs: config.CRR_SWEEP_MINUTES * 60_000,
    renew: () => state.jobs.send('notices', {}),
  });
  return { keep, bell, stop: () => receiver.stop() };
}
