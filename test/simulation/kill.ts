/** Runs the simulation against each planted bug until an invariant breaks: what no schedule notices is not tested. */
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { keptPlans } from './kept-plans';
import { inThread } from './lanes';
import { planted, type Bug, type Patch } from './planted';
import { runPlan } from './run-plan';
import { type Failure } from './schedules';

/** A bug, and what noticed it: the invariant, the seed, and how many schedules were drawn until then (none: one that is kept). */
export interface Kill {
  bug: Bug;
  killed: { invariant: string; seed: number; drawn: number } | null;
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
  /** Called as soon as it is known what became of a bug. */
  told(kill: Kill): void;
}): Promise<Kill[]> {
  // Within the project, where the bundles find the packages they leave out.
  const folder = resolve('dist/planted');
  const waiting = planted.filter((bug) => asked.only === null || bug.name === asked.only);
  const kills: Kill[] = [];
  const lane = async () => {
    for (let bug = waiting.shift(); bug; bug = waiting.shift()) {
      const done = await kill(bug, { ...asked, folder });
      kills.push(done);
      asked.told(done);
    }
  };
  await Promise.all([lane(), lane()]);
  rmSync(folder, { recursive: true, force: true });
  return kills;
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
  const killed = ({ invariant, seed: at }: Failure, drawn: number): Kill => ({ bug, killed: { invariant, seed: at, drawn } }); // prettier-ignore
  // Those that failed once meet what chance seldom draws.
  const again = await inThread({ store: bug.store, seed, schedules: 0, kept: keptPlans(bug.store), isRaw: true }, outfile); // prettier-ignore
  if (isOfTheBug(again.failure)) return killed(again.failure, 0);
  for (let ran = 0; ran < schedules;) {
    const wanted = { store: bug.store, seed: seed + ran, schedules: schedules - ran, isRaw: true };
    const result = await inThread(wanted, outfile);
    ran += result.ran;
    const { failure } = result;
    if (failure === null) break;
    if (isOfTheBug(failure)) return killed(failure, ran);
  }
  return { bug, killed: null };
}

/** What the sound code does as well was not done by the bug. */
function isOfTheBug(failure: Failure | null): failure is Failure {
  return failure !== null && runPlan(failure.plan).violation === null;
}

const toldOf = ({ seed, drawn }: NonNullable<Kill['killed']>) =>
  drawn === 0 ? 'in a schedule that is kept' : `at seed ${seed}, ${drawn} schedules`;

export function tellKill({ bug, killed }: Kill): string {
  const end = killed ? `killed by ${killed.invariant} ${toldOf(killed)}` : 'SURVIVED';
  return `${bug.store.padEnd(6)} ${bug.name.padEnd(46)} ${end}`;
}
