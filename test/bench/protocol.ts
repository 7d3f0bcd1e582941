/** The protocol without any network: processor time and memory of one reading against JSON.parse of the same rows. */
import { pairedFields } from '../../register/columns';
import { type RegionId, type RiskId } from '../../register/ids';
import { emptyRegisterMemory, type RowMemory } from '../../register/sheet-memory';
import { type Cut } from '../../register/store';
import { type Memory } from '../../sync/protocol/findings';
import { observe } from '../../sync/protocol/observe';
import { printBars } from './bars';
import { bookRows, typedOf, type BookRow } from './book';
import { benchOffice } from './office';
import { apart, cpuMsOf, peakMb } from './processes';
import { ms, printTable, whole } from './table';

const counts = [10_000, 50_000, 100_000];
/** Runs of each size, taken in turns, so that a busy moment of the machine does not fall on one size alone. */
const turns = 3;

interface Figures {
  workMs: number;
  jsonMs: number;
  /** Highest memory of the whole process over one reading. */
  peakMb: number;
  /** What the process had before it began: the rows, and what is remembered of them. */
  baseMb: number;
}

/** Each figure in a process of its own, so that memory counts from nothing. */
export function measureProtocol(): void {
  const runs: Figures[][] = counts.map(() => []);
  for (let turn = 0; turn < turns; turn += 1)
    counts.forEach((count, at) => runs[at]?.push(apart<Figures>('observe', String(count))));
  const found = runs.map(best);
  printTable(
    'Reconcile: one reading against what is remembered, nothing changed',
    ['Rows', 'Processor', 'JSON.parse', 'Ratio', 'Peak MB', 'Before MB'],
    found.map(({ workMs, jsonMs, ...memory }, at) => [
      whole(counts[at] ?? 0), ms(workMs), ms(jsonMs), (workMs / jsonMs).toFixed(2), whole(memory.peakMb), whole(memory.baseMb),
    ]),
  ); // prettier-ignore
  const [small, , large] = found;
  if (!small || !large) return;
  const growth = large.workMs / small.workMs;
  const ofJson = large.jsonMs / small.jsonMs;
  const ratio = Math.max(...found.map(({ workMs, jsonMs }) => workMs / jsonMs));
  printBars([
    { bar: '100,000 rows ÷ 10,000 rows: at most 11 in time', found: `${growth.toFixed(1)} (JSON.parse: ${ofJson.toFixed(1)})`, isMet: growth <= 11, isFirm: false },
    { bar: 'At most twice JSON.parse of the same rows', found: ratio.toFixed(2), isMet: ratio <= 2, isFirm: false },
    { bar: '100,000 rows: at most 600 MB', found: `${whole(large.peakMb)} MB`, isMet: large.peakMb <= 600, isFirm: false },
  ]); // prettier-ignore
}

/** The least disturbed of all turns, and the most memory. */
const best = (some: readonly Figures[]): Figures => ({
  workMs: Math.min(...some.map((one) => one.workMs)),
  jsonMs: Math.min(...some.map((one) => one.jsonMs)),
  peakMb: Math.max(...some.map((one) => one.peakMb)),
  baseMb: Math.max(...some.map((one) => one.baseMb)),
});

/** What such a process does. */
export function observing(count: number): Figures {
  const org = benchOffice();
  const first = readingOf(registerOf(bookRows(org, count)));
  const baseMb = peakMb();
  first.observe();
  // Of one reading: the repetitions below leave garbage that no service has.
  const afterOne = peakMb();
  // Every size works through as many rows as the largest has, in registers of its own: else a small one would be measured before its
  // code is compiled, or out of the processor's cache.
  const more = Array.from({ length: Math.max(...counts) / count - 1 }, (_, at) => readingOf(registerOf(bookRows(org, count, at + 2)))); // prettier-ignore
  const all = [first, ...more];
  // Both many times in turns, warmed up, rubbish cleared away before each: what is compared is the work itself.
  const jsons = all.map(({ cut }) => JSON.stringify(cut));
  const times = { work: [] as number[], json: [] as number[] };
  for (let time = 0; time < 7; time += 1) {
    times.work.push(cpuMsOf(() => all.forEach((one) => one.observe())) / all.length);
    times.json.push(cpuMsOf(() => jsons.forEach((json) => void JSON.parse(json))) / all.length);
  }
  return { workMs: Math.min(...times.work), jsonMs: Math.min(...times.json), peakMb: afterOne, baseMb };
}

/** One reading of a register in which nothing has changed. */
function readingOf({ cut, remembered }: ReturnType<typeof registerOf>): { cut: Cut; observe: () => void } {
  const at = '2026-11-24T09:00:00.000Z';
  const memory: Memory = {
    register: { ...emptyRegisterMemory, tag: cut.tag, readAt: at },
    rows: remembered,
    handRows: [],
  };
  const rules = { settleMs: 60_000, deleteAfterMs: 600_000, lagMs: 120_000 };
  return {
    cut,
    observe() {
      const { findings } = observe(memory, { cut, readAt: at, at, past: null, earlier: null }, rules);
      if (findings.length > 0) throw new Error(`Nothing changed, and ${findings.length} findings.`);
    },
  };
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
