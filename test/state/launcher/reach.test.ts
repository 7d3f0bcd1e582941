/** The embedded server's reach: programs half installed, folders only root may enter, other people's data. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import path from 'node:path';
import { locatePackage } from '../../../state/launcher/binaries';
import { another, asRoot, ask, bench, start, until, useBench } from './bench';

useBench();

describe('the programs', () => {
  const copyOfPrograms = (): string => {
    const copy = path.join(bench.base, 'programs');
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
    expect(bench.log.lines.find(({ event }) => event.includes('library links'))?.fields).toEqual({
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
    const copies = readdirSync(path.join(bench.base, 'shelter'));
    const made = statSync(path.join(bench.base, 'shelter', copies[0] ?? '')).mtimeMs;
    const server = await start({ programs });

    expect(copies).toEqual([expect.stringMatching(/^postgresql-[0-9a-f]{16}$/)]);
    expect(statSync(path.join(bench.base, 'shelter', copies[0] ?? '')).mtimeMs).toBe(made);
    expect(readlinkSync(`/proc/${server.pid}/exe`)).toContain(path.join(bench.base, 'shelter'));
  });

  asRoot('are not run from a copy that somebody else could have made', async () => {
    const programs = copyOfPrograms();
    chmodSync(programs, 0o700);
    const shelter = path.join(bench.base, 'shelter');
    mkdirSync(shelter);
    chmodSync(shelter, 0o777);

    await expect(start({ programs, shelter })).rejects.toThrow(/may be changed by others/);
  });
});

describe('a folder only root can enter', () => {
  asRoot('has its database elsewhere, says where, and finds it again', async () => {
    mkdirSync(path.join(bench.base, 'closed'), { mode: 0o700 });
    bench.home = path.join(bench.base, 'closed', 'home');

    const first = await start();
    await ask(first, 'create table kept as select 1 as n');
    await first.stop();
    const second = await start();

    expect(await ask(second, 'select n from kept')).toEqual([{ n: 1 }]);
    expect(second.folder).toContain(path.join(bench.base, 'shelter'));
    expect(readFileSync(path.join(bench.home, 'postgres-is-at.txt'), 'utf8')).toContain(second.folder);
    expect(bench.log.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', event: expect.stringContaining('only root may enter') }),
    );
  });

  asRoot('is in use for a second process as any other', async () => {
    mkdirSync(path.join(bench.base, 'closed'), { mode: 0o700 });
    bench.home = path.join(bench.base, 'closed', 'home');
    await start();

    expect((await another('hold').next()).code).toBe('home-in-use');
  });

  asRoot('does not begin an empty register where the database should be and is not', async () => {
    mkdirSync(path.join(bench.base, 'closed'), { mode: 0o700 });
    bench.home = path.join(bench.base, 'closed', 'home');
    const first = await start();
    await first.stop();
    rmSync(first.folder, { recursive: true });

    await expect(start()).rejects.toThrow(/which does not exist/);
  });

  asRoot('that was open before is refused with the folder to open, and the data stay', async () => {
    await start().then((server) => server.stop());
    chmodSync(bench.base, 0o700);

    await expect(start({ shelter: '/var/lib/casework-risk-register' })).rejects.toThrow(
      `chmod o+x ${bench.base}`,
    );

    chmodSync(bench.base, 0o755);
    await start();
  });
});

describe('as an ordinary user', () => {
  asRoot('runs the server as that user, and later root runs it as that user too', async () => {
    const user = { uid: 65534, gid: 65534 };
    execFileSync('chown', ['65534:65534', bench.base]);
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
