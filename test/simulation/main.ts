/** `npm run simulate`: many seeded schedules against the protocol; a failure is shrunk and told. See docs/decisions/0011-simulation.md. */
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { seeded } from '../kit/seeded';
import { killAll, tellKill } from './kill';
import { runOnCores } from './lanes';
import { stores, type StoreKind } from './plan';
import { runSchedules, tell, uncovered, type Wanted } from './schedules';

function valueAfter(flag: string): string | null {
  const at = process.argv.indexOf(flag);
  return at < 0 ? null : (process.argv[at + 1] ?? '');
}

function numberAfter(flag: string, standard: number): number {
  const value = Number(valueAfter(flag) ?? standard);
  if (!Number.isInteger(value) || value < 0)
    throw new RangeError(`${flag} takes a whole number, for example ${flag} ${standard}`);
  return value;
}

function storesAsked(): readonly StoreKind[] {
  const asked = valueAfter('--store') ?? 'both';
  if (asked === 'both') return stores;
  const store = stores.find((one) => one === asked);
  if (!store) throw new RangeError(`--store takes one of ${[...stores, 'both'].join(', ')}`);
  return [store];
}

/** Every schedule of the stores asked for; true when all invariants held and nothing went untried. */
async function simulate(seed: number): Promise<boolean> {
  const workers = process.argv.includes('--workers') ? numberAfter('--workers', 2) : undefined;
  const isTold = process.argv.includes('--story');
  let isWell = true;
  for (const store of storesAsked()) {
    const began = { wall: process.hrtime.bigint(), cpu: process.cpuUsage() };
    const wanted: Wanted = {
      store, seed, workers, schedules: numberAfter('--schedules', 2000), isTwice: process.argv.includes('--twice'), isTold,
    }; // prettier-ignore
    const result = await runOnCores(wanted, numberAfter('--cores', 2));
    const seconds = Number(process.hrtime.bigint() - began.wall) / 1e9;
    const { user, system } = process.cpuUsage(began.cpu);
    console.log(tell(result));
    console.log(
      `${store}: ${result.ran} schedules from seed ${seed} in ${seconds.toFixed(1)} s (${Math.round((result.ran / seconds) * 60)} a minute), ${((user + system) / 1e6).toFixed(1)} s of processor time`,
    );
    isWell &&= result.failure === null && uncovered(result).length === 0;
  }
  return isWell;
}

async function main(): Promise<boolean> {
  const seed = numberAfter('--seed', seeded(Date.now() & 0x7fffffff).below(1_000_000_000));
  if (!process.argv.includes('--planted')) return simulate(seed);
  const kills = await killAll({
    seed,
    schedules: numberAfter('--schedules', 6000),
    only: valueAfter('--only'),
    told: (kill) => console.log(tellKill(kill)),
  });
  const dead = kills.filter(({ killed }) => killed !== null).length;
  console.log(`${dead} of ${kills.length} planted bugs were noticed`);
  return dead === kills.length;
}

if (isMainThread)
  main().then(
    (isWell) => process.exit(isWell ? 0 : 1),
    (error: unknown) => {
      console.error(error);
      process.exit(2);
    },
  );
else parentPort?.postMessage(runSchedules(workerData as Wanted));
