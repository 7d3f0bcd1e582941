/** A database for a test file: cloned from a migrated template on one server per run, dropped and leak-checked after. */
import { createHash, randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { type Database, openDatabase } from '../../state/db';
import { locatePackage, prepareBinaries } from '../../state/launcher/binaries';
import { prepareAccess } from '../../state/launcher/access';
import { openShelter, takeSeat } from '../../state/launcher/seat';
import { initialise, startServer } from '../../state/launcher/server';
import { type Log } from '../../state/log';
import { type Migration, migrate } from '../../state/migrate';

/** A log for tests that keeps what it was told. */
export interface KeptLog extends Log {
  readonly lines: { level: 'info' | 'warn' | 'error'; event: string; fields: object }[];
}

/** Makes an empty log that keeps its lines. */
export function keepLog(): KeptLog {
  const lines: KeptLog['lines'] = [];
  const at =
    (level: 'info' | 'warn' | 'error') =>
    (event: string, fields: object = {}): void =>
      void lines.push({ level, event, fields });
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}

/** What a test file gets from withDatabase. */
export interface TestDatabase {
  db(): Database;
  /** The address of the same database, for a second process or pool; close what you open on it. */
  url(): string;
  log: KeptLog;
  /** Registers what must be stopped before the database goes; the last registered stops first. */
  beforeClose(stop: () => Promise<unknown>): void;
}

/** Gives the test file (or describe block) a database of its own with these migrations applied. */
export function withDatabase(migrations: readonly Migration[]): TestDatabase {
  const log = keepLog();
  const stops: (() => Promise<unknown>)[] = [];
  let opened: { db: Database; url: string } | undefined;
  const get = (): { db: Database; url: string } => {
    if (!opened) throw new Error('The database exists from beforeAll to afterAll only.');
    return opened;
  };

  beforeAll(async () => {
    const url = await cloneDatabase(migrations);
    opened = { db: await openDatabase({ CRR_HOME: '', DATABASE_URL: url }, log), url };
  });

  afterAll(async () => {
    if (!opened) return;
    for (const stop of stops.reverse()) await stop();
    await opened.db.close();
    const leaked = await dropDatabase(opened.url);
    if (leaked > 0) throw new Error(`${leaked} database connections were left open by this file.`);
  });

  return { db: () => get().db, url: () => get().url, log, beforeClose: (stop) => void stops.push(stop) };
}

/** The address of a fresh database with these migrations; drop it with dropDatabase. */
export async function cloneDatabase(migrations: readonly Migration[]): Promise<string> {
  const server = await serverUrl();
  const name = `crr_test_${randomBytes(6).toString('hex')}`;
  await asAdmin(server, async (admin) => {
    const template = await ensureTemplate(server, admin, migrations);
    await admin.query(`create database ${name} template ${template}`);
  });
  return withName(server, name);
}

/** Drops the database; answers how many connections to it were still open. */
export async function dropDatabase(url: string): Promise<number> {
  const name = new URL(url).pathname.slice(1);
  return asAdmin(await serverUrl(), async (admin) => {
    const leaked = await waitForSilence(admin, name);
    await admin.query(`drop database if exists ${name} with (force)`);
    return leaked;
  });
}

/** The server of this run: DATABASE_URL_TEST, or an embedded one started by the first file that asks. */
export async function serverUrl(): Promise<string> {
  return process.env.DATABASE_URL_TEST ?? embeddedUrl();
}

async function ensureTemplate(
  server: string,
  admin: Client,
  migrations: readonly Migration[],
): Promise<string> {
  const key = createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 12);
  const name = `crr_template_${key}`;
  await admin.query(`select pg_advisory_lock(hashtext('crr_template'))`);
  const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [name]);
  if (!rowCount) await makeTemplate(server, admin, { name, migrations });
  await admin.query(`select pg_advisory_unlock(hashtext('crr_template'))`);
  return name;
}

async function makeTemplate(
  server: string,
  admin: Client,
  { name, migrations }: { name: string; migrations: readonly Migration[] },
): Promise<void> {
  // Under another name until it is complete, so that a killed run leaves no half template.
  const making = `${name}_making`;
  await admin.query(`drop database if exists ${making} with (force)`);
  await admin.query(`create database ${making} template template0 encoding 'UTF8'`);
  const db = await openDatabase({ CRR_HOME: '', DATABASE_URL: withName(server, making) }, keepLog());
  try {
    await migrate(db, migrations, keepLog());
  } finally {
    await db.close();
  }
  await waitForSilence(admin, making);
  await admin.query(`alter database ${making} rename to ${name}`);
}

async function waitForSilence(admin: Client, name: string): Promise<number> {
  const deadline = Date.now() + 2000;
  for (;;) {
    const { rows } = await admin.query<{ n: number }>(
      'select count(*)::int as n from pg_stat_activity where datname = $1',
      [name],
    );
    const open = rows[0]?.n ?? 0;
    if (open === 0 || Date.now() > deadline) return open;
    await pause(10);
  }
}

async function asAdmin<T>(server: string, work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: server });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function withName(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.toString();
}

/** One server for all workers of a jest run; a watcher stops it and removes its folder when jest is gone, however. */
async function embeddedUrl(): Promise<string> {
  const jest = process.send ? process.ppid : process.pid;
  const folder = path.join(os.tmpdir(), `crr-test-${jest}-${process.getuid?.() ?? 0}`);
  const note = path.join(folder, 'server.json');
  if (isFirst(folder)) {
    await startForAll(folder, note, jest).catch(async (error: unknown) => {
      await rm(folder, { recursive: true, force: true });
      throw error;
    });
  }
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const text = await readFile(note, 'utf8').catch(() => '');
    if (text) return (JSON.parse(text) as { url: string }).url;
    await pause(25);
  }
  throw new Error(`The test server in ${folder} did not start; see postgres/server.log there.`);
}

function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    // Another worker of this run made it and starts the server.
    return false;
  }
}

async function startForAll(folder: string, note: string, jest: number): Promise<void> {
  const log = keepLog();
  const shelter = path.join(folder, 'shelter');
  const seat = await takeSeat({ home: folder, shelter, log });
  const source = locatePackage();
  const copyTo = (): Promise<string> => openShelter(shelter);
  const binaries = await prepareBinaries({ source, account: seat.account, copyTo, log });
  const access = await prepareAccess(seat, true);
  // Nothing here has to survive a power cut.
  const plan = {
    seat,
    binaries,
    access: { ...access, settings: { ...access.settings, synchronous_commit: 'off' } },
    log,
  };
  await initialise(plan);
  const server = await startServer(plan);
  server.abandon();
  stopWhenGone(jest, server.pid, folder);
  const { host = '', user = '', database = '' } = access.connection;
  const url = `postgresql:///${database}?${new URLSearchParams({ host, user: String(user) })}`;
  await writeFile(`${note}.new`, JSON.stringify({ url, pid: server.pid }));
  await rename(`${note}.new`, note);
}

function stopWhenGone(jest: number, server: number, folder: string): void {
  const script = `
    const gone = (pid) => { try { process.kill(pid, 0); return false; } catch { return true; } };
    const [jest, server, folder] = [${jest}, ${server}, ${JSON.stringify(folder)}];
    let asked = false;
    setInterval(() => {
      if (!gone(jest)) return;
      if (!asked) { asked = true; if (!gone(server)) process.kill(server, 'SIGINT'); return; }
      if (!gone(server)) return;
      require('node:fs').rmSync(folder, { recursive: true, force: true });
      process.exit(0);
    }, 200);`;
  spawn(process.execPath, ['-e', script], { detached: true, stdio: 'ignore', cwd: os.tmpdir() }).unref();
}
