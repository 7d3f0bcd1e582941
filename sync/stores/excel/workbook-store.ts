/** The register in an Excel workbook, through Graph: reads whole cuts, appends, publishes, and never writes a person's cell. */
import { performance } from 'node:perf_hooks';
import { columnOf, type ColumnKey } from '../../../register/columns';
import { type RegionId } from '../../../register/ids';
import { type Organisation } from '../../../register/organisation';
import {
  type EventRow,
  type MayStill,
  type ReadOutcome,
  type RegisterStore,
  type WriteOutcome,
} from '../../../register/store';
import { type SyncConfig } from '../../config';
import { GraphError, outcomeOf } from '../../graph/errors';
import { type Graph } from '../../graph/graph';
import { appendSome, placesNow, type Appending } from './append-rows';
import { CutError } from './cut-error';
import { formulaOf } from './formulas';
import { eventCells } from './outgoing-rows';
import { Patience } from './patience';
import { RefusedContent } from './refused-content';
import { readWorkbook, type Desk } from './read-workbook';
import { serviceTable, tableNameOf } from './sheet';
import { shorten } from './shorten';
import { usualTraits, type WorkbookTraits } from './traits';
import { mayHaveWritten, TooLate, WorkbookLink } from './workbook-link';

const final = (code: string): WriteOutcome => ({ kind: 'failed', code, retryAfterMs: null, final: true });
const later = (code: string): WriteOutcome => ({ kind: 'failed', code, retryAfterMs: null, final: false });

/** The register kept in the configured workbook. One store a process and workbook: it keeps the one session and the order. */
export function createExcelStore(
  graph: Graph,
  config: SyncConfig,
  org: Organisation,
  traits: WorkbookTraits = usualTraits,
): RegisterStore {
  const link = new WorkbookLink(graph, config);
  const desk: Desk = {
    graph,
    config,
    org,
    link,
    traits,
    wroteAt: null,
    byHand: false,
    refused: new RefusedContent(),
    patience: new Patience(),
  };
  /** False once a reading showed another service table than ours; rows sent by place would land under wrong headings. */
  let mayPublish = true;

  return {
    read: (knownTag) =>
      link.alone(async () => {
        const outcome = await reading(desk, () => readWorkbook(desk, knownTag));
        if (outcome.kind === 'cut') {
          mayPublish = outcome.cut.events !== null;
          desk.byHand = outcome.cut.calculatesByHand === true;
        }
        return outcome;
      }),
    appendRows: (region, rows, mayStill) => link.alone(() => append(desk, { region, rows, mayStill })),
    publish: (events, mayStill) =>
      mayPublish
        ? link.alone(() => writing(desk, serviceTable, () => publishAll(desk, events, mayStill)))
        : Promise.resolve(later('service-table-missing')),
    repair: (region, column, mayStill) =>
      link.alone(() =>
        writing(desk, tableNameOf(region), () => repairColumn(desk, { region, column, mayStill })),
      ),
    compact: (seqs, mayStill) =>
      mayPublish
        ? link.alone(() => writing(desk, serviceTable, () => shorten(link, seqs, mayStill)))
        : Promise.resolve(later('service-table-missing')),
  };
}

async function reading(desk: Desk, work: () => Promise<ReadOutcome>): Promise<ReadOutcome> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CutError) return { kind: 'unavailable', code: error.code, retryAfterMs: null };
    if (!(error instanceof GraphError)) throw error;
    if (error.code === 'not-found') desk.link.forget();
    return { kind: 'unavailable', code: error.code, retryAfterMs: error.retryAfterMs };
  }
}

/** One write to one table, and how long to wait when something there is in the way. */
async function writing(desk: Desk, table: string, work: () => Promise<WriteOutcome>): Promise<WriteOutcome> {
  desk.wroteAt = performance.now();
  const outcome = await outcomeFrom(desk, work);
  if (outcome.kind === 'ok' && desk.byHand) await calculate(desk);
  return desk.patience.told(table, outcome);
}

/** Else nothing of what was written would show until somebody asks Excel. It changes no value, so it needs no lease. */
async function calculate({ link }: Desk): Promise<void> {
  try {
    await link.send({ method: 'POST', path: '/application/calculate', body: { calculationType: 'Full' } });
  } catch (error) {
    // What was written stands all the same; the next write asks again, and people have been told that the workbook is set so.
    if (!(error instanceof GraphError)) throw error;
  }
}

async function outcomeFrom(desk: Desk, work: () => Promise<WriteOutcome>): Promise<WriteOutcome> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TooLate) return later(error.code);
    if (!(error instanceof GraphError)) throw error;
    if (error.code === 'not-found') desk.link.forget();
    const outcome = outcomeOf(error);
    const { code, retryAfterMs } = outcome;
    return mayHaveWritten(error) ? outcome : { kind: 'failed', code, retryAfterMs, final: false };
  }
}

async function append(desk: Desk, { region, rows, mayStill }: Appending): Promise<WriteOutcome> {
  if (rows.length === 0) return { kind: 'ok' };
  if (rows.length > usualTraits.mostRows) return final('too-many-rows');
  const { mostRows } = desk.traits;
  for (let from = 0; from < rows.length; from += mostRows) {
    const some = { region, rows: rows.slice(from, from + mostRows), mayStill };
    const outcome = await writing(desk, tableNameOf(region), () => appendSome(desk, some));
    if (outcome.kind === 'ok') continue;
    // Some lines are there and some are not, which only the next reading can tell apart.
    return from === 0 ? outcome : { kind: 'unknown', code: outcome.code, retryAfterMs: outcome.retryAfterMs };
  }
  return { kind: 'ok' };
}

/** Repeatable, so a chunk that went before one that failed does no harm when all are sent again. */
async function publishAll(
  desk: Desk,
  events: readonly EventRow[],
  mayStill: MayStill | undefined,
): Promise<WriteOutcome> {
  for (let from = 0; from < events.length; from += desk.traits.mostRows) {
    const values = events.slice(from, from + desk.traits.mostRows).map(eventCells);
    await desk.link.send({
      method: 'POST',
      path: '/tables/{table}/rows',
      parts: { table: serviceTable },
      body: { index: null, values },
      mayStill,
    });
  }
  return { kind: 'ok' };
}

async function repairColumn(
  desk: Desk,
  { region, column, mayStill }: { region: RegionId; column: ColumnKey; mayStill: MayStill | undefined },
): Promise<WriteOutcome> {
  // The rule of the house, held here as well: a column of people's is never written.
  if (columnOf(column).owner === 'person') return final('not-ours');
  const table = tableNameOf(region);
  const { layout } = await placesNow(desk.link, table);
  const heading = layout.headings.get(column);
  if (heading === undefined || layout.missing.length > 0) return later('missing-columns');
  const place = {
    region,
    table,
    heading: (key: ColumnKey) => layout.headings.get(key) ?? columnOf(key).heading,
  };
  await desk.link.send({
    method: 'PATCH',
    path: '/tables/{table}/columns/{column}/dataBodyRange()',
    parts: { table, column: heading },
    body: { formulas: `=${formulaOf(column, place, 'api')}` },
    mayStill,
  });
  return { kind: 'ok' };
}
