/** The protocol and the reader without any network: time and memory against JSON.parse of the same rows. */
import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { type RegionId, type RiskId } from '../../register/ids';
import { emptyRegisterMemory, type RowMemory } from '../../register/sheet-memory';
import { type Cut } from '../../register/store';
import { type Memory } from '../../sync/protocol/findings';
import { observe } from '../../sync/protocol/observe';
import { readCut } from '../../sync/stores/excel/read-cut';
import { pairedFields } from '../../register/columns';
import { bookBytes, bookRows, typedOf, type BookRow } from './book';
import { benchOffice } from './office';
import { ms, printTable, whole } from './table';

interface Figures {
  workMs: number;
  jsonMs: number;
  /** Highest memory of the whole process. */
  peakMb: number;
  /** What the process had before it began. */
  baseMb: number;
}

const jobs = {
  observe: { title: 'Merge (observe), nothing changed', counts: [10_000, 50_000, 100_000] },
  read: { title: 'Read a file into a cut', counts: [2_000, 20_000] },
} as const;

/** Each figure in a process of its own, so that memory counts from nothing. */
export function measureProtocol(): Promise<void> {
  for (const [job, { title, counts }] of Object.entries(jobs)) {
    const lines = counts.map((count) => {
      const child = spawnSync(process.execPath, [process.argv[1] ?? '', 'protocol-of', job, String(count)], { encoding: 'utf8' }); // prettier-ignore
      if (child.status !== 0) throw new Error(child.stderr);
      const found = JSON.parse(child.stdout) as Figures;
      return [
        whole(count), ms(found.workMs), ms(found.jsonMs), (found.workMs / found.jsonMs).toFixed(2),
        whole(found.peakMb), whole(found.baseMb),
      ]; // prettier-ignore
    });
    printTable(title, ['Rows', 'Time ms', 'JSON.parse ms', 'Ratio', 'Peak MB', 'Before MB'], lines);
  }
  return Promise.resolve();
}

/** What such a process does. */
export async function serveProtocol(job: string, count: number): Promise<void> {
  const found = job === 'observe' ? observing(count) : await reading(count);
  process.stdout.write(JSON.stringify(found));
}

const rss = () => process.resourceUsage().maxRSS / 1024;

/** The best of five: the machine has other things to do as well. */
function best(work: () => void, times = 5): number {
  let least = Infinity;
  for (let time = 0; time < times; time += 1) {
    const began = performance.now();
    work();
    least = Math.min(least, performance.now() - began);
  }
  return least;
}

function observing(count: number): Figures {
  const org = benchOffice();
  const { cut, remembered } = registerOf(bookRows(org, count));
  const at = '2026-11-24T09:00:00.000Z';
  const memory: Memory = {
    register: { ...emptyRegisterMemory, tag: cut.tag, readAt: at },
    rows: remembered,
    handRows: [],
  };
  const baseMb = rss();
  const rules = { settleMs: 60_000, deleteAfterMs: 600_000 };
  const once = () => {
    const { findings } = observe(memory, { cut, readAt: at, at, past: null }, rules);
    if (findings.length > 0) throw new Error(`Nothing changed, and ${findings.length} findings.`);
  };
  once();
  // Of one reading: the repetitions below leave garbage that no service has.
  const peakMb = rss();
  const workMs = best(once);
  const json = JSON.stringify(cut);
  const jsonMs = best(() => void JSON.parse(json));
  return { workMs, jsonMs, peakMb, baseMb };
}

/** The cut and what is remembered of it. */
function registerOf(rows: ReadonlyMap<string, readonly BookRow[]>): { cut: Cut; remembered: RowMemory[] } {
  const cut: Cut = { tag: 't', carrier: 'table', regions: [], events: [], problems: [] };
  const remembered: RowMemory[] = [];
  for (const [region, list] of rows) {
    const lines = list.map((row, index) => ({
      riskId: row.riskId, typed: typedOf(row), typedOver: {}, formulaIn: [], carried: null, place: 'table' as const, line: index + 2,
    })); // prettier-ignore
    cut.regions.push({ region: region as RegionId, formulas: [], rows: lines });
    for (const row of list) {
      cut.events?.push(row.event);
      remembered.push(memoryOf(region as RegionId, row));
    }
  }
  return { cut, remembered };
}

function memoryOf(region: RegionId, row: BookRow): RowMemory {
  const shown = Object.fromEntries(pairedFields.map((field) => [field, row.event.values[field]]));
  return {
    riskId: row.riskId as RiskId, region, typed: typedOf(row), shown, presence: 'present', missingSince: null, settling: null,
    conflicts: [], takenOver: {}, duplicated: false,
  } as unknown as RowMemory; // prettier-ignore
}

async function reading(count: number): Promise<Figures> {
  const org = benchOffice();
  const file = await bookBytes(org, bookRows(org, count));
  const baseMb = rss();
  let json = '';
  const workMs = best(() => {
    const cut = readCut(file, org, 't');
    if (json === '') json = JSON.stringify(cut);
  }, 3);
  const peakMb = rss();
  return { workMs, jsonMs: best(() => void JSON.parse(json)), peakMb, baseMb };
}
