/** How the embedded server is reached: a socket in a private folder, or on Windows the loopback with a password. */
import { randomBytes } from 'node:crypto';
import { chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { type PoolConfig } from 'pg';
import { errorCode } from '../errors';
import { type Seat } from './seat';

/** The two ends of the way to the server. */
export interface Access {
  readonly user: string;
  readonly initArguments: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
  readonly connection: PoolConfig;
  /** Removes what was made outside the seat; call after the server has stopped. */
  close(): Promise<void>;
}

const user = 'crr';
const database = 'postgres';
// The kernel allows 107 bytes for `<folder>/.s.PGSQL.5432`.
const longestSocketFolder = 90;

/** Prepares the way in; `socketsWork` false puts the socket under the temporary folder. */
export async function prepareAccess(seat: Seat, socketsWork: boolean): Promise<Access> {
  return process.platform === 'win32' ? overLoopback(seat) : overSocket(seat, socketsWork);
}

async function overSocket(seat: Seat, socketsWork: boolean): Promise<Access> {
  const near = path.join(seat.folder, 'socket');
  const isNear = socketsWork && Buffer.byteLength(near) <= longestSocketFolder;
  const folder = isNear ? near : await mkdtemp(path.join(shortTemporaryFolder(), 'crr-'));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (seat.account) await chown(folder, seat.account.uid, seat.account.gid);
  return {
    user,
    // Whoever may enter the 0700 folder may read the data files too, so a password would protect nothing.
    initArguments: ['--auth-local=trust', '--auth-host=reject'],
    settings: { listen_addresses: '', unix_socket_directories: folder },
    connection: { host: folder, user, database },
    close: async () => (isNear ? undefined : rm(folder, { recursive: true, force: true })),
  };
}

async function overLoopback(seat: Seat): Promise<Access> {
  const passwordFile = path.join(seat.folder, 'password.txt');
  const password = await readFile(passwordFile, 'utf8').catch(async (error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw error;
    const made = randomBytes(24).toString('hex');
    await writeFile(passwordFile, made, { mode: 0o600 });
    return made;
  });
  const port = await freePort();
  return {
    user,
    initArguments: ['--auth=scram-sha-256', `--pwfile=${passwordFile}`],
    settings: { listen_addresses: '127.0.0.1', port: String(port) },
    connection: { host: '127.0.0.1', port, user, database, password },
    close: async () => undefined,
  };
}

function shortTemporaryFolder(): string {
  return Buffer.byteLength(os.tmpdir()) <= longestSocketFolder - 12 ? os.tmpdir() : '/tmp';
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
