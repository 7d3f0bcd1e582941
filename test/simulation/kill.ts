/** Runs the simulation against each planted bug until an invariant breaks: what no schedule notices is not tested. */
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { inThread } from './lanes';
import { runPlan } from './run-plan';
import { planted, type Bug, type Patch } from './planted';

/** The bug was noticed: by which invariant, at which seed, after how many schedules. */
export interface Kill {
  bug: Bug;
  killed: { invariant: string; seed: number; schedules: number } | null;
}

/** Replaces source text on its way into the bundle. A text that is no longer there is an error: a bug must not quietly cease to be planted. */
export function plant(patches: readonly Patch[]): Plugin {
  return {
    name: 'plant',
    setup(bundler) {
      bundler.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const mine = patches.filter((patch) => path.endsWith(sep + patch.file.replaceAll('/', sep)));
        if (mine.length === 0) return undefined;
        return { contents: patched(readFileSync(path, 'utf8'), mine), loader: 'ts' };
      });
    },
  };
}

/** Source with all patches applied, each exactly once. Throws when a text is missing or stands there twice. */
export function patched(source: string, patches: readonly Patch[]): string {
  return patches.reduce((text, { file, find, replace }) => {
    if (text.split(find).length !== 2)
      throw new Error(`${file} has the text to be replaced ${text.split(find).length - 1} times: ${find}`);
    return text.replace(find, () => replace);
  }, source);
}

export async function killAll(asked: {
  seed: number;
  schedules: number;
  only: string | null;
}): Promise<Kill[]> {
  // Within the project, where the bundles find the packages they leave out.
  const folder = resolve('dist/planted');
  const waiting = planted.filter((bug) => asked.only === null || bug.name === asked.only);
  const kills: Kill[] = [];
  const lane = async () => {
    for (let bug = waiting.shift(); bug; bug = waiting.shift())
      kills.push(await kill(bug, { ...asked, folder }));
  };
  await Promise.all([lane(), lane()]);
  rmSync(folder, { recursive: true, force: true });
  return planted.flatMap((bug) => kills.filter((one) => one.bug === bug));
}

async function kill(
  bug: Bug,
  { seed, schedules, folder }: { seed: number; schedules: number; folder: string },
): Promise<Kill> {
  const outfile = join(folder, `${planted.indexOf(bug)}.cjs`);
  await build({
    entryPoints: [resolve('test/simulation/main.ts')], outfile, bundle: true, platform: 'node', logLevel: 'error', external: ['esbuild'],
    plugins: [plant(bug.patches)],
  }); // prettier-ignore
  let ran = 0;
  while (ran < schedules) {
    const result = await inThread(
      { store: bug.store, seed: seed + ran, schedules: schedules - ran, isRaw: true },
      outfile,
    );
    ran += result.ran;
    const { failure } = result;
    if (failure === null) break;
    // What the sound code does as well was not done by the bug.
    if (runPlan(failure.plan).violation === null)
      return { bug, killed: { invariant: failure.invariant, seed: failure.seed, schedules: ran } };
  }
  return { bug, killed: null };
}

export function tellKills(kills: readonly Kill[]): string {
  const lines = kills.map(({ bug, killed }) => {
    const end = killed ? `killed by ${killed.invariant} at seed ${killed.seed}, ${killed.schedules} schedules` : 'SURVIVED'; // prettier-ignore
    return `${bug.store.padEnd(6)} ${bug.name.padEnd(46)} ${end}`;
  });
  const dead = kills.filter((kill) => kill.killed !== null).length;
  return [...lines, `${dead} of ${kills.length} planted bugs were noticed`].join('\n');
}
