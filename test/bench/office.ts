/** The office of the benchmarks: four regions of the example organisation, and the settings of a box that keeps their register. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { organisationSchema, type Organisation } from '../../register/organisation';
import { syncConfig, type SyncConfig } from '../../sync/config';

export const app = { clientId: '00000000-1111-4222-8333-444444444444', clientSecret: 'box-secret' };
export const tenantId = 'box-tenant';
export const drive = { siteId: 'site-1', driveId: 'drive-1', folderId: 'folder-1' };
export const workbookName = 'Casework Risk Register.xlsx';

/** The command runs from the project's folder. */
export function benchOffice(): Organisation {
  const whole = organisationSchema.parse(
    parse(readFileSync(join(process.cwd(), 'cli', 'demo', 'organisation.yaml'), 'utf8')),
  );
  return { ...whole, regions: whole.regions.slice(0, 4) };
}

/** Settings for a box at this address. */
export const benchConfig = (url: string): SyncConfig =>
  syncConfig.parse({
    CRR_GRAPH_ROOT: `${url}/v1.0`,
    CRR_AUTHORITY: url,
    CRR_TENANT_ID: tenantId,
    CRR_GRAPH_CLIENT_ID: app.clientId,
    CRR_GRAPH_CLIENT_SECRET: app.clientSecret,
    CRR_DRIVE_ID: drive.driveId,
    CRR_WORKBOOK_FOLDER_ID: drive.folderId,
    CRR_WORKBOOK_NAME: workbookName,
    CRR_SITE_ID: drive.siteId,
    CRR_MAIL_SENDER: 'risk.register@caseworkcharity.example',
  });
