/** Clears what a killed run left behind: a server still running on our data, or its stale pid file. */
import { execFile } from 'node:child_process';
import { readFile, readdir, readlink, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { StateError, errorCode } from '../errors';
import { type Log } from '../log';

const run = promisify(execFile);
const fastStopMs = 30_000;
const hardStopMs = 10_000;

/** What PostgreSQL wrote about the server of a data folder. */
export interface PidFile {
  readonly pid: number;
  readonly socketFolder: string | undefined;
  readonly status: string | undefined;
}

/** Reads postmaster.pid; undefined when there is none or it is still being written. */
export async function readPidFile(dataDir: string): Promise<PidFile | undefined> {
  const text = await readFile(pidFilePath(dataDir), 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  return pid > 0 ? { pid, socketFolder: lines[4] || undefined, status: lines[7] } : undefined;
}

/**
 * Stops an orphaned server and removes a pid file that names somebody else's process. Only for the holder of the
 * folder: nobody living may own that server.
 */
export async function clearOrphan(dataDir: string, log: Log): Promise<void> {
  const left = await readPidFile(dataDir);
  if (!left) return;
  if (await isServerOf(left.pid, dataDir)) {
    log.warn('stopping the database server of a run that was killed', { pid: left.pid });
    await stopServer(left.pid, dataDir);
  }
  if (await readPidFile(dataDir)) await removeStale(dataDir, log);
  if (left.socketFolder && path.basename(left.socketFolder).startsWith('crr-')) {
    await rm(left.socketFolder, { recursive: true, force: true });
  }
}

async function stopServer(pid: number, dataDir: string): Promise<void> {
  process.kill(pid, 'SIGINT');
  if (await until(async () => !(await isServerOf(pid, dataDir)), fastStopMs)) return;
  process.kill(pid, 'SIGQUIT');
  if (await until(async () => !(await isServerOf(pid, dataDir)), hardStopMs)) return;
  throw new StateError(
    'embedded-failed',
    `The database server ${pid} of a killed run does not stop. End it (kill -QUIT ${pid}) and start again.`,
  );
}

async function removeStale(dataDir: string, log: Log): Promise<void> {
  // PostgreSQL tells living backends of a dead server by this file, so it goes only when none is left.
  if (!(await until(async () => !(await hasSurvivors(dataDir)), hardStopMs))) {
    throw new StateError(
      'embedded-failed',
      `Processes of a killed database server still work in ${dataDir}. End them and start again.`,
    );
  }
  await rm(pidFilePath(dataDir), { force: true });
  log.info('removed the stale pid file of a killed database server');
}

/** True when that process is a PostgreSQL server working in that folder, and not a later owner of the number. */
async function isServerOf(pid: number, dataDir: string): Promise<boolean> {
  if (process.platform === 'linux') return (await workingFolder(String(pid))) === dataDir;
  if (process.platform === 'win32') return false;
  try {
    return (await run('ps', ['-p', String(pid), '-o', 'command='])).stdout.includes(dataDir);
  } catch {
    // `ps` answers 1 when there is no such process.
    return false;
  }
}

async function hasSurvivors(dataDir: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const folders = await Promise.all(pids.map(workingFolder));
  return folders.includes(dataDir);
}

async function workingFolder(pid: string): Promise<string | undefined> {
  try {
    const [program, folder] = await Promise.all([readlink(`/proc/${pid}/exe`), readlink(`/proc/${pid}/cwd`)]);
    return path.basename(program).startsWith('postgres') ? folder : undefined;
  } catch {
    // Gone, a zombie, or another user's process: in each case not a server of ours.
    return undefined;
  }
}

async function until(done: () => Promise<boolean>, limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (Date.now() < deadline) {
    if (await done()) return true;
    await pause(20);
  }
  return done();
}

function pidFilePath(dataDir: string): string {
  return path.join(dataDir, 'postmaster.pid');
}
