/** Starts Microsoft 365 in a box and says which settings make the product use it. To the product it is one tenant among others. */
import { randomBytes } from 'node:crypto';
import { readFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startTenant, type Tenant } from '../tenant/start';
import { type BoxConfig, type Environment } from './config';
import { demoGroups, demoSender, demoSharedMailboxes, demoUsers, playground } from './demo/people';
import { projectPath } from './root';

const clientId = '6f1d1c5e-0b5f-4b7e-9f57-3a0d9c1e7a10';
const tabAppId = '6f1d1c5e-0b5f-4b7e-9f57-3a0d9c1e7a11';
const manifestId = '6f1d1c5e-0b5f-4b7e-9f57-3a0d9c1e7a12';
const workbookName = 'Casework Risk Register.xlsx';
const drive = { siteId: 'casework', driveId: 'b-casework', folderId: 'root', fileName: workbookName };

export interface RunningBox {
  tenant: Tenant;
  /** Where the workbook lies on disk. */
  workbookPath: string;
  /** Where the lists are looked at. */
  listsUrl: string;
  /** Settings for the product; what the environment already sets stays as it is. */
  settings: Record<string, string>;
}

/** `onClockMoved` is called when somebody moves the box's clock, with the offset from real time in milliseconds. */
export async function startBox(
  config: BoxConfig,
  onClockMoved: (offsetMs: number) => Promise<void>,
): Promise<RunningBox> {
  const home = join(config.CRR_HOME, 'tenant');
  const secret = await boxSecret(home);
  const product = `http://127.0.0.1:${config.CRR_PORT}`;
  const tenant = await startTenant({
    port: config.CRR_TENANT_PORT,
    home,
    tenantId: playground.tenantId,
    users: demoUsers,
    groups: demoGroups,
    sharedMailboxes: demoSharedMailboxes,
    apps: [{ clientId, clientSecret: secret }],
    teamsApp: {
      name: 'Casework Risk Register',
      botEndpoint: `${product}/api/messages`,
      botAppId: '',
      tabUrl: `${product}/tab`,
      tabAppId,
      manifestId,
    },
    drive,
    onClockMoved,
  });
  return {
    tenant,
    workbookPath: join(home, workbookName),
    listsUrl: `${tenant.url}/lists`,
    settings: settingsFor(tenant.url, { secret, product, home: config.CRR_HOME }),
  };
}

/** Settings for a box that another process of this home runs. */
export async function settingsOfRunning(config: BoxConfig): Promise<Record<string, string>> {
  const secret = await boxSecret(join(config.CRR_HOME, 'tenant'));
  const product = `http://127.0.0.1:${config.CRR_PORT}`;
  return settingsFor(`http://127.0.0.1:${config.CRR_TENANT_PORT}`, {
    secret,
    product,
    home: config.CRR_HOME,
  });
}

function settingsFor(
  url: string,
  at: { secret: string; product: string; home: string },
): Record<string, string> {
  return {
    CRR_HOME: at.home,
    CRR_ORGANISATION: projectPath('cli', 'demo', 'organisation.yaml'),
    CRR_LOG: 'file',
    CRR_TENANT_ID: playground.tenantId,
    CRR_GRAPH_ROOT: `${url}/v1.0`,
    CRR_AUTHORITY: url,
    CRR_GRAPH_CLIENT_ID: clientId,
    CRR_GRAPH_CLIENT_SECRET: at.secret,
    CRR_DRIVE_ID: drive.driveId,
    CRR_WORKBOOK_FOLDER_ID: drive.folderId,
    CRR_WORKBOOK_NAME: workbookName,
    CRR_SITE_ID: drive.siteId,
    CRR_MAIL_SENDER: demoSender,
    CRR_BOT_ANONYMOUS: 'true',
    CRR_BOT_SERVICE_URL: `${url}/connector/`,
    CRR_TAB_APP_ID: tabAppId,
    CRR_TAB_URL: `${at.product}/tab`,
    CRR_TAB_FRAME_HOSTS: url,
    CRR_MANIFEST_ID: manifestId,
    // Short waits: in the box nothing lags behind and nobody is half way through typing when a file is saved.
    CRR_POLL_SECONDS: '3',
    CRR_SETTLE_SECONDS: '2',
    CRR_RESEND_SETTLE_SECONDS: '5',
  };
}

/** The box's own app secret: made once, kept in its home, worth nothing elsewhere. */
async function boxSecret(home: string): Promise<string> {
  const path = join(home, 'app-secret.txt');
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(home, { recursive: true });
    const secret = randomBytes(24).toString('base64url');
    await writeFile(path, secret, { mode: 0o600 });
    return secret;
  }
}

/** Environment with the box's settings where it sets nothing itself. */
export function withSettings(environment: Environment, settings: Record<string, string>): Environment {
  const set = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  return { ...settings, ...set };
}

/** Settings that name a real tenant; one of them is enough, so that a half-configured service complains instead of starting the box. */
const tenantSettings = [
  'CRR_GRAPH_ROOT',
  'CRR_TENANT_ID',
  'CRR_GRAPH_CLIENT_ID',
  'CRR_DRIVE_ID',
  'CRR_SITE_ID',
  'CRR_BOT_APP_ID',
] as const;

export function namesTenant(environment: Environment): boolean {
  return tenantSettings.some((name) => (environment[name] ?? '') !== '');
}
