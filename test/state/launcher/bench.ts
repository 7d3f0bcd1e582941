/** The bench on which embedded servers are tried: a throw-away folder, other owners, and cleaning up after both. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { type Embedded, type EmbeddedOptions, startEmbedded } from '../../../state/launcher';
import { type KeptLog, keepLog } from '../../kit/db';

/** Tests of what only root can do or meet; skipped for others. */
export const asRoot = process.getuid?.() === 0 ? it : it.skip;

/** The folders and log of the current test. */
export const bench: { base: string; home: string; log: KeptLog } = { base: '', home: '', log: keepLog() };

const running: Embedded[] = [];
const children: ChildProcess[] = [];

/** Gives every test of the file a fresh bench, and leaves neither process nor folder behind. */
export function useBench(): void {
  beforeEach(() => {
    bench.base = mkdtempSync(path.join(os.tmpdir(), 'crr-launcher-'));
    chmodSync(bench.base, 0o755);
    bench.home = path.join(bench.base, 'home');
    bench.log = keepLog();
  });

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const server of running.splice(0)) await server.stop();
    stopServersUnder(bench.base);
    rmSync(bench.base, { recursive: true, force: true });
  });
}

/** Ends the process with the test. */
export function endWithTest(child: ChildProcess): ChildProcess {
  children.push(child);
  return child;
}

/** Starts a server on the bench; stopped after the test. */
export async function start(over: Partial<EmbeddedOptions> = {}): Promise<Embedded> {
  const server = await startEmbedded({
    home: bench.home,
    shelter: path.join(bench.base, 'shelter'),
    log: bench.log,
    ...over,
  });
  running.push(server);
  return server;
}

/** Rows of one statement on a connection of its own. */
export async function ask<Row extends object>(server: Embedded, sql: string): Promise<Row[]> {
  const client = new Client(server.connection as object);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** What another owner printed. */
export interface Said {
  pid: number;
  folder: string;
  code: string;
  message: string;
  n: number;
}

/** Another process that owns, or would own, the server. */
export function another(
  act: 'write' | 'hold' | 'leave',
  user?: { uid: number; gid: number },
): { child: ChildProcess; lines: Said[]; next: () => Promise<Said> } {
  const script = path.join(__dirname, 'owner.mjs');
  const child = spawn(process.execPath, [script, act, bench.home, path.join(bench.base, 'shelter')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...user,
  });
  endWithTest(child);
  const lines: Said[] = [];
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) =>
    lines.push(JSON.parse(line) as Said),
  );
  let read = 0;
  const next = async (): Promise<Said> => {
    await until(() => lines.length > read);
    return lines[read++] as Said;
  };
  return { child, lines, next };
}

/** Waits for it, with a deadline. */
export async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('It did not come about in time.');
    await pause(10);
  }
}

/** kill -9, and waits for the death. */
export async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await until(() => child.signalCode !== null);
}

/** Servers that work below the folder. */
export function serversUnder(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return (
          readlinkSync(`/proc/${pid}/cwd`).startsWith(folder) &&
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('-D')
        );
      } catch {
        return false;
      }
    });
}

function stopServersUnder(folder: string): void {
  for (const pid of serversUnder(folder)) process.kill(pid, 'SIGKILL');
}

/** Where PostgreSQL notes its process. */
export const pidFile = (): string => path.join(bench.home, 'postgres', 'data', 'postmaster.pid');
