/** One PostgreSQL server process: made, started, watched, stopped. */
import { randomBytes } from 'node:crypto';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { open, readdir, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { StateError, errorCode } from '../errors';
import { type Log } from '../log';
import { type Access } from './access';
import { type Binaries } from './binaries';
import { readPidFile } from './orphan';
import { type Seat } from './seat';

const run = promisify(execFile);
const retryForMs = 10_000;
const readyWithinMs = 120_000;
const fastStopMs = 30_000;
const keptLogBytes = 1_000_000;

/** A started server. */
export interface Server {
  readonly pid: number;
  stop(): Promise<void>;
  /** Leaves the server running when this process ends; somebody else must stop it. */
  abandon(): void;
}

/** Everything a server is started from. */
export interface ServerPlan {
  readonly seat: Seat;
  readonly binaries: Binaries;
  readonly access: Access;
  readonly log: Log;
}

/** Creates the data folder if there is none; a killed attempt leaves nothing that looks like a database. */
export async function initialise({ seat, binaries, access, log }: ServerPlan): Promise<void> {
  if (await fileExists(path.join(seat.dataDir, 'PG_VERSION'))) return;
  log.info('creating the database', { folder: seat.dataDir });
  await removeUnfinished(seat.dataDir);
  // A name of its own: an initdb whose parent was killed may still be at work, and removes what it made when it fails.
  const making = `${seat.dataDir}.making-${randomBytes(4).toString('hex')}`;
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  try {
    await run(
      binaries.initdb,
      ['-D', making, '-U', access.user, ...locale, ...access.initArguments],
      asAccount(seat),
    );
  } catch (cause) {
    throw new StateError(
      'embedded-failed',
      `The embedded database cannot be created in ${seat.folder}. ${saidBy(cause)}${wayOut}`,
      { cause },
    );
  }
  await rename(making, seat.dataDir);
}

/** What killed attempts have left. One that is still being written to stays for the next start. */
async function removeUnfinished(dataDir: string): Promise<void> {
  const folder = path.dirname(dataDir);
  const start = `${path.basename(dataDir)}.making`;
  for (const name of (await readdir(folder)).filter((one) => one.startsWith(start)))
    await rm(path.join(folder, name), {
      recursive: true,
      force: true,
      maxRetries: 20,
      retryDelay: 100,
    }).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOTEMPTY') throw error;
    });
}

/** Starts the server and waits until it accepts connections; patient with what a killed run leaves for a moment. */
export async function startServer(plan: ServerPlan): Promise<Server> {
  const deadline = Date.now() + retryForMs;
  for (;;) {
    const logFile = path.join(plan.seat.folder, 'server.log');
    const { child, from } = await launch(plan, logFile);
    if (await becomesReady(child, plan.seat.dataDir)) return watch(child, plan);
    const tail = await logTail(logFile, from);
    const passing = /lock file .* already exists|pre-existing shared memory|still in use/.test(tail);
    if (!passing || Date.now() > deadline) {
      throw new StateError(
        'embedded-failed',
        `The embedded database in ${plan.seat.folder} does not start. It says: ${tail || 'nothing'}. ${wayOut}`,
      );
    }
    await pause(200);
  }
}

const wayOut = 'Read server.log there, or set DATABASE_URL to another PostgreSQL.';

async function launch(
  { seat, binaries, access }: ServerPlan,
  logFile: string,
): Promise<{ child: ChildProcess; from: number }> {
  const output = await openLog(logFile, seat);
  try {
    const from = (await output.stat()).size;
    const child = spawn(binaries.postgres, ['-D', seat.dataDir, ...settings(access)], {
      ...asAccount(seat),
      // Ctrl-C in a terminal goes to the whole group; the database must outlive the work that uses it.
      detached: true,
      stdio: ['ignore', output.fd, output.fd],
    });
    child.unref();
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    return { child, from };
  } catch (cause) {
    throw new StateError(
      'embedded-failed',
      `The database program ${binaries.postgres} cannot be run (${errorCode(cause)}). ${wayOut}`,
      { cause },
    );
  } finally {
    await output.close();
  }
}

/** Durable, small, and silent about data: statements and error details would carry case text into the log. */
function settings(access: Access): string[] {
  const pairs = {
    ...access.settings,
    max_connections: '50',
    shared_buffers: '32MB',
    fsync: 'on',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_min_messages: 'log',
    max_parallel_workers_per_gather: '0',
    jit: 'off',
  };
  return Object.entries(pairs).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function becomesReady(child: ChildProcess, dataDir: string): Promise<boolean> {
  const deadline = Date.now() + readyWithinMs;
  while (child.exitCode === null && child.signalCode === null) {
    const file = await readPidFile(dataDir);
    if (file?.pid === child.pid && file?.status === 'ready') return true;
    if (Date.now() > deadline) child.kill('SIGQUIT');
    await pause(10);
  }
  return false;
}

function watch(child: ChildProcess, { binaries, seat, log }: ServerPlan): Server {
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const died = (code: number | null): void =>
    log.error('the embedded database server stopped by itself', { code: code ?? -1 });
  const lastWord = (): void => void child.kill('SIGINT');
  child.once('exit', died);
  process.once('exit', lastWord);
  const abandon = (): void => {
    child.off('exit', died);
    process.off('exit', lastWord);
  };
  return {
    pid: child.pid ?? 0,
    abandon,
    stop: async () => {
      abandon();
      if (child.exitCode !== null || child.signalCode !== null) return;
      // SIGINT is PostgreSQL's fast shutdown; Windows has no signals to send.
      if (process.platform === 'win32') await run(binaries.pgCtl, ['stop', '-m', 'fast', '-D', seat.dataDir]);
      else child.kill('SIGINT');
      const hard = setTimeout(() => child.kill('SIGQUIT'), fastStopMs);
      await gone;
      clearTimeout(hard);
    },
  };
}

function asAccount(seat: Seat): { cwd: string; env: NodeJS.ProcessEnv; uid?: number; gid?: number } {
  // Nothing of our environment: it may hold secrets, and PG* variables would change what runs.
  const env = { PATH: '/usr/bin:/bin', LANG: 'C', LC_ALL: 'C', TZ: 'UTC' };
  return { cwd: seat.folder, env, ...(seat.account && { uid: seat.account.uid, gid: seat.account.gid }) };
}

async function openLog(file: string, seat: Seat): Promise<FileHandle> {
  if ((await fileExists(file)) && (await stat(file)).size > keptLogBytes) await rename(file, `${file}.old`);
  const output = await open(file, 'a', 0o600);
  if (seat.account) await output.chown(seat.account.uid, seat.account.gid);
  return output;
}

async function logTail(file: string, from: number): Promise<string> {
  const text = (await readFile(file)).subarray(from).toString('utf8');
  return text.trim().split('\n').slice(-4).join(' | ');
}

function saidBy(error: unknown): string {
  const text =
    typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr).trim() : '';
  return text ? `It says: ${text.split('\n').slice(-4).join(' | ')}. ` : `(${errorCode(error)}) `;
}

async function fileExists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    (error: unknown) => {
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    },
  );
}
