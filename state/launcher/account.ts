/** Whom the embedded server runs as: PostgreSQL refuses root, so root lends it an unprivileged account. */
import { execFile } from 'node:child_process';
import { lstat, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { StateError } from '../errors';

const run = promisify(execFile);

/** An unprivileged account of the operating system. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** True when this process may and must hand the server to another account. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The account for the server: the owner of existing data, else `postgres`, else `nobody`. */
export async function chooseAccount(dataDir: string): Promise<Account> {
  const owner = await ownerOf(dataDir);
  if (owner && owner.uid !== 0) return owner;
  const account = (await lookUp('postgres')) ?? (await lookUp('nobody'));
  if (account) return account;
  throw new StateError(
    'embedded-failed',
    'The embedded database does not run as root, and this machine has neither a user postgres nor a user nobody. Start the service as an ordinary user, or set DATABASE_URL.',
  );
}

/** True when the account may pass through the folder and every folder above it. */
export async function mayEnter(folder: string, account: Account): Promise<boolean> {
  return (await firstClosedFolder(folder, account)) === undefined;
}

/** The outermost folder on the way that the account may not enter; undefined when the way is open. */
export async function firstClosedFolder(folder: string, account: Account): Promise<string | undefined> {
  const real = await realpath(folder);
  const steps = real.split(path.sep).map((_, i, parts) => parts.slice(0, i + 1).join(path.sep) || path.sep);
  for (const step of steps) if (!allows(await stat(step), account, 1)) return step;
  return undefined;
}

/** True when the account may read the file (its folders are asked separately). */
export async function mayRead(file: string, account: Account): Promise<boolean> {
  return allows(await stat(file), account, 4);
}

function allows(found: { mode: number; uid: number; gid: number }, account: Account, bit: 1 | 4): boolean {
  if (found.uid === account.uid) return (found.mode & (bit << 6)) !== 0;
  // Supplementary groups do not count: the server is started with none.
  if (found.gid === account.gid) return (found.mode & (bit << 3)) !== 0;
  return (found.mode & bit) !== 0;
}

async function ownerOf(file: string): Promise<Account | undefined> {
  try {
    const { uid, gid } = await lstat(file);
    return { name: `uid ${uid}`, uid, gid };
  } catch {
    // No data yet, so there is no owner to respect.
    return undefined;
  }
}

async function lookUp(name: string): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all(
      ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, name])).stdout)),
    );
    return uid && gid ? { name, uid, gid } : undefined;
  } catch {
    // `id` answers 1 for an account that does not exist; that is the question asked.
    return undefined;
  }
}
