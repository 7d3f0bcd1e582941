/** The same jobs with three libraries on one box: requests, bytes, time. */
import { bookBytes, bookRows, type BookRow } from './book';
import { startBenchBox } from './box';
import { type Contestant } from './contestant';
import { measured, type Cost } from './meter';
import { benchConfig, benchOffice } from './office';
import { ours } from './ours';
import { placeOf } from './place';
import { plain } from './plain';
import { bytes, ms, printTable, whole } from './table';

/** Row by row is slow; libraries that go so are measured on so many risks and counted up. */
const sampled = 20;
const reviewed = 5000;

interface Line {
  job: string;
  name: string;
  cost: Cost;
  note: string;
}

/** Prints the table for a register of so many rows in four regions. */
export async function compareLibraries(count: number): Promise<void> {
  const org = benchOffice();
  const rows = bookRows(org, count);
  const file = await bookBytes(org, rows);
  const all = [...rows.values()].flat();
  const lines: Line[] = [];
  for (const which of ['ours', 'plain'] as const) {
    const box = await startBenchBox(file);
    try {
      const config = benchConfig(box.url);
      const place = await placeOf(config);
      const one = which === 'ours' ? ours(config, org) : plain(place, org);
      lines.push(...(await play(one, all)));
    } finally {
      await box.stop();
    }
  }
  lines.sort((a, b) => jobs.indexOf(a.job) - jobs.indexOf(b.job));
  printTable(
    `${whole(count)} rows in 4 regions; the file has ${bytes(file.length)}`,
    ['Job', 'With', 'Requests', 'Sent', 'Received', 'Time ms', 'Processor ms', ''],
    lines.map(({ job, name, cost, note }) => [
      job, name, whole(cost.requests), bytes(cost.up), bytes(cost.down), ms(cost.wallMs), ms(cost.cpuMs), note,
    ]),
  ); // prettier-ignore
}

const jobs = [
  'read all',
  'nothing changed',
  'append one',
  'change one',
  `weekly review of ${whole(reviewed)}`,
];

async function play(one: Contestant, all: readonly BookRow[]): Promise<Line[]> {
  await one.prepare();
  const [first] = all;
  if (!first) throw new Error('No rows.');
  const line = (job: number, cost: Cost, note = ''): Line => ({
    job: jobs[job] ?? '',
    name: one.name,
    cost,
    note,
  });
  const lines = [
    line(0, await measured(async () => expectRows(await one.readAll(), all.length))),
    line(1, await measured(() => one.readAgain())),
  ];
  // Whatever is done once only, such as opening a session, is done before.
  await one.appendOne({ ...first, riskId: first.riskId.replace(/\d+$/, '8001') });
  lines.push(
    line(2, await measured(() => one.appendOne({ ...first, riskId: first.riskId.replace(/\d+$/, '8002') }))),
  );
  await one.changeOne(first);
  lines.push(line(3, await measured(() => one.changeOne(first))));
  lines.push(await reviewOf(one, all, (cost, note) => line(4, cost, note)));
  return lines;
}

/** Ours publishes all; the others' cost is that of the reading and of a sample, counted up. */
async function reviewOf(
  one: Contestant,
  all: readonly BookRow[],
  line: (cost: Cost, note: string) => Line,
): Promise<Line> {
  const wanted = Array.from({ length: reviewed }, (_, index) => all[index % all.length] as BookRow);
  if (one.name === 'this product') return line(await measured(() => one.review(wanted)), '');
  const base = await measured(() => one.review([]));
  const some = await measured(() => one.review(wanted.slice(0, sampled)));
  const up = (key: keyof Cost) => base[key] + ((some[key] - base[key]) / sampled) * reviewed;
  const cost = {
    requests: up('requests'),
    up: up('up'),
    down: up('down'),
    wallMs: up('wallMs'),
    cpuMs: up('cpuMs'),
  };
  return line(cost, `counted up from ${sampled}`);
}

function expectRows(found: number, wanted: number): void {
  if (found !== wanted) throw new Error(`Found ${found} rows of ${wanted}.`);
}
