/** The same jobs with three libraries on the register as SharePoint lists: what was saved is told by delta, and tags guard writes. */
import { createGraph } from '../../sync/graph/client';
import { createTokenSource } from '../../sync/graph/token';
import { createListsStore } from '../../sync/stores/lists/lists-store';
import { ensureLists } from '../../sync/stores/lists/provision';
import { type RegionId, type RiskId } from '../../register/ids';
import { type Organisation } from '../../register/organisation';
import { type SyncConfig } from '../../sync/config';
import { printBars } from './bars';
import { bookRows, type BookRow, type BookRows } from './book';
import { startBenchBox } from './box';
import { chunksOf, type Contestant } from './contestant';
import { benchConfig, benchOffice } from './office';
import { done, oursOnLists } from './ours-lists';
import { doorOf } from './place';
import { plainOnLists } from './plain-lists';
import { costOf, play, printJobs, type Line } from './play';
import { pnpOnLists } from './pnp-lists';
import { whole } from './table';

const contestants = ['ours', 'pnp', 'plain'] as const;

/** Prints the table for a register of so many rows, and a review of so many of them, in four lists. */
export async function compareOnLists(count: number, reviewed: number): Promise<void> {
  const org = benchOffice();
  const rows = bookRows(org, count);
  const all = [...rows.values()].flat();
  const lines: Line[] = [];
  const filled = await startBenchBox(null);
  try {
    await fill(benchConfig(filled.url), org, rows);
    for (const which of contestants) {
      const box = await startBenchBox({ copyOf: filled.home });
      try {
        lines.push(...(await play(await contestantOf(which, benchConfig(box.url), org), all, reviewed)));
      } finally {
        await box.stop();
      }
    }
  } finally {
    await filled.stop();
  }
  printJobs(`SharePoint lists, ${whole(count)} rows in 4 lists`, lines, reviewed);
  printBars(barsOf(lines, org.regions.length));
}

async function contestantOf(which: (typeof contestants)[number], config: SyncConfig, org: Organisation): Promise<Contestant> {
  if (which === 'ours') return oursOnLists(config, org);
  const at = { ...(await doorOf(config)), site: config.CRR_SITE_ID };
  return which === 'pnp' ? pnpOnLists(at, org) : plainOnLists(at, org);
} // prettier-ignore

/** Every row with its newest publication, as the service makes them. */
async function fill(config: SyncConfig, org: Organisation, rows: BookRows): Promise<void> {
  const graph = createGraph(config, createTokenSource(config));
  await ensureLists(graph, config, org);
  const store = createListsStore(graph, config, org);
  for (const [region, list] of rows)
    for (const some of chunksOf(list, 100))
      done(await store.appendRows(region as RegionId, some.map((row) => newRow(region as RegionId, row)))); // prettier-ignore
}

const newRow = (region: RegionId, { riskId, caseRef, atRisk, summary, notes, event }: BookRow) => {
  const publication = { ...event, disputed: [], takenOver: {} };
  return { riskId: riskId as RiskId, region, caseRef, atRisk, summary, notes, publication };
};

function barsOf(lines: readonly Line[], lists: number) {
  const [again, append, change] = [costOf(lines, 'readAgain'), costOf(lines, 'append'), costOf(lines, 'change')]; // prettier-ignore
  return [
    { bar: 'Nothing changed: one request a list', found: whole(again.requests), isMet: again.requests <= lists, isFirm: true },
    { bar: 'Append one: 1 request', found: whole(append.requests), isMet: append.requests === 1, isFirm: true },
    { bar: 'Change one: 1 request', found: whole(change.requests), isMet: change.requests === 1, isFirm: true },
  ]; // prettier-ignore
}
