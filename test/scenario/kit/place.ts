/** A started product with its Microsoft 365 in a box, seen only from outside: addresses, a folder, what it printed. */
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, type Running } from '../../../cli/run';

/** Short waits, so that a story is told in seconds; the rules stay the same. */
const quick = {
  CRR_POLL_SECONDS: '1',
  CRR_SETTLE_SECONDS: '1',
  CRR_RESEND_SETTLE_SECONDS: '2',
  CRR_DELETE_AFTER_MINUTES: '1',
};

/** The store under test: `CRR_TEST_STORE=lists` tells every story with lists instead of the workbook. */
const storeUnderTest = process.env['CRR_TEST_STORE'] === 'lists' ? 'lists' : 'excel';

/** A story that only a workbook can tell, such as sorting its lines. */
export const inWorkbookOnly = storeUnderTest === 'excel' ? it : it.skip;

/** Stories about the workbook as a file; what they tell of lists stands in the files named -lists. */
export const ofTheWorkbook = storeUnderTest === 'excel' ? describe : describe.skip;

/** Where a running product is found, and nothing of its insides. */
export interface Place {
  /** Address of the box: chat, mail, clock, files. */
  box: string;
  /** Address of the product: bot, tab, health. */
  product: string;
  home: string;
  /** Where its register is kept. */
  store: 'excel' | 'lists';
  /** The workbook as a file on disk. */
  workbook: string;
  /** Everything the product printed so far. */
  printed(): string;
  /** Everything in its log file so far. */
  log(): Promise<string>;
}

/** A place that this process can stop and start again. */
export interface OwnPlace extends Place {
  stop(): Promise<void>;
  start(options?: { empty?: boolean }): Promise<void>;
}

/** Two or more ports nobody listens on; held together so that they differ. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listenSomewhere()));
  const ports = servers.map(({ port }) => port);
  await Promise.all(servers.map(({ close }) => close()));
  return ports;
}

/** Listens on a port of 127.0.0.1 that was free. */
export async function listenSomewhere(): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The probe has no port.');
  return { port: address.port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** A fresh data folder whose box stands on the next Friday at ten in the morning: Midmarch's weekday, within office hours. */
export async function freshHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'crr-scenario-'));
  // For root's database server runs as somebody else: a folder it may enter keeps everything of the story in one place.
  await chmod(home, 0o755);
  const friday = new Date();
  friday.setUTCDate(friday.getUTCDate() + ((12 - friday.getUTCDay()) % 7 || 7));
  friday.setUTCHours(10, 0, 0, 0);
  await mkdir(join(home, 'tenant'));
  await writeFile(
    join(home, 'tenant', 'clock.json'),
    JSON.stringify({ offsetMs: friday.getTime() - Date.now() }),
  );
  return home;
}

/** The settings of a product of its own: fresh ports, and a fresh folder unless one is given. */
export async function settingsFor(home?: string): Promise<Record<string, string>> {
  const [product, tenant] = await freePorts(2);
  return {
    ...quick,
    CRR_STORE: storeUnderTest,
    CRR_HOME: home ?? (await freshHome()),
    CRR_PORT: String(product),
    CRR_TENANT_PORT: String(tenant),
  };
}

/** What is seen of a product with these settings. */
export function placeOf(settings: Record<string, string>, printed: () => string): Place {
  const home = settings.CRR_HOME ?? '';
  return {
    box: `http://127.0.0.1:${settings.CRR_TENANT_PORT}`,
    product: `http://127.0.0.1:${settings.CRR_PORT}`,
    home,
    store: settings.CRR_STORE === 'lists' ? 'lists' : 'excel',
    workbook: join(home, 'tenant', 'Casework Risk Register.xlsx'),
    printed,
    log: () => readFile(join(home, 'service.log'), 'utf8'),
  };
}

/** A product in this process; not started yet. */
export function placeHere(settings: Record<string, string>): OwnPlace {
  const lines: string[] = [];
  let running: Running | null = null;
  return {
    ...placeOf(settings, () => lines.join('\n')),
    async start(options = {}) {
      running = await run({
        environment: settings,
        empty: options.empty ?? false,
        say: (line) => void lines.push(line),
      });
    },
    async stop() {
      await running?.stop();
      running = null;
    },
  };
}

/** One product for a test file, started before its tests and gone after them; asked for before it stands, it throws. */
export function inPlace(
  options: { empty?: boolean; settings?: Record<string, string> } = {},
): () => OwnPlace {
  let place: OwnPlace | undefined;
  beforeAll(async () => {
    place = placeHere({ ...(await settingsFor()), ...options.settings });
    await place.start({ empty: options.empty ?? false });
  }, 60_000);
  afterAll(async () => {
    await place?.stop();
    if (place) await rm(place.home, { recursive: true, force: true, maxRetries: 3 });
  }, 30_000);
  return () => {
    if (!place) throw new Error('The product stands from beforeAll to afterAll only.');
    return place;
  };
}
