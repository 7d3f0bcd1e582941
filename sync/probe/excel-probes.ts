/** The probes of a workbook, each a few requests to the scratch file. */
import { performance } from 'node:perf_hooks';
import {
  columns,
  nothingTyped,
  pairedFields,
  projectedFields,
  type SheetValues,
} from '../../register/columns';
import { regionIdSchema, riskIdFor, type RiskId } from '../../register/ids';
import { type Publication, type RegisterStore, type WriteOutcome } from '../../register/store';
import { GraphError } from '../graph/errors';
import { isNoFromName } from '../stores/excel/append-rows';
import { asMadeFormula, asMadeLook } from '../stores/excel/as-made';
import { readCut } from '../stores/excel/read-cut';
import { formulaColumns, serviceTable, tableNameOf } from '../stores/excel/sheet';
import { usualTraits } from '../stores/excel/traits';
import { type WorkbookCall, type WorkbookLook } from '../stores/excel/workbook-link';
import { createExcelStore } from '../stores/excel/workbook-store';
import { latestDownloadMs } from './traits-from';
import { type Scratch } from './scratch';

export interface Answer {
  answer: 'yes' | 'no' | 'not-here' | 'could-not-tell';
  figure: string;
  value?: number;
}

export interface Bench {
  scratch: Scratch;
  store: RegisterStore;
  /** Waits between two looks at a download. */
  pauseMs: number;
  /** Gives a new sequence. */
  nextSeq(): number;
}

export function aBench(scratch: Scratch, pauseMs: number): Bench {
  let seq = 0;
  const store = createExcelStore(scratch.graph, scratch.config, scratch.org);
  return { scratch, store, pauseMs, nextSeq: () => (seq += 1) };
}

type Probe = (bench: Bench) => Promise<Answer>;

const yes = (figure = '', value?: number): Answer => ({ answer: 'yes', figure, value });
const no = (figure = ''): Answer => ({ answer: 'no', figure });

/** A refusal that says no to the question; anything else that fails leaves it open. */
function refused(outcome: WriteOutcome): Answer | null {
  if (outcome.kind === 'ok') return null;
  if (outcome.kind === 'failed' && saysNo.has(outcome.code)) return no(outcome.code);
  return { answer: 'could-not-tell', figure: outcome.code };
}

const saysNo: ReadonlySet<string> = new Set(['denied', 'session-refused', 'invalid', 'blocked-by-sheet', 'not-supported']); // prettier-ignore

const riskOf = (number: number): RiskId => riskIdFor(regionIdSchema.parse('PROB'), 2000, number);

/** Asks, in the order in which one answer makes the next possible. P8 first: without it nothing else can be asked. */
export const excelProbes: Readonly<Record<string, Probe>> = {
  P8: async ({ scratch }) => {
    const { body } = await scratch.send({ method: 'GET', path: '/worksheets', query: { $select: 'name' } });
    const { value } = (body ?? {}) as { value?: unknown[] };
    return yes(`${value?.length ?? 0} worksheets seen`);
  },
  P1: async (bench) => {
    const outcome = await appendLine(bench, riskOf(1), '');
    const answer = refused(outcome);
    if (answer) return answer;
    const lost = await columnsWithoutFormula(bench);
    return lost.length === 0 ? yes() : no(`lost: ${lost.join(', ')}`);
  },
  P2: async (bench) => {
    const event = anEvent(bench.nextSeq(), riskOf(1));
    const answer = refused(await bench.store.publish([event]));
    if (answer) return answer;
    const seen = await seqsNow(bench);
    return seen.includes(event.seq) ? yes() : no('answered with success and not kept');
  },
  P4: async (bench) => {
    const answer = refused(await bench.store.repair(bench.scratch.region.id, 'now:level'));
    if (answer) return answer;
    const lost = await columnsWithoutFormula(bench);
    return lost.length === 0 ? yes() : no(`lost: ${lost.join(', ')}`);
  },
  P14: async (bench) => {
    const text = '=1+1';
    const answer = refused(await appendLine(bench, riskOf(2), text));
    if (answer) return answer;
    const { values, formulas } = await lastLine(bench);
    const at = values.indexOf(text);
    return at >= 0 && [text, `'${text}`].includes(String(formulas[at]))
      ? yes()
      : no('it was taken as a formula');
  },
  P5: downloadLag,
  P10: knowsUnchanged,
  P12: rowsPerRequest,
  P7: nameTells,
  P9: keepsBack,
  P11: appendWhileFiltered,
};

async function appendLine(bench: Bench, riskId: RiskId, notes: string): Promise<WriteOutcome> {
  const { region } = bench.scratch;
  const row = {
    riskId,
    region: region.id,
    caseRef: '',
    atRisk: '',
    summary: 'Probe',
    notes,
    publication: null,
  };
  return bench.store.appendRows(region.id, [row]);
}

const nothingShown = Object.fromEntries([...pairedFields, ...projectedFields].map((field) => [field, ''])) as SheetValues; // prettier-ignore

function anEvent(seq: number, key: string): Publication {
  const observed = Object.fromEntries(pairedFields.map((field) => [field, nothingTyped[field]])) as Publication['observed']; // prettier-ignore
  return { seq, key, values: { ...nothingShown, status: 'Recorded' }, observed, disputed: [], takenOver: {} };
}

interface Range {
  values?: unknown[][];
  formulas?: unknown[][];
}

async function rangeOf({ scratch }: Bench, path: string, table: string): Promise<Required<Range>> {
  const { body } = await scratch.send({ method: 'GET', path: `/tables/{table}${path}`, parts: { table }, query: { $select: 'values,formulas' } }); // prettier-ignore
  const { values = [], formulas = [] } = (body ?? {}) as Range;
  return { values, formulas };
}

async function lastLine(bench: Bench): Promise<{ values: unknown[]; formulas: unknown[] }> {
  const { values, formulas } = await rangeOf(bench, '/dataBodyRange()', tableNameOf(bench.scratch.region.id));
  return { values: values.at(-1) ?? [], formulas: formulas.at(-1) ?? [] };
}

/** Headings of the service's columns in which some line has no formula. */
async function columnsWithoutFormula(bench: Bench): Promise<string[]> {
  const { values, formulas } = await rangeOf(bench, '/range()', tableNameOf(bench.scratch.region.id));
  const headings = values[0] ?? [];
  const isOurs = (heading: unknown) => formulaColumns.some((column) => column.heading === heading);
  return headings.flatMap((heading, column) => {
    const isLost = formulas.slice(1).some((line) => !String(line[column]).startsWith('='));
    return isOurs(heading) && isLost ? [String(heading)] : [];
  });
}

async function seqsNow(bench: Bench): Promise<unknown[]> {
  return (await rangeOf(bench, '/columns/Seq/dataBodyRange()', serviceTable)).values.flat();
}

/** How long a download stays behind what was written. */
async function downloadLag(bench: Bench): Promise<Answer> {
  const event = anEvent(bench.nextSeq(), riskOf(1));
  const answer = refused(await bench.store.publish([event]));
  if (answer) return { answer: 'could-not-tell', figure: answer.figure };
  const began = performance.now();
  for (;;) {
    const seqs = await downloadedSeqs(bench);
    const ms = Math.round(performance.now() - began);
    if (typeof seqs === 'string') return no(`not given out: ${seqs}`);
    if (seqs.includes(event.seq)) return yes(`after ${(ms / 1000).toFixed(1)} s`, ms);
    if (ms > latestDownloadMs) return no(`not within ${latestDownloadMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, bench.pauseMs));
  }
}

/** What stands in the service's table of the file itself; the code of a download that is refused for good. */
async function downloadedSeqs({ scratch }: Bench): Promise<number[] | string> {
  const parts = { drive: scratch.config.CRR_DRIVE_ID, item: await scratch.item() };
  try {
    const { body } = await scratch.graph.send({ method: 'GET', path: '/drives/{drive}/items/{item}/content', parts, expect: 'bytes' }); // prettier-ignore
    return readCut(body as Uint8Array, scratch.org, '').events?.map((event) => event.seq) ?? [];
  } catch (error) {
    if (error instanceof GraphError && saysNo.has(error.code)) return error.code;
    throw error;
  }
}

async function knowsUnchanged({ scratch }: Bench): Promise<Answer> {
  const parts = { drive: scratch.config.CRR_DRIVE_ID, item: await scratch.item() };
  const ask = (headers: Record<string, string>) =>
    scratch.graph.send({ method: 'GET', path: '/drives/{drive}/items/{item}', parts, headers });
  const tag = ((await ask({})).body as { cTag?: unknown } | null)?.cTag;
  if (typeof tag !== 'string') return no('the file has no tag');
  const { status } = await ask({ 'If-None-Match': tag });
  return status === 304 ? yes('304') : no(`answered ${status}`);
}

/** Slower than this and the next larger request may run into Excel's own limit of thirty seconds. */
const slowMs = 20_000;

async function rowsPerRequest(bench: Bench): Promise<Answer> {
  let most = 0;
  const took: string[] = [];
  for (const count of [1, 50, 200, usualTraits.mostRows]) {
    const began = performance.now();
    const events = Array.from({ length: count }, () => anEvent(bench.nextSeq(), riskOf(1)));
    const outcome = await bench.store.publish(events);
    const ms = performance.now() - began;
    took.push(`${count} in ${(ms / 1000).toFixed(1)} s`);
    if (outcome.kind !== 'ok') return most === 0 ? { answer: 'could-not-tell', figure: outcome.code } : yes(`${took.join(', ')}: ${outcome.code}`, most); // prettier-ignore
    if (ms > slowMs) break;
    most = count;
  }
  return yes(took.join(', '), Math.max(1, most));
}

/** A name that stands for the headings while they stand as made, and one that would only if they stood the other way round. */
async function nameTells(bench: Bench): Promise<Answer> {
  const { scratch } = bench;
  const turned = columns.map((column) => column.heading).reverse();
  const reference = `=${asMadeFormula(tableNameOf(scratch.region.id), turned)}`;
  await scratch.send({ method: 'POST', path: '/names/add', body: { name: 'Probe_turned', reference } });
  if (await isRefused(bench, asMadeLook(scratch.region.id))) return no('not answered while they do');
  const moved = { path: '/names/Probe_turned/range()', query: { $select: 'address' } };
  return (await isRefused(bench, moved)) ? yes() : no('answered as well when they do not');
}

async function isRefused({ scratch }: Bench, look: WorkbookLook): Promise<boolean> {
  try {
    await scratch.send({ ...look, method: 'GET' });
    return false;
  } catch (error) {
    if (isNoFromName(error)) return true;
    throw error;
  }
}

/** A write behind a question that succeeds, and one behind a question that fails. */
async function keepsBack(bench: Bench): Promise<Answer> {
  const cell = "/worksheets/Guide/range(address='H99')";
  const write = (value: number, onlyIf: WorkbookLook): WorkbookCall =>
    ({ method: 'PATCH', path: cell, body: { values: [[value]] }, onlyIf }); // prettier-ignore
  const valueNow = async () => {
    const { body } = await bench.scratch.send({ method: 'GET', path: cell, query: { $select: 'values' } });
    return ((body ?? {}) as Range).values?.[0]?.[0];
  };
  await bench.scratch.send(write(42, { path: '/worksheets', query: { $select: 'name' } }));
  if ((await valueNow()) !== 42) return no('not carried out');
  const isTold = await bench.scratch.send(write(43, { path: '/names/Probe_nobody/range()' })).then(() => false, isNoFromName); // prettier-ignore
  if ((await valueNow()) !== 42) return no('carried out all the same');
  return isTold ? yes() : no('not told as kept back');
}

async function appendWhileFiltered(bench: Bench): Promise<Answer> {
  const parts = { table: tableNameOf(bench.scratch.region.id), column: 'Risk ID' };
  await bench.scratch.send({
    method: 'POST',
    path: '/tables/{table}/columns/{column}/filter/apply',
    parts,
    body: { criteria: { filterOn: 'Values', values: [riskOf(1)] } },
  });
  try {
    return refused(await appendLine(bench, riskOf(3), '')) ?? yes();
  } finally {
    await bench.scratch.send({ method: 'POST', path: '/tables/{table}/clearFilters', parts });
  }
}

/** What a failed request says about the question it belonged to. */
export function answerOf(id: string, error: unknown): Answer {
  if (!(error instanceof GraphError)) throw error;
  if (error.code === 'not-supported') return { answer: 'not-here', figure: '' };
  // Asking whether Excel lets us in is the one question that a refusal answers.
  if (id === 'P8' && saysNo.has(error.code)) return no(`${error.code}${error.serviceCode === null ? '' : `, ${error.serviceCode}`}`); // prettier-ignore
  return { answer: 'could-not-tell', figure: error.code };
}
