/**
 * `npm run simulate:real -- --schedules 500 --seed 1 [--processes 2]`: seeded schedules through HTTP, workbook and PostgreSQL.
 * `npm run simulate:real -- --appends 10000 --workers 2 --seed 1`: workers that are stopped in earnest append rows under faults.
 */
import { fork } from 'node:child_process';
import { runAppends, tellAppends } from './appends';
import { workAppends } from './append-worker';
import { openOffice } from './office';
import { expectedCoverage } from './plan';
import { runSchedules, type Result } from './schedules';

function numberAfter(flag: string, standard: number): number {
  const at = process.argv.indexOf(flag);
  const value = at < 0 ? standard : Number(process.argv[at + 1]);
  if (!Number.isInteger(value) || value < 0)
    throw new RangeError(`${flag} takes a whole number, for example ${flag} ${standard}`);
  return value;
}

interface Share {
  schedules: number;
  from: number;
  step: number;
}

/** One process's share, in an office of its own. */
async function runShare(share: Share): Promise<Result> {
  const office = await openOffice();
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

async function schedules(): Promise<boolean> {
  const [wanted, seed] = [numberAfter('--schedules', 500), numberAfter('--seed', 1)];
  const step = Math.max(1, Math.min(numberAfter('--processes', 2), wanted));
  const began = performance.now();
  const shares = await Promise.all(
    Array.from({ length: step }, (_, index) =>
      shareElsewhere({ schedules: Math.ceil((wanted - index) / step), from: seed + index, step }),
    ),
  );
  const minutes = (performance.now() - began) / 60_000;
  const coverage: Record<string, number> = {};
  for (const share of shares)
    for (const [what, count] of Object.entries(share.coverage))
      coverage[what] = (coverage[what] ?? 0) + count;
  const failures = shares.flatMap((share) => share.failures).sort((a, b) => a.seed - b.seed);
  const ran = shares.reduce((sum, share) => sum + share.ran, 0);
  const never = expectedCoverage.filter((what) => !coverage[what]);
  console.log(`covered: ${Object.entries(coverage).sort().map(([what, count]) => `${what} ${count}`).join(', ')}`); // prettier-ignore
  if (never.length > 0) console.log(`NEVER HAPPENED: ${never.join(', ')}`);
  for (const { seed: at, message, story } of failures)
    console.log(`FAILED with seed ${at}: ${message}\n${story.map((line) => `    ${line}`).join('\n')}`);
  console.log(`${ran} schedules from seed ${seed}, ${failures.length} failed, ${minutes.toFixed(1)} minutes (${Math.round(ran / minutes)} a minute)`); // prettier-ignore
  // A small run cannot meet everything; it is still judged by what it broke.
  return failures.length === 0 && (never.length === 0 || wanted < 500);
}

async function appends(): Promise<boolean> {
  const wanted = { rows: numberAfter('--appends', 500), workers: numberAfter('--workers', 2), seed: numberAfter('--seed', 1) }; // prettier-ignore
  const figures = await runAppends(wanted, (role) => fork(process.argv[1] ?? '', role));
  console.log(tellAppends(figures));
  return figures.twice === 0 && figures.missing === 0 && figures.stops > 0 && figures.struck > 0;
}

async function main(): Promise<void> {
  const share = process.argv.indexOf('--share');
  if (process.argv.includes('--append-worker')) return workAppends();
  if (share >= 0) {
    const result = await runShare(JSON.parse(process.argv[share + 1] ?? '') as Share);
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
