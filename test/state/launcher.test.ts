/** The embedded server through its bad days: killed, orphaned, shut out, half installed, already in use. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { openDatabase } from '../../state/db';
import { type Embedded, type EmbeddedOptions, startEmbedded } from '../../state/launcher';
import { locatePackage } from '../../state/launcher/binaries';
import { keepLog } from '../kit/db';

const isRoot = process.getuid?.() === 0;
const asRoot = isRoot ? it : it.skip;
const running: Embedded[] = [];
const children: ChildProcess[] = [];
let base: string;
let home: string;
let log = keepLog();

beforeEach(() => {
  base = mkdtempSync(path.join(os.tmpdir(), 'crr-launcher-'));
  chmodSync(base, 0o755);
  home = path.join(base, 'home');
  log = keepLog();
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of running.splice(0)) await server.stop();
  stopServersUnder(base);
  rmSync(base, { recursive: true, force: true });
});

async function start(over: Partial<EmbeddedOptions> = {}): Promise<Embedded> {
  const server = await startEmbedded({ home, shelter: path.join(base, 'shelter'), log, ...over });
  running.push(server);
  return server;
}

async function ask<Row extends object>(server: Embedded, sql: string): Promise<Row[]> {
  const client = new Client(server.connection as object);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

interface Said {
  pid: number;
  folder: string;
  code: string;
  message: string;
  n: number;
}

/** Another process that owns, or would own, the server. */
function another(
  act: 'write' | 'hold',
  user?: { uid: number; gid: number },
): { child: ChildProcess; lines: Said[]; next: () => Promise<Said> } {
  const script = path.join(__dirname, 'owner.cjs');
  const child = spawn(process.execPath, [script, act, home, path.join(base, 'shelter')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...user,
  });
  children.push(child);
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

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('It did not come about in time.');
    await pause(10);
  }
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await until(() => child.signalCode !== null);
}

/** Servers whose working folder is below the folder: what an orphan test may leave when it fails. */
function serversUnder(folder: string): number[] {
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

const pidFile = (): string => path.join(home, 'postgres', 'data', 'postmaster.pid');

describe('an ordinary day', () => {
  it('creates the database, keeps it over a restart, and leaves no process behind', async () => {
    const first = await start();
    await ask(first, 'create table kept as select 1 as n');
    await first.stop();
    expect(serversUnder(base)).toEqual([]);

    const second = await start();

    expect(await ask(second, 'select n from kept')).toEqual([{ n: 1 }]);
    expect(log.lines.filter(({ event }) => event === 'creating the database')).toHaveLength(1);
  });

  it('is durable, in UTC, without a network port, and open to its own account only', async () => {
    const server = await start();

    const [row] = await ask<Record<string, string>>(
      server,
      `select current_setting('fsync') as fsync, current_setting('full_page_writes') as pages, current_setting('listen_addresses') as net,
       current_setting('timezone') as zone, current_setting('max_connections') as most,
       (select datcollate || ' ' || datlocale from pg_database where datname = current_database()) as collation`,
    );

    expect(row).toEqual({
      fsync: 'on',
      pages: 'on',
      net: '',
      zone: 'UTC',
      most: '50',
      collation: 'C C.UTF-8',
    });
    const modes = ['', 'data', 'socket'].map((name) => statSync(path.join(server.folder, name)).mode & 0o777);
    expect(modes).toEqual([0o700, 0o700, 0o700]);
  });

  it('writes no data of failed statements to its log', async () => {
    const server = await start();
    await ask(server, 'create table person (name text primary key)');
    await ask(server, `insert into person values ('Example Person')`);

    await expect(ask(server, `insert into person values ('Example Person')`)).rejects.toMatchObject({
      code: '23505',
    });
    await expect(ask(server, `select 'Example Person'::int`)).rejects.toMatchObject({ code: '22P02' });

    expect(readFileSync(path.join(server.folder, 'server.log'), 'utf8')).not.toMatch(/Example Person/);
  });

  it('keeps its socket short when the data folder is deep', async () => {
    home = path.join(
      base,
      'a-folder-with-a-long-name'.repeat(3),
      'another-folder-with-a-long-name'.repeat(3),
    );

    const server = await start();

    const socketFolder = String(server.connection.host);
    expect(await ask(server, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(Buffer.byteLength(`${socketFolder}/.s.PGSQL.5432`)).toBeLessThan(108);
    expect(statSync(socketFolder).mode & 0o777).toBe(0o700);
    await server.stop();
    expect(existsSync(socketFolder)).toBe(false);
  });

  it('opens through openDatabase and closes with it', async () => {
    const db = await openDatabase({ CRR_HOME: home }, log);

    expect(await db.query('select 1 as one')).toEqual([{ one: 1 }]);
    await db.close();

    expect(serversUnder(base)).toEqual([]);
  });
});

describe('a data folder in use', () => {
  it('refuses a second process at once, naming folder and process, and harms nothing', async () => {
    const server = await start();
    await ask(server, 'create table kept as select 1 as n');

    const said = await another('hold').next();

    expect(said.code).toBe('home-in-use');
    expect(said.message).toContain(home);
    expect(said.message).toContain(`process ${process.pid} `);
    expect(await ask(server, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  it('refuses a second server in the same process', async () => {
    await start();

    await expect(start()).rejects.toMatchObject({ code: 'home-in-use' });
  });

  it('refuses it by another name for the same folder', async () => {
    await start();
    const link = path.join(base, 'link');
    execFileSync('ln', ['-s', home, link]);

    await expect(start({ home: link })).rejects.toMatchObject({ code: 'home-in-use' });
  });

  it('is free again after a stop, and after a failed start', async () => {
    await start().then((server) => server.stop());
    writeFileSync(path.join(home, 'postgres', 'data', 'PG_VERSION'), '11\n');
    await expect(start()).rejects.toMatchObject({
      code: 'embedded-failed',
      message: expect.stringContaining('incompatible'),
    });
    writeFileSync(path.join(home, 'postgres', 'data', 'PG_VERSION'), '18\n');

    const server = await start();

    expect(await ask(server, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});

describe('after kill -9', () => {
  it('keeps every acknowledged row, stops the orphan and starts anew', async () => {
    const writer = another('write');
    await until(() => writer.lines.length > 50);
    const orphan = Number(readFileSync(pidFile(), 'utf8').split('\n')[0]);
    await kill(writer.child);
    const acknowledged = writer.lines.at(-1)?.n ?? 0;

    const server = await start();

    const [row] = await ask<{ n: number; last: number }>(
      server,
      'select count(*)::int as n, max(n) as last from row',
    );
    expect(acknowledged).toBeGreaterThan(0);
    expect(row?.last).toBeGreaterThanOrEqual(acknowledged);
    expect(row?.n).toBe(row?.last);
    expect(server.pid).not.toBe(orphan);
    expect(log.lines.map(({ event }) => event)).toContain(
      'stopping the database server of a run that was killed',
    );
  });

  it('keeps every acknowledged row when the server is killed as well', async () => {
    const writer = another('write');
    await until(() => writer.lines.length > 50);
    const postmaster = Number(readFileSync(pidFile(), 'utf8').split('\n')[0]);
    writer.child.kill('SIGKILL');
    process.kill(postmaster, 'SIGKILL');
    await kill(writer.child);
    const acknowledged = writer.lines.at(-1)?.n ?? 0;

    const server = await start();

    const [row] = await ask<{ last: number }>(server, 'select max(n) as last from row');
    expect(row?.last).toBeGreaterThanOrEqual(acknowledged);
  });

  it('starts over when it was killed while creating the database', async () => {
    const making = path.join(home, 'postgres', 'data.making');
    const owner = another('hold');
    await until(() => existsSync(path.join(making, 'base')));
    await kill(owner.child);
    // initdb may live a moment longer than its parent.
    await until(() => serversUnder(base).length === 0);

    const server = await start();

    expect(await ask(server, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('does not mistake a later owner of the process number for the server', async () => {
    const first = await start();
    await first.stop();
    const bystander = spawn('sleep', ['60']);
    children.push(bystander);
    writeFileSync(
      pidFile(),
      `${bystander.pid}\n${path.join(home, 'postgres', 'data')}\n0\n5432\n\n\n\nready\n`,
    );

    const server = await start();

    expect(await ask(server, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
  });
});

describe('the programs', () => {
  const copyOfPrograms = (): string => {
    const copy = path.join(base, 'programs');
    execFileSync('cp', ['-a', locatePackage(), copy]);
    return copy;
  };

  it('get the symlinks that a blocked install script did not make', async () => {
    const programs = copyOfPrograms();
    const links = JSON.parse(readFileSync(path.join(programs, 'native', 'pg-symlinks.json'), 'utf8')) as {
      target: string;
    }[];
    for (const { target } of links) unlinkSync(path.join(programs, target));

    const server = await start({ programs });

    expect(await ask(server, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(log.lines.find(({ event }) => event.includes('library links'))?.fields).toEqual({
      count: links.length,
    });
  });

  it('that cannot run are named with a way out', async () => {
    const programs = copyOfPrograms();
    unlinkSync(path.join(programs, 'native', 'bin', 'initdb'));

    await expect(start({ programs })).rejects.toMatchObject({
      code: 'embedded-failed',
      message: expect.stringContaining('DATABASE_URL'),
    });
  });

  asRoot('are copied once to where the account can reach them, and used from there again', async () => {
    const programs = copyOfPrograms();
    chmodSync(programs, 0o700);

    await start({ programs }).then((server) => server.stop());
    const copies = readdirSync(path.join(base, 'shelter'));
    const made = statSync(path.join(base, 'shelter', copies[0] ?? '')).mtimeMs;
    const server = await start({ programs });

    expect(copies).toEqual([expect.stringMatching(/^postgresql-[0-9a-f]{16}$/)]);
    expect(statSync(path.join(base, 'shelter', copies[0] ?? '')).mtimeMs).toBe(made);
    expect(readlinkSync(`/proc/${server.pid}/exe`)).toContain(path.join(base, 'shelter'));
  });

  asRoot('are not run from a copy that somebody else could have made', async () => {
    const programs = copyOfPrograms();
    chmodSync(programs, 0o700);
    const shelter = path.join(base, 'shelter');
    mkdirSync(shelter);
    chmodSync(shelter, 0o777);

    await expect(start({ programs, shelter })).rejects.toThrow(/may be changed by others/);
  });
});

describe('a folder only root can enter', () => {
  asRoot('has its database elsewhere, says where, and finds it again', async () => {
    mkdirSync(path.join(base, 'closed'), { mode: 0o700 });
    home = path.join(base, 'closed', 'home');

    const first = await start();
    await ask(first, 'create table kept as select 1 as n');
    await first.stop();
    const second = await start();

    expect(await ask(second, 'select n from kept')).toEqual([{ n: 1 }]);
    expect(second.folder).toContain(path.join(base, 'shelter'));
    expect(readFileSync(path.join(home, 'postgres-is-at.txt'), 'utf8')).toContain(second.folder);
    expect(log.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', event: expect.stringContaining('only root may enter') }),
    );
  });

  asRoot('is in use for a second process as any other', async () => {
    mkdirSync(path.join(base, 'closed'), { mode: 0o700 });
    home = path.join(base, 'closed', 'home');
    await start();

    expect((await another('hold').next()).code).toBe('home-in-use');
  });

  asRoot('does not begin an empty register where the database should be and is not', async () => {
    mkdirSync(path.join(base, 'closed'), { mode: 0o700 });
    home = path.join(base, 'closed', 'home');
    const first = await start();
    await first.stop();
    rmSync(first.folder, { recursive: true });

    await expect(start()).rejects.toThrow(/which does not exist/);
  });

  asRoot('that was open before is refused with the folder to open, and the data stay', async () => {
    await start().then((server) => server.stop());
    chmodSync(base, 0o700);

    await expect(start({ shelter: '/var/lib/casework-risk-register' })).rejects.toThrow(`chmod o+x ${base}`);

    chmodSync(base, 0o755);
    await start();
  });
});

describe('as an ordinary user', () => {
  asRoot('runs the server as that user, and later root runs it as that user too', async () => {
    const user = { uid: 65534, gid: 65534 };
    execFileSync('chown', ['65534:65534', base]);
    const owner = another('hold', user);
    const said = await owner.next();
    expect(said).toMatchObject({ pid: expect.any(Number) });
    owner.child.kill('SIGTERM');
    await until(() => owner.child.exitCode !== null);

    const server = await start();

    expect(statSync(`/proc/${server.pid}`).uid).toBe(65534);
    await server.stop();
    expect(await another('hold', user).next()).toMatchObject({ pid: expect.any(Number) });
  });

  asRoot('is told whose the database is when it is not theirs', async () => {
    await start().then((server) => server.stop());

    const said = await another('hold', { uid: 65534, gid: 65534 }).next();

    expect(said).toMatchObject({
      code: 'embedded-failed',
      message: expect.stringContaining('belongs to another user'),
    });
  });
});
