/** The register in SharePoint lists, through Graph: reads what changed, makes items, and writes under each item's tag only. */
import { performance } from 'node:perf_hooks';
import { type ColumnKey } from '../../../register/columns';
import { type RegionId } from '../../../register/ids';
import { type Organisation } from '../../../register/organisation';
import { type MayStill, type Publication, type ReadOutcome, type RegisterStore, type RowToAppend, type WriteOutcome } from '../../../register/store'; // prettier-ignore
import { type SyncConfig } from '../../config';
import { GraphError, outcomeOf } from '../../graph/errors';
import { type Graph } from '../../graph/graph';
import { cellOf } from './cells';
import { rowsOf, type Item } from './items';
import { fieldOf, listColumnOf } from './list-columns';
import { ListLink } from './list-link';
import { ListsMirror } from './lists-mirror';
import { newItemFields, publishedFields, type WrittenFields } from './outgoing-items';
import { cellsToMend, cutOfItems, mayMend, twiceIn } from './read-items';
import { RecordLists } from './record-lists';
import { changedPlace, done, each, failed, maybeTaken } from './writing';

/** How often an item is looked at anew because somebody saved it in between; the next pass tries again. */
const mostLooks = 5;

interface Desk {
  link: ListLink;
  mirror: ListsMirror;
  nowMs: () => number;
}

/** The register kept in the configured site. One store a process and site. `nowMs`: a clock that only ever moves on. */
export function createListsStore(
  graph: Graph,
  config: SyncConfig,
  org: Organisation,
  nowMs: () => number = () => performance.now(),
): RegisterStore {
  const link = new ListLink(graph, config.CRR_SITE_ID);
  const mirror = new ListsMirror(link, org.regions.map((region) => region.id), nowMs); // prettier-ignore
  const desk: Desk = { link, mirror, nowMs };
  const records = new RecordLists(link, nowMs);
  const alone = oneAtATime();
  return {
    read: (knownTag) => alone(() => reading(desk, knownTag)),
    appendRows: (region, rows, mayStill) =>
      alone(() => writing(desk, () => append(desk, { region, rows, mayStill }))),
    publish: (events, mayStill) => alone(() => writing(desk, () => publishAll(desk, events, mayStill))),
    repair: (region, column, mayStill) =>
      alone(() => writing(desk, () => mendColumn(desk, { region, column, mayStill }))),
    record: (some) => alone(() => records.record(some)),
    recordKeys: () => alone(() => records.keys()),
  };
}

/** Runs one piece of work after the other, in the order asked. */
function oneAtATime(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined); // its own caller is told; the next piece of work must not be
    return next;
  };
}

async function reading({ mirror }: Desk, knownTag: string | null): Promise<ReadOutcome> {
  try {
    await mirror.refresh();
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return { kind: 'unavailable', code: error.code, retryAfterMs: error.retryAfterMs };
  }
  const tag = mirror.tag();
  if (tag === knownTag) return { kind: 'unchanged' };
  const { regions, problems } = mirror.read();
  return { kind: 'cut', cut: cutOfItems(tag, regions, problems) };
}

async function writing(desk: Desk, work: () => Promise<WriteOutcome>): Promise<WriteOutcome> {
  try {
    await desk.mirror.atLeastOnce();
    return await work();
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return refusal(desk, error);
  }
}

function refusal({ mirror }: Desk, error: GraphError): WriteOutcome {
  if (changedPlace.has(error.code)) mirror.forget();
  const outcome = outcomeOf(error);
  if (error.failure.method !== 'GET') return outcome;
  return { kind: 'failed', code: outcome.code, retryAfterMs: outcome.retryAfterMs, final: false };
}

interface Appending {
  region: RegionId;
  rows: readonly RowToAppend[];
  mayStill: MayStill | undefined;
}

async function append(desk: Desk, { region, rows, mayStill }: Appending): Promise<WriteOutcome> {
  if (rows.length === 0) return done;
  const list = desk.mirror.listOf(region);
  if (list === null) return failed('missing-table');
  return each(desk.nowMs, rows, {
    keyOf: (row) => row.riskId,
    work: (row) => appendOne(desk, { region, list, row, mayStill }),
    together: () => desk.link.together(),
  });
}

/** A Risk ID is unique in its list, so a line that is there already, from whichever attempt, is as good as made. */
async function appendOne(
  desk: Desk,
  at: { region: RegionId; list: string; row: RowToAppend; mayStill: MayStill | undefined },
): Promise<WriteOutcome> {
  const { region, list, row, mayStill } = at;
  if (mayStill?.() === false) return failed('too-late');
  try {
    const item = await desk.link.add(list, newItemFields(row));
    desk.mirror.wrote(region, item.id, item);
    return done;
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    if (!maybeTaken.has(error.code) || row.riskId === '') return refusal(desk, error);
    const there = await desk.link.find(list, row.riskId);
    if (there === null) return refusal(desk, error);
    desk.mirror.wrote(region, there.id, there);
    return done;
  }
}

async function publishAll(
  desk: Desk,
  events: readonly Publication[],
  mayStill: MayStill | undefined,
): Promise<WriteOutcome> {
  return each(desk.nowMs, events, {
    keyOf: (event) => event.key,
    work: (event) => publishOne(desk, event, mayStill),
    together: () => desk.link.together(),
  });
}

async function publishOne(
  desk: Desk,
  event: Publication,
  mayStill: MayStill | undefined,
): Promise<WriteOutcome> {
  for (const region of desk.mirror.openRegions())
    for (const item of rowsOf({ region, items: desk.mirror.itemsOf(region) }, event.key)) {
      const outcome = await amend(desk, { region, item, mayStill }, (as) =>
        publishedFields(region, as, event),
      );
      if (outcome.kind !== 'ok') return outcome;
    }
  return done;
}

/** Writes what `decide` makes of the item as it stands; looks again when somebody saved it meanwhile. Null: nothing to write. */
async function amend(
  desk: Desk,
  at: { region: RegionId; item: Item; mayStill: MayStill | undefined },
  decide: (item: Item) => WrittenFields | null,
): Promise<WriteOutcome> {
  const { link, mirror } = desk;
  const list = mirror.listOf(at.region);
  if (list === null) return done;
  let { item } = at;
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const fields = decide(item);
    if (fields === null) return done;
    if (at.mayStill?.() === false) return failed('too-late');
    try {
      mirror.wrote(at.region, item.id, await link.change(list, item, fields));
      return done;
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      if (error.code !== 'changed-meanwhile' && error.code !== 'not-found') return refusal(desk, error);
    }
    const now = await lookAgain(desk, list, item.id);
    mirror.wrote(at.region, item.id, now);
    if (now === null) return done;
    item = now;
  }
  return failed('changed-meanwhile');
}

/** The item as it stands; null when somebody deleted it, and there is nothing left to write to. */
async function lookAgain({ link }: Desk, list: string, id: string): Promise<Item | null> {
  try {
    return await link.item(list, id);
  } catch (error) {
    if (error instanceof GraphError && error.code === 'not-found') return null;
    throw error;
  }
}

/** Puts back what the service had written in this column, wherever that loses nobody's text. */
async function mendColumn(
  desk: Desk,
  { region, column, mayStill }: { region: RegionId; column: ColumnKey; mayStill: MayStill | undefined },
): Promise<WriteOutcome> {
  const field = fieldOf(column);
  if (field === null || ['caseRef', 'atRisk', 'summary', 'notes'].includes(field))
    return failed('not-ours', { final: true });
  const twice = twiceIn(desk.mirror.openRegions().map((one) => ({ region: one, items: desk.mirror.itemsOf(one) }))); // prettier-ignore
  return each(desk.nowMs, desk.mirror.itemsOf(region), {
    keyOf: (item) => item.riskId,
    work: (item) =>
      amend(desk, { region, item, mayStill }, (as) => {
        const mending = cellsToMend(as, twice).find((one) => one.key === column);
        if (!mending || !mayMend(mending, as)) return null;
        const { name, kind } = listColumnOf(mending.field);
        return { [name]: cellOf(mending.text, { kind }) };
      }),
    together: () => desk.link.together(),
  });
}
