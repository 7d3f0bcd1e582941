/** The lists as last read, kept up by their changes; read whole when those cannot be relied on, and now and then in any case. */
import { randomUUID } from 'node:crypto';
import { type RegionId } from '../../../register/ids';
import { type CutProblem } from '../../../register/store';
import { GraphError } from '../../graph/errors';
import { type Item, type RegionItems } from './items';
import { unfitColumns } from './column-shape';
import { listColumns, listNameOf } from './list-columns';
import { type Cursor, type FoundList, type ListLink } from './list-link';

/** Changes that a list never tells (it happens) are found this much later at the latest. */
export const sweepMs = 30 * 60_000;

/** A region's list with everything it needs. */
interface OpenList {
  id: string;
  cursor: Cursor;
  items: Map<string, Item>;
}

/** A region that cannot be read, and why. */
type Reading = { list: OpenList } | { problems: CutProblem[] };

/** After these the token, the list or its columns are no longer what they were. */
const reopens: ReadonlySet<string> = new Set(['not-found', 'invalid']);

/** What all lists hold. Items that the service has written since are known too, until the next reading. */
export class ListsMirror {
  private readonly regions = new Map<RegionId, Reading>();
  private readonly written = new Map<RegionId, Map<string, Item | null>>();
  private readonly epoch = randomUUID();
  private revision = 0;
  private sweptAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly link: ListLink,
    private readonly ids: readonly RegionId[],
    private readonly nowMs: () => number,
  ) {}

  /** Names what is held; another one after each reading that told something new. */
  tag(): string {
    return `${this.epoch}:${this.revision}`;
  }

  /** Everything as last read. */
  read(): { regions: RegionItems[]; problems: CutProblem[] } {
    const regions: RegionItems[] = [];
    const problems: CutProblem[] = [];
    for (const [region, reading] of this.regions) {
      if ('list' in reading) regions.push({ region, items: [...reading.list.items.values()] });
      else problems.push(...reading.problems);
    }
    return { regions, problems };
  }

  /** Asks the lists what is new. What was learnt before a request failed is kept. */
  async refresh(): Promise<void> {
    const lists = new Once(() => this.link.lists());
    const now = this.nowMs();
    const isSweep = now - this.sweptAt >= sweepMs;
    for (const region of this.ids) {
      const known = this.regions.get(region);
      const isFollowed = !isSweep && known && 'list' in known && (await this.follow(known.list));
      if (!isFollowed) await this.open(region, known, lists);
    }
    if (isSweep) this.sweptAt = now;
    this.written.clear();
  }

  /** As refresh, when nothing was read yet. */
  async atLeastOnce(): Promise<void> {
    if (this.sweptAt === Number.NEGATIVE_INFINITY) await this.refresh();
  }

  /** The region's list; null when it is missing or cannot take what the register keeps. */
  listOf(region: RegionId): string | null {
    const reading = this.regions.get(region);
    return reading && 'list' in reading ? reading.list.id : null;
  }

  /** The items of a region as last read or written. */
  itemsOf(region: RegionId): Item[] {
    const reading = this.regions.get(region);
    const read = reading && 'list' in reading ? reading.list.items : new Map<string, Item>();
    const items = new Map<string, Item | null>([...read, ...(this.written.get(region) ?? [])]);
    return [...items.values()].filter((item) => item !== null);
  }

  /** Regions whose lists can be written. */
  openRegions(): RegionId[] {
    return this.ids.filter((region) => this.listOf(region) !== null);
  }

  /** Remembers what became of an item that was written (null: it is gone). */
  wrote(region: RegionId, id: string, item: Item | null): void {
    this.written.set(region, (this.written.get(region) ?? new Map<string, Item | null>()).set(id, item));
  }

  /** After a refusal that hints at another list or other columns: the next reading looks at everything. */
  forget(): void {
    this.sweptAt = Number.NEGATIVE_INFINITY;
  }

  /** Takes over what changed; false when the list is to be read anew. */
  private async follow(list: OpenList): Promise<boolean> {
    try {
      const changes = await this.link.changes(list.id, list.cursor);
      if (changes === null) return false;
      for (const [id, item] of changes.items) {
        if (item === null) list.items.delete(id);
        else list.items.set(id, item);
      }
      list.cursor = changes.cursor;
      if (changes.items.size > 0) this.revision += 1;
      return true;
    } catch (error) {
      if (error instanceof GraphError && reopens.has(error.code)) return false;
      throw error;
    }
  }

  private async open(region: RegionId, known: Reading | undefined, lists: Once<FoundList[]>): Promise<void> {
    const next = await this.reading(region, lists);
    if (known === undefined || essence(known) !== essence(next)) this.revision += 1;
    this.regions.set(region, next);
  }

  private async reading(region: RegionId, lists: Once<FoundList[]>): Promise<Reading> {
    const name = listNameOf(region);
    const found = (await lists.get()).find((list) => list.name.toLowerCase() === name.toLowerCase());
    if (!found) return { problems: [{ code: 'missing-table', region, object: name }] };
    const unfit = unfitColumns(listColumns, await this.link.columns(found.id));
    if (unfit.length > 0)
      return { problems: unfit.map(({ heading }) => ({ code: 'missing-columns', region, object: heading })) };
    // The place is asked for first: what is saved in between is told again rather than missed.
    const cursor = await this.link.latest(found.id);
    return { list: { id: found.id, cursor, items: await this.link.items(found.id) } };
  }
}

/** What a reading says, for telling whether it says something new. */
function essence(reading: Reading): string {
  if (!('list' in reading)) return JSON.stringify(reading.problems);
  const { id, items } = reading.list;
  // Cells too: a column taken away or made anew changes what items say, and no item's tag.
  return JSON.stringify([id, [...items.values()].map((item) => [item.id, item.etag, item.fields]).sort()]);
}

/** Asked for once, by whoever needs it first. */
class Once<Value> {
  private value: Value | undefined;

  constructor(private readonly ask: () => Promise<Value>) {}

  async get(): Promise<Value> {
    this.value ??= await this.ask();
    return this.value;
  }
}
