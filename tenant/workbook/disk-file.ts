/** A file shared with other programs: read in one cut, replaced without losing what another program saved meanwhile. */
import { type FileHandle, link, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { WorkbookError } from './workbook-error';

/** What tells one content of the file from another without reading it. */
export interface Stamp {
  ino: bigint;
  mtimeNs: bigint;
  size: bigint;
}

/** The file's bytes and the stamp they had. */
export interface Cut {
  bytes: Uint8Array;
  stamp: Stamp;
}

/** A replaced file: the new stamp, and the old content held open for a late look at writers still busy with it. */
export interface Replaced {
  stamp: Stamp;
  old: { handle: FileHandle; stamp: Stamp } | null;
}

/** Moments at which tests act as another program. */
export interface DiskPauses {
  beforeSetAside?(): Promise<void>;
  afterSetAside?(): Promise<void>;
}

/** Whether two stamps name the same content; null means no file. */
export function sameStamp(a: Stamp | null, b: Stamp | null): boolean {
  if (a === null || b === null) return a === b;
  return a.ino === b.ino && a.mtimeNs === b.mtimeNs && a.size === b.size;
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
const busy = new Set(['EBUSY', 'EPERM', 'EACCES', 'ETXTBSY']);
const noLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EMLINK', 'EINVAL']);

/** A held file becomes the error callers know; anything else passes. */
function asLocked(error: unknown): unknown {
  if (!busy.has(codeOf(error))) return error;
  return new WorkbookError(
    'locked',
    'The workbook file is held by another program; try again when it is free.',
    {
      cause: error,
    },
  );
}

async function orMissing<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

const stampOf = ({ ino, mtimeNs, size }: Stamp): Stamp => ({ ino, mtimeNs, size });

/** The stamp of an open file. */
export const handleStamp = async (handle: FileHandle): Promise<Stamp> =>
  stampOf(await handle.stat({ bigint: true }));

/** Reads an open file from its start until nothing changed while reading, or a few tries are over. */
export async function readCut(handle: FileHandle): Promise<Cut> {
  for (let tries = 5; ; tries--) {
    const stamp = await handleStamp(handle);
    const bytes = Buffer.alloc(Number(stamp.size));
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
      length += bytesRead;
      if (bytesRead === 0 || length === bytes.length) break;
    }
    if (tries === 1 || sameStamp(stamp, await handleStamp(handle)))
      return { bytes: bytes.subarray(0, length), stamp };
  }
}

/** The file at one path. */
export class DiskFile {
  readonly #folder: string;
  /** Where the present content waits while it is being replaced; found again after a crash. */
  readonly #aside: string;
  readonly #tempStart: string;
  #count = 0;

  constructor(
    readonly path: string,
    readonly pauses: DiskPauses = {},
  ) {
    this.#folder = dirname(path);
    this.#aside = join(this.#folder, `.${basename(path)}.previous`);
    this.#tempStart = `.${basename(path)}.new-`;
  }

  /** The stamp of the file now; null when there is none. */
  async stamp(): Promise<Stamp | null> {
    const found = await orMissing(stat(this.path, { bigint: true }));
    return found && stampOf(found);
  }

  /** The file in one cut; null when there is none. */
  async read(): Promise<Cut | null> {
    const handle = await orMissing(open(this.path, 'r'));
    if (!handle) return null;
    try {
      return await readCut(handle);
    } finally {
      await handle.close();
    }
  }

  /** Clears up after a process that ended in the middle of replacing the file. */
  async recover(): Promise<void> {
    await this.#putBack();
    const names = (await orMissing(readdir(this.#folder))) ?? [];
    for (const name of names.filter((one) => one.startsWith(this.#tempStart))) {
      await orMissing(unlink(join(this.#folder, name)));
    }
  }

  /** Replaces the content last seen as `expected` (null: no file). Null when another program saved meanwhile. */
  async replace(bytes: Uint8Array, expected: Stamp | null): Promise<Replaced | null> {
    const temp = join(this.#folder, `${this.#tempStart}${process.pid}-${++this.#count}`);
    try {
      const stamp = await this.#writeTemp(temp, bytes);
      await this.pauses.beforeSetAside?.();
      if (expected && !(await this.#setAside(expected))) return null;
      await this.pauses.afterSetAside?.();
      if (!(await this.#appear(temp))) {
        await orMissing(unlink(this.#aside));
        return null;
      }
      return { stamp, old: expected && (await this.#letGo(expected)) };
    } catch (error) {
      await this.#putBack();
      throw asLocked(error);
    } finally {
      await orMissing(unlink(temp));
    }
  }

  async #writeTemp(temp: string, bytes: Uint8Array): Promise<Stamp> {
    const mode = (await orMissing(stat(this.path)))?.mode ?? 0o644;
    const handle = await open(temp, 'w', mode & 0o777);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
      return await handleStamp(handle);
    } finally {
      await handle.close();
    }
  }

  /** Moves the present file aside; false, with the file back in place, when it is not the expected one. */
  async #setAside(expected: Stamp): Promise<boolean> {
    const gone = await orMissing(rename(this.path, this.#aside).then(() => true));
    if (!gone) return false;
    if (sameStamp(expected, stampOf(await stat(this.#aside, { bigint: true })))) return true;
    await this.#putBack();
    return false;
  }

  /** Puts a file set aside back, unless a newer one stands in its place. */
  async #putBack(): Promise<void> {
    const set = await orMissing(stat(this.#aside));
    if (!set) return;
    await this.#appear(this.#aside);
    await orMissing(unlink(this.#aside));
  }

  /** Gives a file of ours the public name; false when another program has put a file there. */
  async #appear(from: string): Promise<boolean> {
    try {
      await link(from, this.path);
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      if (!noLinks.has(codeOf(error))) throw error;
    }
    // No hard links here: a look and a rename leave a gap of microseconds, the best this file system offers.
    if (await this.stamp()) return false;
    await rename(from, this.path);
    return true;
  }

  /** Opens the replaced content for a late look and takes its name away. */
  async #letGo(stamp: Stamp): Promise<Replaced['old']> {
    const handle = await open(this.#aside, 'r').catch(() => null);
    // The new file stands already; a name left over is cleared at the next start.
    await unlink(this.#aside).catch(() => undefined);
    return handle && { handle, stamp };
  }
}
