/** What one process of the lane shares between schedules: the box, the database, the job queue; and what each schedule has of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RegisterStore } from '../../register/store';
import { openDatabase, type Database } from '../../state/db';
import { openJobs, type Jobs } from '../../state/jobs';
import { migrations } from '../../state/migrations';
import { replacePeople } from '../../state/people';
import { type State } from '../../state/state';
import { createGraph } from '../../sync/graph/client';
import { type Graph } from '../../sync/graph/graph';
import { createTokenSource } from '../../sync/graph/token';
import { type Tenant } from '../../tenant/start';
import { cloneDatabase, dropDatabase, keepLog } from '../kit/db';
import { configFor, startProductTenant } from '../kit/product-tenant';
import { cast, org, rom } from './cast';
import { watchLateEffects } from './late-effects';
import { type StoreKind } from './plan';
import { openRegister, type Register } from './registers';
import { prepareSkipping, SkippedTime } from './skipped-time';

export interface Office {
  store: StoreKind;
  tenant: Tenant;
  db: Database;
  time: SkippedTime;
  register: Register;
  /** An organisation nobody else writes to, and its register as provisioned. */
  fresh(): Promise<State>;
  /** The register as one process opens it; `through` stands between it and its Graph. */
  openStore(through?: (graph: Graph) => Graph): RegisterStore;
  close(): Promise<void>;
}

const colleague = {
  id: rom.id,
  displayName: rom.name,
  mail: 'robin.merrow@caseworkcharity.example',
  userPrincipalName: 'robin.merrow@caseworkcharity.example',
  accountEnabled: true,
};

/** A box in the folder, without a workbook and without lists. */
export function startBox(home: string): Promise<Tenant> {
  return startProductTenant(home, { users: [colleague] });
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

export async function openOffice(store: StoreKind): Promise<Office> {
  const home = mkdtempSync(join(tmpdir(), 'crr-lane-'));
  const url = await cloneDatabase(migrations);
  await prepareSkipping(url);
  const db = await openDatabase({ CRR_HOME: '', DATABASE_URL: url }, keepLog());
  const jobs = await defineJobs(db);
  const tenant = await startBox(home);
  const stopWatching = watchLateEffects();
  const config = configFor(tenant.url);
  const tokens = createTokenSource(config);
  const time = new SkippedTime(db, tenant.clock);
  const skip = (ms: number) => time.skip(ms);
  const register = await openRegister(store, { tenant, config, graph: createGraph(config, tokens, skip) });
  return {
    store,
    tenant,
    db,
    time,
    register,
    async fresh() {
      await register.reset();
      tenant.wire.length = 0;
      return freshState({ db, jobs, prefix: 'schedule' });
    },
    openStore: (through = (graph) => graph) =>
      register.open(through(createGraph(config, tokens, skip)), () => time.now()),
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
