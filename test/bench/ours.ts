/** The product's own store: one file a reading, one line an event, hundreds of events a request. */
import { type RegionId, type RiskId } from '../../register/ids';
import { type Organisation } from '../../register/organisation';
import { type Publication, type ReadOutcome, type WriteOutcome } from '../../register/store';
import { type SyncConfig } from '../../sync/config';
import { createGraph } from '../../sync/graph/client';
import { type Graph } from '../../sync/graph/graph';
import { createTokenSource } from '../../sync/graph/token';
import { probeExcel } from '../../sync/probe/probe-excel';
import { makeScratch } from '../../sync/probe/scratch';
import { traitsFrom } from '../../sync/probe/traits-from';
import { type WorkbookTraits } from '../../sync/stores/excel/traits';
import { createExcelStore } from '../../sync/stores/excel/workbook-store';
import { type BookRow } from './book';
import { type Contestant } from './contestant';

export async function ours(config: SyncConfig, org: Organisation): Promise<Contestant> {
  const graph = createGraph(config, createTokenSource(config));
  const store = createExcelStore(graph, config, org, await probed(graph, config, org));
  let tag = '';
  let seq = 1_000_000;
  const event = (row: BookRow): Publication => ({
    ...row.event,
    seq: (seq += 1),
    values: { ...row.event.values, lastReviewedOn: '2026-11-24', lastReviewedBy: 'Colleague 7' },
    disputed: [],
    takenOver: {},
  });
  const publish = async (rows: readonly BookRow[]) => done(await store.publish(rows.map(event)));
  const readAll = async () => {
    const { cut } = cutOf(await store.read(null));
    tag = cut.tag;
    return cut.regions.reduce((sum, region) => sum + region.rows.length, 0);
  };
  return {
    name: 'this product',
    sampled: null,
    async prepare() {
      await readAll();
    },
    readAll,
    async readAgain() {
      const outcome = await store.read(tag);
      if (outcome.kind !== 'unchanged') throw new Error(`Expected "unchanged", got ${outcome.kind}`);
    },
    async appendOne({ riskId, caseRef, atRisk, summary, notes }) {
      const region = riskId.slice(0, 2) as RegionId;
      const row = { riskId: riskId as RiskId, region, caseRef, atRisk, summary, notes, publication: null };
      done(await store.appendRows(region, [row]));
    },
    changeOne: (row) => publish([row]),
    async review(rows) {
      await readAll();
      await publish(rows);
    },
  };
}

/** As `risk-register probe` does before the service goes live. */
async function probed(graph: Graph, config: SyncConfig, org: Organisation): Promise<WorkbookTraits> {
  const scratch = await makeScratch(graph, { config, org }, 'Probe.xlsx');
  const verdicts = await probeExcel(scratch, { pauseMs: 100, told: () => undefined });
  const stays = await scratch.remove();
  if (stays !== null) throw new Error(`The probe's workbook stays: ${stays}`);
  return traitsFrom(verdicts);
}

function cutOf(outcome: ReadOutcome): Extract<ReadOutcome, { kind: 'cut' }> {
  if (outcome.kind !== 'cut') throw new Error(`Expected a cut, got ${JSON.stringify(outcome)}`);
  return outcome;
}

function done(outcome: WriteOutcome): void {
  if (outcome.kind !== 'ok') throw new Error(`Not written: ${JSON.stringify(outcome)}`);
}
