/** The probes of lists, each a few requests to the scratch list. */
import { performance } from 'node:perf_hooks';
import { GraphError } from '../graph/errors';
import { cellOf } from '../stores/lists/cells';
import { listColumnOf } from '../stores/lists/list-columns';
import { type Cursor } from '../stores/lists/list-link';
import { type Item } from '../stores/lists/items';
import { type Answer } from './excel-probes';
import { latestDownloadMs } from './traits-from';
import { type ListScratch } from './list-scratch';

export interface ListBench {
  scratch: ListScratch;
  /** Waits between two looks at what changed. */
  pauseMs: number;
}

type ListProbe = (bench: ListBench) => Promise<Answer>;

const yes = (figure = '', value?: number): Answer => ({ answer: 'yes', figure, value });
const no = (figure = ''): Answer => ({ answer: 'no', figure });

const [idColumn, stateColumn, textColumn] = (['riskId', 'state', 'summary'] as const).map((field) => listColumnOf(field).name) as [string, string, string]; // prettier-ignore

/** Asks, in the order in which one answer makes the next possible. L1 first: without a line nothing else can be asked. */
export const listProbes: Readonly<Record<string, ListProbe>> = {
  L1: async (bench) => yes(`item ${(await addLine(bench, 'PROB-2000-0001')).id}`),
  L2: hiddenCell,
  L3: staleTag,
  L4: sameIdTwice,
  L5: cellsInChanges,
  L6: changesTold,
  L7: foundById,
  L8: textStays,
};

const addLine = ({ scratch }: ListBench, riskId: string, more: Record<string, string> = {}): Promise<Item> =>
  scratch.link.add(scratch.list, { [idColumn]: riskId, [textColumn]: 'Probe', ...more });

async function hiddenCell(bench: ListBench): Promise<Answer> {
  const { link, list } = bench.scratch;
  const [made, later] = ['{"probe":1}', '{"probe":2}'];
  const item = await addLine(bench, 'PROB-2000-0002', { [stateColumn]: made });
  const first = await link.item(list, item.id);
  if (first.fields[stateColumn] !== made) return no('not kept when an item is made');
  await link.change(list, first, { [stateColumn]: later });
  const second = await link.item(list, item.id);
  return second.fields[stateColumn] === later ? yes() : no('not kept when an item is changed');
}

/** A write under a tag that somebody's save has made old must be refused, and write nothing. */
async function staleTag(bench: ListBench): Promise<Answer> {
  const { link, list } = bench.scratch;
  const made = await addLine(bench, 'PROB-2000-0003');
  const old = await link.item(list, made.id);
  await link.change(list, old, { [textColumn]: 'Saved by a colleague' });
  const code = await refusalOf(link.change(list, old, { [textColumn]: 'Written over' }));
  const after = await link.item(list, made.id);
  if (after.fields[textColumn] !== 'Saved by a colleague') return no('the older tag was not looked at');
  return code === null ? no('answered with success and not written') : yes(code);
}

async function sameIdTwice(bench: ListBench): Promise<Answer> {
  const { link, list } = bench.scratch;
  await addLine(bench, 'PROB-2000-0004');
  const code = await refusalOf(addLine(bench, 'PROB-2000-0004'));
  const told = [...(await link.items(list)).values()].filter(
    (item) => item.cells.riskId === 'PROB-2000-0004',
  );
  if (told.length > 1) return no('there are two');
  return code === null ? no('answered with success and not made') : yes(`answered ${code}`);
}

/** Status and code of the refusal; null when there was none. */
async function refusalOf(asked: Promise<unknown>): Promise<string | null> {
  try {
    await asked;
    return null;
  } catch (error) {
    if (!(error instanceof GraphError) || error.failure.status === null) throw error;
    return [error.failure.status, error.serviceCode].filter((part) => part !== null).join(' ');
  }
}

/** Whether what is told of changes carries the cells; without them each item costs a request of its own. */
async function cellsInChanges(bench: ListBench): Promise<Answer> {
  const { graph, link, list, site } = bench.scratch;
  const cursor = await link.latest(list);
  const { id } = await addLine(bench, 'PROB-2000-0005');
  await whenTold(bench, cursor, id);
  const { body } = await graph.send({ method: 'GET', path: '/sites/{site}/lists/{list}/items/delta', parts: { site, list }, query: cursor }); // prettier-ignore
  const { value = [] } = (body ?? {}) as { value?: { id?: unknown; fields?: Record<string, unknown> }[] };
  return value.find((one) => one.id === id)?.fields?.[idColumn] === 'PROB-2000-0005' ? yes() : no();
}

/** How soon a new line, and that it is gone again, are told. */
async function changesTold(bench: ListBench): Promise<Answer> {
  const { graph, link, list, site } = bench.scratch;
  const cursor = await link.latest(list);
  const { id } = await addLine(bench, 'PROB-2000-0006');
  const made = await whenTold(bench, cursor, id);
  if (made === null) return no(`not within ${latestDownloadMs / 1000} s`);
  const parts = { site, list, item: id };
  await graph.send({ method: 'DELETE', path: '/sites/{site}/lists/{list}/items/{item}', parts });
  const gone = await whenTold(bench, made.cursor, id);
  if (gone === null) return no('a deleted line is not told');
  const ms = Math.max(made.ms, gone.ms);
  return yes(`after ${(ms / 1000).toFixed(1)} s`, ms);
}

/** Looks until something is told of the item; null when it took too long. */
async function whenTold(
  { scratch, pauseMs }: ListBench,
  since: Cursor,
  item: string,
): Promise<{ ms: number; cursor: Cursor } | null> {
  const began = performance.now();
  for (;;) {
    const changes = await scratch.link.changes(scratch.list, since);
    const ms = Math.round(performance.now() - began);
    if (changes?.items.has(item)) return { ms, cursor: changes.cursor };
    if (ms > latestDownloadMs) return null;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

async function foundById(bench: ListBench): Promise<Answer> {
  const { id } = await addLine(bench, 'PROB-2000-0007');
  const found = await bench.scratch.link.find(bench.scratch.list, 'PROB-2000-0007');
  return found?.id === id ? yes() : no();
}

async function textStays(bench: ListBench): Promise<Answer> {
  const { link, list } = bench.scratch;
  const text = '=1+1\n\'quoted\' "twice" <b>&amp; 1/2';
  const sent = String(cellOf(text, listColumnOf('summary')));
  const { id } = await addLine(bench, 'PROB-2000-0008', { [textColumn]: sent });
  return (await link.item(list, id)).cells.summary === text ? yes() : no();
}
