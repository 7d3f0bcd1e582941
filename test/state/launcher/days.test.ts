/** The embedded server through ordinary and bad days: in use, killed, orphaned. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openDatabase } from '../../../state/db';
import {
  another,
  ask,
  bench,
  endWithTest,
  kill,
  pidFile,
  serversUnder,
  start,
  until,
  useBench,
} from './bench';

useBench();

describe('an ordinary day', () => {
  it('creates the database, keeps it over a restart, and leaves no process behind', async () => {
    const first = await start();
    await ask(first, 'create table kept as select 1 as n');
    await first.stop();
    expect(serversUnder(bench.base)).toEqual([]);

    const second = await start();

    expect(await ask(second, 'select n from kept')).toEqual([{ n: 1 }]);
    expect(bench.log.lines.filter(({ event }) => event === 'creating the database')).toHaveLength(1);
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
    bench.home = path.join(
      bench.base,
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

  it('stops the server when the process exits without stopping it', async () => {
    const owner = another('leave');
    await owner.next();

    await until(() => owner.child.exitCode !== null);

    await until(() => serversUnder(bench.base).length === 0);
    expect(owner.child.exitCode).toBe(3);
  });

  it('opens through openDatabase and closes with it', async () => {
    const db = await openDatabase({ CRR_HOME: bench.home }, bench.log);

    expect(await db.query('select 1 as one')).toEqual([{ one: 1 }]);
    await Promise.all(Array.from({ length: 8 }, () => db.query('select 1')));
    await db.close();

    expect(serversUnder(bench.base)).toEqual([]);
    expect(bench.log.lines.filter(({ level }) => level !== 'info')).toEqual([]);
  });
});

describe('a data folder in use', () => {
  it('refuses a second process at once, naming folder and process, and harms nothing', async () => {
    const server = await start();
    await ask(server, 'create table kept as select 1 as n');

    const said = await another('hold').next();

    expect(said.code).toBe('home-in-use');
    expect(said.message).toContain(bench.home);
    expect(said.message).toContain(`process ${process.pid} `);
    expect(await ask(server, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  it('refuses a second server in the same process', async () => {
    await start();

    await expect(start()).rejects.toMatchObject({ code: 'home-in-use' });
  });

  it('refuses it by another name for the same folder', async () => {
    await start();
    const link = path.join(bench.base, 'link');
    execFileSync('ln', ['-s', bench.home, link]);

    await expect(start({ home: link })).rejects.toMatchObject({ code: 'home-in-use' });
  });

  it('is free again after a stop, and after a failed start', async () => {
    await start().then((server) => server.stop());
    writeFileSync(path.join(bench.home, 'postgres', 'data', 'PG_VERSION'), '11\n');
    await expect(start()).rejects.toMatchObject({
      code: 'embedded-failed',
      message: expect.stringContaining('incompatible'),
    });
    writeFileSync(path.join(bench.home, 'postgres', 'data', 'PG_VERSION'), '18\n');

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
    expect(bench.log.lines.map(({ event }) => event)).toContain(
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
    const folder = path.join(bench.home, 'postgres');
    const isBeingMade = () =>
      existsSync(folder) &&
      readdirSync(folder).some((name) => name.startsWith('data.making') && existsSync(path.join(folder, name, 'base'))); // prettier-ignore
    const owner = another('hold');
    await until(isBeingMade);
    await kill(owner.child);

    const server = await start();

    expect(await ask(server, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(existsSync(path.join(folder, 'data'))).toBe(true);
  });

  it('does not mistake a later owner of the process number for the server', async () => {
    const first = await start();
    await first.stop();
    const bystander = endWithTest(spawn('sleep', ['60']));
    writeFileSync(
      pidFile(),
      `${bystander.pid}\n${path.join(bench.home, 'postgres', 'data')}\n0\n5432\n\n\n\nready\n`,
    );

    const server = await start();

    expect(await ask(server, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
  });
});
