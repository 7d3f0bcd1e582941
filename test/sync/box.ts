/** Starts the box for tests of sync/: a tenant in a temporary folder, a client signed in to it, a configuration. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { demoGroups, demoSharedMailboxes, demoUsers } from '../../cli/demo/people';
import { organisationSchema, type Organisation } from '../../register/organisation';
import { type SyncConfig } from '../../sync/config';
import { createGraph } from '../../sync/graph/client';
import { type Graph } from '../../sync/graph/graph';
import { createTokenSource } from '../../sync/graph/token';
import { type Tenant } from '../../tenant/start';
import { configFor, drive, startProductTenant } from '../kit/product-tenant';

/** The fictional organisation of cli/demo. */
export const demoOrg: Organisation = organisationSchema.parse(
  parse(readFileSync(join(__dirname, '../../cli/demo/organisation.yaml'), 'utf8')),
);

export interface TestBox {
  tenant: Tenant;
  config: SyncConfig;
  graph: Graph;
  home: string;
  stop(): Promise<void>;
}

/** A running box without a workbook; `fileName` is the only one its library takes. */
export async function startBox(fileName?: string): Promise<TestBox> {
  const home = mkdtempSync(join(tmpdir(), 'crr-sync-'));
  const tenant = await startProductTenant(home, {
    users: demoUsers,
    groups: demoGroups,
    sharedMailboxes: demoSharedMailboxes,
    drive: { ...drive, ...(fileName && { fileName }) },
  });
  const config = configFor(tenant.url);
  const graph = createGraph(config, createTokenSource(config));
  return {
    tenant,
    config,
    graph,
    home,
    async stop() {
      await tenant.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
