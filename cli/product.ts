/** Wires the product together from its settings: database, Graph, bot, tab, jobs. The only place that knows every folder. */
import { createServer, type Server } from 'node:http';
import { performance } from 'node:perf_hooks';
import express from 'express';
import { createTeamsGateway } from '../bot/adapter';
import { teamsDeepLink } from '../bot/deep-link';
import { mountBot } from '../bot/mount';
import { createTeamsDeliverer } from '../bot/teams';
import { type Organisation } from '../register/organisation';
import { openDatabase, type Database } from '../state/db';
import { openJobs } from '../state/jobs';
import { endTenures } from '../state/lease';
import { type Log } from '../state/log';
import { migrate } from '../state/migrate';
import { migrations } from '../state/migrations';
import { probeVerdicts } from '../state/probes';
import { type State } from '../state/state';
import { createGraph } from '../sync/graph/client';
import { type Graph } from '../sync/graph/graph';
import { createTokenSource } from '../sync/graph/token';
import { type Bell } from '../sync/notices/bell';
import { createMailDeliverer } from '../sync/mail';
import { openSheetDesk } from '../sync/settle';
import { traitsFrom } from '../sync/probe/traits-from';
import { type WorkbookTraits } from '../sync/stores/excel/traits';
import { ensureStore, openStore } from '../sync/stores/open-store';
import { tick } from '../sync/tick';
import { startWatch, type Watch } from '../sync/watch';
import { mountTab } from '../teams-app/api/mount';
import { type Config } from './config';
import { mountHealth } from './health';
import { openNotices, type Notices } from './notices';
import { defineJobs, deliver, refreshDirectory, type JobParts } from './jobs';
import { projectPath } from './root';
import { timingsOf } from './timings';

export interface Product {
  state: State;
  graph: Graph;
  url: string;
  /** Time moved: do at once what has fallen due. */
  catchUp(): Promise<void>;
  stop(): Promise<void>;
}

export interface ProductParts {
  config: Config;
  org: Organisation;
  log: Log;
  /** Runs after the directory was read and before the register is watched; the sample goes in here. */
  beforeWatching?: (state: State) => Promise<void>;
}

/** Starts everything; on failure stops what had started. */
export async function startProduct(parts: ProductParts): Promise<Product> {
  const db = await openDatabase(parts.config, parts.log);
  try {
    await migrate(db, migrations, parts.log);
    // The data folder is held by this process alone, so a tenure that still runs belongs to one that was killed.
    if (parts.config.DATABASE_URL === undefined) await endTenures(db);
    return await assemble(parts, db);
  } catch (error) {
    await db.close();
    throw error;
  }
}

async function assemble(parts: ProductParts, db: Database): Promise<Product> {
  const { config, org, log } = parts;
  const state: State = {
    db,
    jobs: await openJobs(db, log),
    org,
    organisationId: config.CRR_ORGANISATION_ID,
    log,
  };
  const tokens = createTokenSource(config);
  const graph = createGraph(config, tokens);
  const gateway = createTeamsGateway({ config, tokenFor: botTokens(config), log });
  const deepLink = teamsDeepLink(config);
  const bot = { state, gateway, config, deepLink, sheet: openSheetDesk(state), now: () => performance.now() };
  let watch: Watch | null = null;
  const app = express().disable('x-powered-by');
  const notices = openNotices(app, { state, graph, config, watch: () => watch });
  const work: JobParts = {
    state, graph, watch: () => watch, notices: () => notices.keep(),
    mail: createMailDeliverer({ graph, config, org, link: (notice) => deepLink(notice.riskId ?? notice.subjectId ?? 'home') }),
    teams: createTeamsDeliverer(bot),
  }; // prettier-ignore
  mountHealth(app, { state, store: config.CRR_STORE }, () => watch);
  mountBot(app, bot);
  mountTab(app, { state, config, org, webRoot: projectPath('dist', 'teams-app', 'web'), sheet: bot.sheet });
  const server = await listen(app, config);
  try {
    await ensureStore(graph, config, org);
    await refreshDirectory(work, 'accepted');
    await defineJobs(work);
    await parts.beforeWatching?.(state);
    const traits = traitsFrom(await probeVerdicts(db, state, 'excel'));
    watch = startWatch(watchParts(parts, { state, graph, bell: notices.bell, traits }));
    await state.jobs.send('notices', {});
  } catch (error) {
    await close(server);
    await state.jobs.stop();
    throw error;
  }
  return {
    state,
    graph,
    url: urlOf(server, config),
    catchUp: () => catchUp(work),
    stop: () => stop({ state, server, watch, notices }),
  };
}

/** The bot signs in as its own registration. Without one (development on this machine) it sends no token at all. */
function botTokens(config: Config): (scope: string) => Promise<string> {
  if (config.CRR_BOT_APP_ID === '')
    return () =>
      Promise.reject(new Error('The bot has no registration to sign in with: CRR_BOT_APP_ID is empty.'));
  const tokens = createTokenSource({
    ...config,
    CRR_GRAPH_CLIENT_ID: config.CRR_BOT_APP_ID,
    CRR_GRAPH_CLIENT_SECRET: config.CRR_BOT_APP_SECRET,
    CRR_GRAPH_CERTIFICATE_PATH: undefined,
    CRR_GRAPH_CERTIFICATE_THUMBPRINT: undefined,
  });
  return (scope) => tokens.tokenFor(scope);
}

function watchParts(
  parts: ProductParts,
  at: { state: State; graph: Graph; bell: Bell | null; traits: WorkbookTraits },
): Parameters<typeof startWatch>[0] {
  const { config } = parts;
  return {
    state: at.state,
    store: openStore(at.graph, config, parts.org, at.traits),
    ...timingsOf(config),
    pollMs: config.CRR_POLL_SECONDS * 1000,
    bell: at.bell,
  };
}

async function catchUp(work: JobParts): Promise<void> {
  await tick(work.state);
  await deliver(work);
  work.watch()?.nudge();
}

function listen(app: express.Express, config: Config): Promise<Server> {
  const server = createServer(app);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.CRR_PORT, config.CRR_HOST, () => resolve(server));
  });
}

function urlOf(server: Server, config: Config): string {
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : config.CRR_PORT;
  return `http://${config.CRR_HOST}:${port}`;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Nothing new comes in, what runs is finished, the database goes last. */
async function stop(running: {
  state: State;
  server: Server;
  watch: Watch | null;
  notices: Notices;
}): Promise<void> {
  await close(running.server);
  running.notices.stop();
  await running.watch?.stop();
  await running.state.jobs.stop();
  await running.state.db.close();
}
