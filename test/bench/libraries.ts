/** The same jobs with three libraries on one workbook each: requests, bytes, time. */
import { type Bar, printBars } from './bars';
import { bookBytes, bookRows } from './book';
import { startBenchBox } from './box';
import { type Contestant } from './contestant';
import { benchConfig, benchOffice } from './office';
import { ours } from './ours';
import { placeOf } from './place';
import { plain } from './plain';
import { costOf, play, printJobs, type Line } from './play';
import { pnp } from './pnp';
import { bytes, whole } from './table';

const contestants = ['ours', 'pnp', 'plain'] as const;

/** Prints the table for a register of so many rows, and a review of so many of them, in four regions. */
export async function compareLibraries(count: number, reviewed: number): Promise<void> {
  const org = benchOffice();
  const rows = bookRows(org, count);
  const file = await bookBytes(org, rows);
  const all = [...rows.values()].flat();
  const lines: Line[] = [];
  for (const which of contestants) {
    // Each begins with the same file and a server of its own.
    const box = await startBenchBox({ workbook: file });
    try {
      const config = benchConfig(box.url);
      const place = await placeOf(config);
      const make: Record<(typeof contestants)[number], () => Contestant | Promise<Contestant>> = {
        ours: () => ours(config, org),
        pnp: () => pnp(place, org),
        plain: () => plain(place, org),
      };
      lines.push(...(await play(await make[which](), all, reviewed)));
    } finally {
      await box.stop();
    }
  }
  printJobs(
    `Workbook, ${whole(count)} rows in 4 regions; the file has ${bytes(file.length)}`,
    lines,
    reviewed,
  );
  printBars(barsOf(lines, { count, reviewed }));
}

/** Reading, and 500 lines a request. */
const mostOf = (reviewed: number) => 2 + Math.ceil(reviewed / 500);

const requests = (count: number) => `${whole(count)} ${count === 1 ? 'request' : 'requests'}`;

function barsOf(lines: readonly Line[], { count, reviewed }: { count: number; reviewed: number }): Bar[] {
  const read = costOf(lines, 'readAll');
  const again = costOf(lines, 'readAgain');
  const append = costOf(lines, 'append');
  const change = costOf(lines, 'change');
  const bars: Bar[] = [
    {
      bar: 'Nothing changed: 1 request, 304, no body',
      found: `${requests(again.requests)}, ${again.unmodified === 1 ? '304' : 'no 304'}, ${bytes(again.down)}`,
      isMet: again.requests === 1 && again.unmodified === 1 && again.down === 0,
      isFirm: true,
    },
    { bar: 'Read all: at most 2 requests', found: requests(read.requests), isMet: read.requests <= 2, isFirm: true }, // prettier-ignore
    { bar: 'Append one: 1 request', found: requests(append.requests), isMet: append.requests === 1, isFirm: true }, // prettier-ignore
    {
      bar: 'Change one: 1 request of at most 1 KB',
      found: `${requests(change.requests)}, ${bytes(change.up)}`,
      isMet: change.requests === 1 && change.up <= 1024,
      isFirm: true,
    },
  ];
  if (reviewed > 0) {
    const review = costOf(lines, 'review').requests;
    const most = mostOf(reviewed);
    const bar = `Weekly review of ${whole(reviewed)}: at most ${most} requests`;
    bars.push({ bar, found: requests(review), isMet: review <= most, isFirm: true });
  }
  if (count === 2000)
    // How well Excel packs a file is not the product's to decide.
    bars.push({ bar: 'Read all: at most 0.4 MB', found: bytes(read.down), isMet: read.down <= 400_000, isFirm: false }); // prettier-ignore
  return bars;
}
