/** Lets one contestant do every job and counts what each cost. */
import { type BookRow } from './book';
import { type Contestant } from './contestant';
import { measured, type Cost } from './meter';
import { bytes, ms, printTable, whole } from './table';

export const jobs = {
  readAll: 'read all',
  readAgain: 'nothing changed',
  append: 'append one',
  change: 'change one',
  review: 'weekly review',
} as const;
export type Job = keyof typeof jobs;

export interface Line {
  job: Job;
  name: string;
  cost: Cost;
  /** The cost is counted up from a sample. */
  isCountedUp: boolean;
}

/** The jobs in their order; the review is of so many risks, and left out with none. */
export async function play(one: Contestant, all: readonly BookRow[], reviewed: number): Promise<Line[]> {
  await one.prepare();
  const [first, second] = all;
  if (!first || !second) throw new Error('No rows.');
  const line = (job: Job, cost: Cost): Line => ({ job, name: one.name, cost, isCountedUp: false });
  const renamed = (tail: string) => ({ ...first, riskId: first.riskId.replace(/\d+$/, tail) });
  const lines = [
    line('readAll', await measured(async () => expectRows(await one.readAll(), all.length))),
    line('readAgain', await measured(() => one.readAgain())),
  ];
  // Whatever is done once only, such as opening a session, is done before.
  await one.appendOne(renamed('8001'));
  lines.push(line('append', await measured(() => one.appendOne(renamed('8002')))));
  await one.changeOne(first);
  lines.push(line('change', await measured(() => one.changeOne(second))));
  if (reviewed > 0) lines.push(await reviewOf(one, all, reviewed));
  return lines;
}

/** Row by row is slow: that is measured on a sample, and counted up from what reading alone costs. */
async function reviewOf(one: Contestant, all: readonly BookRow[], reviewed: number): Promise<Line> {
  const wanted = Array.from({ length: reviewed }, (_, index) => all[index % all.length] as BookRow);
  const { sampled, name } = one;
  if (sampled === null) {
    const cost = await measured(() => one.review(wanted));
    return { job: 'review', name, cost, isCountedUp: false };
  }
  const base = await measured(() => one.review([]));
  const some = await measured(() => one.review(wanted.slice(0, sampled)));
  const up = (key: keyof Cost) => base[key] + ((some[key] - base[key]) / sampled) * reviewed;
  const keys = Object.keys(base) as (keyof Cost)[];
  const cost = Object.fromEntries(keys.map((key) => [key, up(key)])) as unknown as Cost;
  return { job: 'review', name, cost, isCountedUp: true };
}

function expectRows(found: number, wanted: number): void {
  if (found !== wanted) throw new Error(`Found ${found} rows of ${wanted}.`);
}

/** One row a contestant, job by job. */
export function printJobs(title: string, lines: readonly Line[], reviewed: number): void {
  const order = Object.keys(jobs);
  const sorted = [...lines].sort((a, b) => order.indexOf(a.job) - order.indexOf(b.job));
  const named = (job: Job) => (job === 'review' ? `review ${whole(reviewed)}` : jobs[job]);
  printTable(
    title,
    ['Job', 'With', 'Requests', 'Sent', 'Received', 'Time', 'Processor'],
    sorted.map(({ job, name, cost, isCountedUp }) => {
      const star = isCountedUp ? '*' : '';
      return [
        named(job), name, `${whole(cost.requests)}${star}`, bytes(cost.up), bytes(cost.down), `${ms(cost.wallMs)}${star}`,
        // A sample spends too little to be told from what reading spends, which would be counted up with it.
        isCountedUp ? 'no figure' : ms(cost.cpuMs),
      ]; // prettier-ignore
    }),
  );
  if (sorted.some((line) => line.isCountedUp)) console.log('\n* counted up from a sample');
}

/** What the product's own line says of a job. */
export function costOf(lines: readonly Line[], job: Job): Cost {
  const found = lines.find((line) => line.job === job && line.name === 'this product');
  if (!found) throw new Error(`Nothing was measured of "${jobs[job]}".`);
  return found.cost;
}
