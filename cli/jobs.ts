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
}

/** Reads the directory again: who left loses every right within this many minutes. */
const directoryCron = '*/10 * * * *';

/** Defines every queue; call before anything is committed. */
export async function defineJobs(parts: JobParts): Promise<void> {
  const { jobs, org } = parts.state;
  await jobs.define({ name: 'sync', policy: 'short', work: () => Promise.resolve(parts.watch()?.nudge()) });
  await jobs.define({ name: 'deliver', policy: 'short', work: () => deliver(parts) });
  await jobs.define({ name: 'tick', policy: 'short', work: () => tick(parts.state) });
  await jobs.define({ name: 'directory', policy: 'short', work: () => refreshDirectory(parts) });
  await jobs.every('tick', '* * * * *', org.timeZone);
  await jobs.every('deliver', '* * * * *', org.timeZone);
  await jobs.every('directory', directoryCron, org.timeZone);
}

/** Both channels at once: a slow mailbox must not hold up a card. */
export async function deliver(parts: Pick<JobParts, 'state' | 'mail' | 'teams'>): Promise<void> {
  await Promise.all([drain(parts.state, 'teams', parts.teams), drain(parts.state, 'mail', parts.mail)]);
}

export async function refreshDirectory(parts: Pick<JobParts, 'state' | 'graph'>): Promise<void> {
  const people = await readDirectory(parts.graph, parts.state.org);
  await parts.state.db.tx((tx) => replacePeople(tx, parts.state, people));
  parts.state.log.info('directory-read', { people: people.length });
}
