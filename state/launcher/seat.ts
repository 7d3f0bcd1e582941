/** Where the embedded database keeps its files, and as whom: in the data folder when the server can reach it. */
import { createHash } from 'node:crypto';
import { chmod, chown, mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { StateError } from '../errors';
import { type Log } from '../log';
import { type Account, chooseAccount, firstClosedFolder, isRoot, mayEnter } from './account';

/** The file in the data folder that says where the database is when it cannot be inside. */
export const pointerName = 'postgres-is-at.txt';

/** The place of one embedded database. */
export interface Seat {
  /** Holds `data`, `server.log`, the socket and the lock; mode 0700. */
  readonly folder: string;
  readonly dataDir: string;
  /** Undefined: the server runs as we do. */
  readonly account: Account | undefined;
}

/** The folders a seat is chosen between. */
export interface SeatChoice {
  readonly home: string;
  /** Used by root only, when the server's account cannot enter the data folder. */
  readonly shelter: string;
  readonly log: Log;
}

/** Chooses, creates and protects the place of the embedded database; the same answer on every start. */
export async function takeSeat({ home, shelter, log }: SeatChoice): Promise<Seat> {
  await mkdir(home, { recursive: true });
  const realHome = await realpath(home);
  const pointed = await readPointer(realHome);
  const folder = pointed ?? path.join(realHome, 'postgres');
  if (!isRoot()) return openSeat(folder, undefined);
  const account = await chooseAccount(path.join(folder, 'data'));
  if (pointed || (await mayEnter(realHome, account))) return openSeat(folder, account);
  await refuseStrandedData(folder, account);
  const sheltered = path.join(await openShelter(shelter), fingerprint(realHome));
  const seat = await openSeat(sheltered, account);
  await writeFile(
    path.join(realHome, pointerName),
    `${sheltered}\nThe database of this folder lives there.\n`,
  );
  log.warn('the database cannot live in the data folder, which only root may enter', {
    folder: realHome,
    database: sheltered,
  });
  return seat;
}

/** Creates the shelter if need be and makes sure nobody but us can put things into it. */
export async function openShelter(shelter: string): Promise<string> {
  try {
    await mkdir(shelter, { recursive: true });
  } catch (cause) {
    throw new StateError(
      'embedded-failed',
      `The database server's user cannot enter the data folder, and ${shelter} cannot be made instead. Move the data folder, or open the way to it (chmod o+x).`,
      { cause },
    );
  }
  const found = await stat(shelter);
  if (found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) {
    throw new StateError(
      'embedded-failed',
      `The folder ${shelter} may be changed by others. Make it root's own with mode 0755.`,
    );
  }
  await chmod(shelter, 0o755);
  return realpath(shelter);
}

async function openSeat(folder: string, account: Account | undefined): Promise<Seat> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const dataDir = path.join(folder, 'data');
  if (account) {
    await chown(folder, account.uid, account.gid);
    await chmod(folder, 0o700);
    return { folder, dataDir, account };
  }
  const { uid } = await stat(folder);
  if (process.getuid && uid !== process.getuid()) {
    throw new StateError(
      'embedded-failed',
      `The database in ${folder} belongs to another user (uid ${uid}). Start the service as that user, or give it away with chown -R.`,
    );
  }
  return { folder, dataDir, account };
}

async function readPointer(home: string): Promise<string | undefined> {
  const pointer = path.join(home, pointerName);
  const text = await readFile(pointer, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  const folder = text?.split('\n')[0]?.trim();
  if (!folder) return undefined;
  // A new empty database in its place would look like lost records, so the person decides.
  if (!(await exists(folder))) {
    throw new StateError(
      'embedded-failed',
      `${pointer} says the database is in ${folder}, which does not exist. Restore that folder, or delete the file to begin with an empty register.`,
    );
  }
  return folder;
}

async function refuseStrandedData(folder: string, account: Account): Promise<void> {
  if (!(await exists(path.join(folder, 'data')))) return;
  const closed = await firstClosedFolder(path.dirname(folder), account);
  throw new StateError(
    'embedded-failed',
    `The database in ${folder} cannot be reached by ${account.name}, who runs it, because of the folder ${closed}. Open the way (chmod o+x ${closed}) or move the data folder.`,
  );
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}

function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
