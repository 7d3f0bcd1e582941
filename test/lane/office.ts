/** What one process of the lane shares between schedules: the box, the database, the job queue; and what each schedule has of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Organisation } from '../../register/organisation';
import { type Person } from '../../register/person';
import { type RegisterStore } from '../../register/store';
import { openDatabase, type Database } from '../../state/db';
import { openJobs, type Jobs } from '../../state/jobs';
import { migrations } from '../../state/migrations';
import { replacePeople } from '../../state/people';
import { type State } from '../../state/state';
import { syncConfig, type SyncConfig } from '../../sync/config';
import { createGraph } from '../../sync/graph/client';
import { type Graph } from '../../sync/graph/graph';
import { createTokenSource, type TokenSource } from '../../sync/graph/token';
import { buildWorkbook } from '../../sync/stores/excel/template';
import { createExcelStore } from '../../sync/stores/excel/workbook-store';
import { startTenant, type Tenant } from '../../tenant/start';
import { anOrganisation, aPerson, aRom, personId, region } from '../kit/builders';
import { cloneDatabase, dropDatabase, keepLog } from '../kit/db';
import { watchLateEffects } from './late-effects';
import { prepareSkipping, SkippedTime } from './skipped-time';

const app = { clientId: '00000000-1111-4222-8333-444444444444', clientSecret: 'box-secret' };
const drive = { siteId: 'site-1', driveId: 'drive-1', folderId: 'folder-1' };

/** Two regions: what can happen between regions needs two, and a small workbook is read fast. */
export const org: Organisation = { ...anOrganisation(), regions: anOrganisation().regions.slice(0, 2) };
export const regionIds = org.regions.map((one) => one.id);

export const rom = aRom({ id: personId(1), name: 'Robin Merrow' }).person;
export const caseworker = aPerson({ id: personId(3), name: 'Casey Worth' });
const emRom = aRom({ id: personId(2), name: 'Ellis Marsh', region: region('EM') }).person;
export const cast: readonly Person[] = [rom, emRom, caseworker];

export interface Office {
  tenant: Tenant;
  config: SyncConfig;
  tokens: TokenSource;
  db: Database;
  jobs: Jobs;
  time: SkippedTime;
  /** An organisation nobody else writes to, and its workbook as provisioned. */
  fresh(): Promise<State>;
  /** The register as one process opens it; `through` stands between it and its Graph. */
  openStore(through?: (graph: Graph) => Graph): RegisterStore;
  close(): Promise<void>;
}

/** A box in the folder, without a workbook. */
export function startBox(home: string): Promise<Tenant> {
  return startTenant({
    port: 0,
    home,
    tenantId: 'box-tenant',
    users: [],
    groups: [],
    sharedMailboxes: [],
    apps: [app],
    teamsApp: {
      name: 'Casework Risk Register',
      botEndpoint: 'http://127.0.0.1:9/api/messages',
      botAppId: '',
      tabUrl: 'http://127.0.0.1:9/tab',
      tabAppId: 'tab-app',
      manifestId: 'manifest',
    },
    drive,
  });
}

/** Configuration of a product whose Graph is the box at this address. */
export function configFor(url: string): SyncConfig {
  return syncConfig.parse({
    CRR_GRAPH_ROOT: `${url}/v1.0`,
    CRR_AUTHORITY: url,
    CRR_TENANT_ID: 'box-tenant',
    CRR_GRAPH_CLIENT_ID: app.clientId,
    CRR_GRAPH_CLIENT_SECRET: app.clientSecret,
    CRR_DRIVE_ID: drive.driveId,
    CRR_WORKBOOK_FOLDER_ID: drive.folderId,
    CRR_MAIL_SENDER: 'risk.register@caseworkcharity.example',
  });
}

/** The job queue as every process of the product defines it; nobody works the jobs here. */
export async function defineJobs(db: Database): Promise<Jobs> {
  const jobs = await openJobs(db, keepLog());
  await jobs.define({ name: 'sync', policy: 'short' });
  await jobs.define({ name: 'deliver', policy: 'short' });
  return jobs;
}

let made = 0;

/** An organisation nobody else writes to. */
export async function freshState(parts: { db: Database; jobs: Jobs; prefix: string }): Promise<State> {
  made += 1;
  const { db, jobs, prefix } = parts;
  const state: State = { db, jobs, org, organisationId: `${prefix}-${process.pid}-${made}`, log: keepLog() };
  await db.tx((tx) => replacePeople(tx, state, cast));
  return state;
}

export async function openOffice(): Promise<Office> {
  const home = mkdtempSync(join(tmpdir(), 'crr-lane-'));
  const url = await cloneDatabase(migrations);
  await prepareSkipping(url);
  const db = await openDatabase({ CRR_HOME: '', DATABASE_URL: url }, keepLog());
  const jobs = await defineJobs(db);
  const tenant = await startBox(home);
  const stopWatching = watchLateEffects();
  const template = await buildWorkbook(org);
  const config = configFor(tenant.url);
  const tokens = createTokenSource(config);
  return {
    tenant,
    config,
    tokens,
    db,
    jobs,
    time: new SkippedTime(db),
    async fresh() {
      await tenant.workbook.put(template);
      return freshState({ db, jobs, prefix: 'schedule' });
    },
    openStore(through = (graph) => graph) {
      return createExcelStore(through(createGraph(config, tokens)), config, org);
    },
    async close() {
      stopWatching();
      await tenant.stop();
      await jobs.stop();
      await db.close();
      await dropDatabase(url);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
