/** Starts the box for tests of sync/: a tenant in a temporary folder, a client signed in to it, a configuration. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { demoGroups, demoSender, demoSharedMailboxes, demoUsers } from '../../cli/demo/people';
import { organisationSchema, type Organisation } from '../../register/organisation';
import { syncConfig, type SyncConfig } from '../../sync/config';
import { createGraph } from '../../sync/graph/client';
import { type Graph } from '../../sync/graph/graph';
import { createTokenSource } from '../../sync/graph/token';
import { startTenant, type Tenant } from '../../tenant/start';

/** The fictional organisation of cli/demo. */
export const demoOrg: Organisation = organisationSchema.parse(
  parse(readFileSync(join(__dirname, '../../cli/demo/organisation.yaml'), 'utf8')),
);

const app = { clientId: '00000000-1111-4222-8333-444444444444', clientSecret: 'box-secret' };

/** A parsed configuration for a Graph at this address. */
export function configFor(url: string, more: Record<string, string> = {}): SyncConfig {
  return syncConfig.parse({
    CRR_GRAPH_ROOT: `${url}/v1.0`,
    CRR_AUTHORITY: url,
    CRR_TENANT_ID: 'box-tenant',
    CRR_GRAPH_CLIENT_ID: app.clientId,
    CRR_GRAPH_CLIENT_SECRET: app.clientSecret,
    CRR_DRIVE_ID: 'drive-1',
    CRR_WORKBOOK_FOLDER_ID: 'folder-1',
    CRR_SITE_ID: 'site-1',
    CRR_MAIL_SENDER: demoSender,
    ...more,
  });
}

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
  const tenant = await startTenant({
    port: 0,
    home,
    tenantId: 'box-tenant',
    users: demoUsers,
    groups: demoGroups,
    sharedMailboxes: demoSharedMailboxes,
    apps: [app],
    teamsApp: {
      name: 'Casework Risk Register',
      botEndpoint: 'http://127.0.0.1:9/api/messages',
      botAppId: '',
      tabUrl: 'http://127.0.0.1:9/tab',
      tabAppId: 'tab-app',
      manifestId: 'manifest',
    },
    drive: { siteId: 'site-1', driveId: 'drive-1', folderId: 'folder-1', ...(fileName && { fileName }) },
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
