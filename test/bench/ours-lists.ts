/** The product's own store of lists: what changed by delta, each item under its tag. */
import { type RegionId, type RiskId } from '../../register/ids';
import { type Organisation } from '../../register/organisation';
import { type Publication, type RegisterStore, type WriteOutcome } from '../../register/store';
import { type SyncConfig } from '../../sync/config';
import { createGraph } from '../../sync/graph/client';
import { createTokenSource } from '../../sync/graph/token';
import { createListsStore } from '../../sync/stores/lists/lists-store';
import { type BookRow } from './book';
import { type Contestant } from './contestant';

/** Throws when a write was not carried out. */
export function done(outcome: WriteOutcome): void {
  if (outcome.kind !== 'ok') throw new Error(`Not written: ${JSON.stringify(outcome)}`);
}

export function oursOnLists(config: SyncConfig, org: Organisation): Contestant {
  const tokens = createTokenSource(config);
  const graph = createGraph(config, tokens);
  const fresh = () => createListsStore(graph, config, org);
  let store: RegisterStore = fresh();
  let tag = '';
  let seq = 1_000_000;
  const event = (row: BookRow): Publication => ({
    ...row.event,
    seq: (seq += 1),
    values: { ...row.event.values, lastReviewedOn: '2026-11-24', lastReviewedBy: 'Colleague 7' },
    disputed: [],
    takenOver: {},
  });
  return {
    name: 'this product',
    sampled: null,
    async prepare() {
      await tokens.tokenFor('https://graph.microsoft.com/.default');
    },
    async readAll() {
      // As after a start: nothing is known of the lists.
      store = fresh();
      const outcome = await store.read(null);
      if (outcome.kind !== 'cut') throw new Error(`Expected a cut, got ${JSON.stringify(outcome)}`);
      tag = outcome.cut.tag;
      return outcome.cut.regions.reduce((sum, region) => sum + region.rows.length, 0);
    },
    async readAgain() {
      const outcome = await store.read(tag);
      if (outcome.kind !== 'unchanged') throw new Error(`Expected "unchanged", got ${outcome.kind}`);
    },
    async appendOne({ riskId, caseRef, atRisk, summary, notes, event: { values, observed } }) {
      const region = riskId.slice(0, 2) as RegionId;
      const publication = { seq: (seq += 1), key: riskId, values, observed, disputed: [], takenOver: {} };
      const row = { riskId: riskId as RiskId, region, caseRef, atRisk, summary, notes, publication };
      done(await store.appendRows(region, [row]));
    },
    async changeOne(row) {
      done(await store.publish([event(row)]));
    },
    async review(rows) {
      await store.read(null);
      await publishAll(store, rows.map(event));
    },
  };
}

/** A call stops after some seconds and is asked again for the rest: what is written already is not written again. */
async function publishAll(store: RegisterStore, events: readonly Publication[]): Promise<void> {
  for (;;) {
    const outcome = await store.publish(events);
    if (outcome.kind !== 'failed' || outcome.code !== 'more-to-write') return done(outcome);
  }
}
