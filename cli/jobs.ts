/** The service's background work: what wakes it and what it does. */
import { drain } from '../state/deliver';
import { replacePeople } from '../state/people';
import { type Deliver } from '../state/outbox';
import { type State } from '../state/state';
import { type Graph } from '../sync/graph/graph';
import { readDirectory } from '../sync/people';
import { tick } from '../sync/tick';
import { type Watch } from '../sync/watch';

export interface JobParts {
  state: State;
  graph: Graph;
  watch: () => Watch | null;
  mail: Deliver;
  teams: Deliver;
  /** Brings the subscriptions to change notices in order. */
  notices: () => Promise<void>;
}

/** Reads the directory again: who left loses every right within this many minutes. */
const directoryCron = '*/10 * * * *';
/** Subscriptions are renewed at half of three days; this often one that has vanished is missed. */
const noticesCron = '5-59/10 * * * *';

/** Defines every queue; call before anything is committed. */
export async function defineJobs(parts: JobParts): Promise<void> {
  const { jobs, org } = parts.state;
  await jobs.define({ name: 'sync', policy: 'short', work: () => Promise.resolve(parts.watch()?.nudge()) });
  await jobs.define({ name: 'deliver', policy: 'short', work: () => deliver(parts) });
  await jobs.define({ name: 'tick', policy: 'short', work: () => tick(parts.state) });
  await jobs.define({ name: 'directory', policy: 'short', work: () => refreshDirectory(parts, 'refused') });
  await jobs.define({ name: 'notices', policy: 'short', work: () => parts.notices() });
  await jobs.every('tick', '* * * * *', org.timeZone);
  await jobs.every('deliver', '* * * * *', org.timeZone);
  await jobs.every('directory', directoryCron, org.timeZone);
  await jobs.every('notices', noticesCron, org.timeZone);
}

/** Both channels at once: a slow mailbox must not hold up a card. */
export async function deliver(parts: Pick<JobParts, 'state' | 'mail' | 'teams'>): Promise<void> {
  await Promise.all([drain(parts.state, 'teams', parts.teams), drain(parts.state, 'mail', parts.mail)]);
}

/** A start accepts that half of the colleagues are gone, for somebody started it; the clock does not. */
export async function refreshDirectory(
  { state, graph }: Pick<JobParts, 'state' | 'graph'>,
  leap: 'accepted' | 'refused',
): Promise<void> {
  const people = await readDirectory(graph, state.org);
  const isReplaced = await state.db.tx((tx) => replacePeople(tx, state, people, leap));
  if (isReplaced) state.log.info('directory-read', { people: people.length });
  else state.log.error('directory-shrunk', { people: people.length });
}
