/** What the commands that work on the register open: settings, database, Graph and the store, without the service around them. */
import { openBeside } from '../state/beside';
import { openDatabase, type Database } from '../state/db';
import { openJobs, type Jobs } from '../state/jobs';
import { endTenures } from '../state/lease';
import { type Log } from '../state/log';
import { migrate } from '../state/migrate';
import { migrations } from '../state/migrations';
import { probeVerdicts } from '../state/probes';
import { type State } from '../state/state';
import { type Organisation } from '../register/organisation';
import { type RegisterStore } from '../register/store';
import { createGraph } from '../sync/graph/client';
import { type Graph } from '../sync/graph/graph';
import { createTokenSource } from '../sync/graph/token';
import { traitsFrom } from '../sync/probe/traits-from';
import { openStore } from '../sync/stores/open-store';
import { parseConfig, type Config, type Environment } from './config';
import { readOrganisation } from './organisation';

export interface RegisterDesk {
  config: Config;
  state: State;
  graph: Graph;
  store: RegisterStore;
  close(): Promise<void>;
}

const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Opens for reading, beside a running service if there is one. Throws what exit.ts can explain. */
export async function openToRead(environment: Environment): Promise<RegisterDesk> {
  const config = parseConfig(environment);
  return open(config, await openBeside(config, quiet), () => Promise.resolve(noJobs));
}

/** As openToRead, with the tables brought up to date: for a command that keeps a note of its own and touches nothing else. */
export async function openToNote(environment: Environment): Promise<RegisterDesk> {
  const config = parseConfig(environment);
  const db = await openBeside(config, quiet);
  return open(config, db, async () => {
    await migrate(db, migrations, quiet);
    return noJobs;
  });
}

/** Opens for writing: the tables are brought up to date, and an embedded database is held by this process alone. */
export async function openToWrite(environment: Environment): Promise<RegisterDesk> {
  const config = parseConfig(environment);
  const db = await openDatabase(config, quiet);
  return open(config, db, async () => {
    await migrate(db, migrations, quiet);
    // As at a start of the service: nobody else can be alive on this database.
    if (config.DATABASE_URL === undefined) await endTenures(db);
    const jobs = await openJobs(db, quiet);
    await jobs.define({ name: 'sync', policy: 'short' });
    await jobs.define({ name: 'deliver', policy: 'short' });
    return jobs;
  });
}

async function open(config: Config, db: Database, jobsOf: () => Promise<Jobs>): Promise<RegisterDesk> {
  try {
    const org = await readOrganisation(config.CRR_ORGANISATION);
    const jobs = await jobsOf();
    const graph = createGraph(config, createTokenSource(config));
    return {
      config,
      state: { db, jobs, org, organisationId: config.CRR_ORGANISATION_ID, log: quiet },
      graph,
      store: await storeOf({ db, graph, config, org }),
      close: async () => {
        await jobs.stop();
        await db.close();
      },
    };
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** The configured store, working as the newest probe found that it must. */
async function storeOf({
  db,
  graph,
  config,
  org,
}: {
  db: Database;
  graph: Graph;
  config: Config;
  org: Organisation;
}): Promise<RegisterStore> {
  const at = { organisationId: config.CRR_ORGANISATION_ID };
  return openStore(graph, config, org, traitsFrom(await probeVerdicts(db, at, 'excel')));
}

const refuse = () => Promise.reject(new Error('A command that only reads sends no jobs.'));
const noJobs: Jobs = { define: refuse, send: refuse, every: refuse, stop: () => Promise.resolve() };
