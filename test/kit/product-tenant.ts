/** The tenant in a box as the product under test meets it: one app of ours, one drive, one site; and the settings that lead there. */
import { demoSender } from '../../cli/demo/people';
import { syncConfig, type SyncConfig } from '../../sync/config';
import { type BoxOptions } from '../../tenant/box';
import { startTenant, type Tenant } from '../../tenant/start';

export const tenantId = 'box-tenant';
export const app = { clientId: '00000000-1111-4222-8333-444444444444', clientSecret: 'box-secret' };
export const drive = { siteId: 'site-1', driveId: 'drive-1', folderId: 'folder-1' };

/** A box in the folder `home`; nobody listens where its bot and tab should be. */
export function startProductTenant(
  home: string,
  more: Pick<BoxOptions, 'users'> & Partial<BoxOptions>,
): Promise<Tenant> {
  return startTenant({
    port: 0,
    home,
    tenantId,
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
    ...more,
  });
}

/** A parsed configuration for a Graph at this address. */
export function configFor(url: string, more: Record<string, string> = {}): SyncConfig {
  return syncConfig.parse({
    CRR_GRAPH_ROOT: `${url}/v1.0`,
    CRR_AUTHORITY: url,
    CRR_TENANT_ID: tenantId,
    CRR_GRAPH_CLIENT_ID: app.clientId,
    CRR_GRAPH_CLIENT_SECRET: app.clientSecret,
    CRR_DRIVE_ID: drive.driveId,
    CRR_WORKBOOK_FOLDER_ID: drive.folderId,
    CRR_SITE_ID: drive.siteId,
    CRR_MAIL_SENDER: demoSender,
    ...more,
  });
}
