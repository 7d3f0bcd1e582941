/** A running tenant in a box over a small made-up workbook, and a short way to ask its Graph. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { type BoxOptions } from '../../tenant/box';
import { startTenant, type Tenant } from '../../tenant/start';

export const boxTenantId = '00000000-0000-4000-8000-00000000f00d';
export const boxApp = {
  clientId: '00000000-0000-4000-8000-0000000000aa',
  clientSecret: 'a secret of the box',
};
export const boxDrive = { siteId: 'box.example,1111,2222', driveId: 'b!drive', folderId: '01ROOT' };
export const workbookName = 'Casework Risk Register.xlsx';

const person = (number: number, displayName: string, more: object = {}): BoxOptions['users'][number] => {
  const mail = `person-${number}@caseworkcharity.example`;
  const id = `00000000-0000-4000-8000-00000000000${number}`;
  return { id, displayName, mail, userPrincipalName: mail, accountEnabled: true, ...more };
};

/** The people of the box: a manager, two caseworkers, somebody who left. */
export const people = [
  person(1, 'ROM NS', { jobTitle: 'Regional Office Manager' }),
  person(2, 'Caseworker NS-01', { managerId: person(1, '').id }),
  person(3, 'Caseworker NS-02', { managerId: person(1, '').id }),
  person(4, 'Leaver NS-09', { accountEnabled: false }),
];

export const boxGroup = {
  id: '00000000-0000-4000-8000-0000000000b1',
  displayName: 'RO NS',
  memberIds: people.slice(0, 2).map(({ id }) => id),
};

/** A workbook with two tables side by side in nothing but their names, and a formula column. */
export async function sampleWorkbook(rows: (string | number)[][] = sampleRows): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet("North shire's");
  sheet.addTable({
    name: 'Register_NS',
    ref: 'A1',
    headerRow: true,
    columns: ['Risk ID', "Owner's note", 'Level'].map((name) => ({ name })),
    rows,
  });
  sheet.getCell('F1').value = 'free';
  book.addWorksheet('Guide').getCell('A1').value = 'Plain words';
  return new Uint8Array(await book.xlsx.writeBuffer());
}

const sampleRows = [
  ['R-NS-0001', 'dog on site', 2],
  ['R-NS-0002', 'bail condition', 3],
];

/** A box under test. */
export interface RunningBox {
  tenant: Tenant;
  url: string;
  home: string;
  token: string;
  /** Asks Graph with a token; the path begins after /v1.0. */
  graph(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  stop(): Promise<void>;
}

/** Options for a box in the given home. */
export const boxOptions = (home: string, more: Partial<BoxOptions> = {}): BoxOptions => ({
  port: 0,
  home,
  tenantId: boxTenantId,
  users: people,
  groups: [boxGroup],
  sharedMailboxes: [{ mail: 'safeguarding@caseworkcharity.example', displayName: 'Safeguarding' }],
  apps: [boxApp],
  teamsApp: {
    name: 'Register',
    botEndpoint: 'http://127.0.0.1:9/api/messages',
    botAppId: '',
    tabUrl: 'http://127.0.0.1:9/tab',
    tabAppId: boxApp.clientId,
    manifestId: '00000000-0000-4000-8000-0000000000cc',
  },
  drive: boxDrive,
  ...more,
});

/** A token for Graph from the box's login authority. */
export async function graphToken(url: string): Promise<string> {
  const form = {
    grant_type: 'client_credentials',
    scope: 'https://graph.microsoft.com/.default',
    client_id: boxApp.clientId,
    client_secret: boxApp.clientSecret,
  };
  const answer = await fetch(`${url}/${boxTenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

const payload = (body: unknown): { body?: BodyInit; headers: Record<string, string> } => {
  if (body === undefined) return { headers: {} };
  if (body instanceof Uint8Array) {
    return { body: new Uint8Array(body), headers: { 'Content-Type': 'application/octet-stream' } };
  }
  return { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
};

/** Making a key is slow, so the boxes of one test file share the first one's. */
let sharedKey: string | undefined;

/** Starts a box with the sample workbook (or the bytes given; null for none) in a folder of its own. */
export async function startRunningBox(
  parts: { workbook?: Uint8Array | null; options?: Partial<BoxOptions> } = {},
): Promise<RunningBox> {
  const home = await mkdtemp(join(tmpdir(), 'running-box-'));
  const bytes = parts.workbook === undefined ? await sampleWorkbook() : parts.workbook;
  if (bytes) await writeFile(join(home, workbookName), bytes);
  const keyPath = join(home, 'signing-key.json');
  if (sharedKey !== undefined) await writeFile(keyPath, sharedKey, { mode: 0o600 });
  const tenant = await startTenant(boxOptions(home, parts.options));
  sharedKey ??= await readFile(keyPath, 'utf8');
  const token = await graphToken(tenant.url);
  return {
    tenant,
    url: tenant.url,
    home,
    token,
    graph(method, path, body, headers = {}) {
      const sent = payload(body);
      const all = { Authorization: `Bearer ${token}`, ...sent.headers, ...headers };
      return fetch(`${tenant.url}/v1.0${path}`, {
        method,
        headers: all,
        body: sent.body,
        redirect: 'manual',
      });
    },
    async stop() {
      await tenant.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** The parsed JSON of an answer. */
export const jsonOf = async <T = Record<string, unknown>>(answer: Response | Promise<Response>): Promise<T> =>
  (await (await answer).json()) as T;

/** The error of a Graph answer, with its status. */
export async function errorOf(
  answer: Response | Promise<Response>,
): Promise<{ status: number; code: string; innerCode?: string; message: string }> {
  const response = await answer;
  const { error } = (await response.json()) as {
    error: { code: string; message: string; innerError: { code?: string } };
  };
  return {
    status: response.status,
    code: error.code,
    innerCode: error.innerError.code,
    message: error.message,
  };
}
