/** The lists of the one site, kept in the home folder, a file each. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type BoxUser } from '../box';
import { checkTogether, firstColumns, newColumn } from './columns';
import { ListError } from './list-error';
import { ListFile } from './list-file';
import { type ListSite, SiteList } from './site-list';
import { SitePeople } from './site-people';
import { type Editor, type ListColumn } from './views';

const recordLimit = 10_000;

/** One write to a list's items that came over Graph, whether it succeeded or not. */
export interface ListWrite {
  method: string;
  path: string;
  /** The list's name. */
  list: string;
  /** The item's number; null for a new one. */
  item: string | null;
  /** Names of the columns that were sent, as they were sent. */
  columns: string[];
  /** The app's client id. */
  client: string;
}

const definitionShape = z.strictObject({
  displayName: z.string().trim().min(1).max(255),
  description: z.string().max(1000).default(''),
  columns: z.array(z.unknown()).default([]),
  list: z.strictObject({
    template: z.string(),
    contentTypesEnabled: z.literal(false).optional(),
    hidden: z.literal(false).optional(),
  }),
});

/** The columns of a new list; a definition named Title changes the one that is there already. */
function columnsOf(definitions: readonly unknown[]): ListColumn[] {
  const asked = definitions.map(newColumn);
  const title = asked.find(({ name }) => name === 'Title');
  if (title && !title.text) throw new ListError('invalidRequest', 'The column Title is a text column.');
  const first = firstColumns().map((column) => (title && column.name === 'Title' ? title : column));
  const all = [...first, ...asked.filter((column) => column !== title)];
  checkTogether(all);
  return all;
}

/** Opens and keeps the lists of one home folder. */
export class SiteLists {
  /** Every write to items that came over Graph, oldest first; the oldest are dropped beyond ten thousand. */
  readonly writes: ListWrite[] = [];
  private readonly lists = new Map<string, SiteList>();
  private readonly listeners = new Set<(list: SiteList) => void>();
  private readonly site: ListSite;

  private constructor(
    private readonly folder: string,
    readonly people: SitePeople,
    now: () => Date,
  ) {
    const changed = (list: SiteList): void => this.listeners.forEach((listener) => listener(list));
    this.site = { now, changed, isPerson: (lookupId) => people.has(lookupId) };
  }

  /** Reads what an earlier run kept. */
  static async open(home: string, users: readonly BoxUser[], now: () => Date): Promise<SiteLists> {
    const folder = join(home, 'lists');
    await mkdir(folder, { recursive: true });
    const lists = new SiteLists(folder, await SitePeople.open(home, users), now);
    for (const name of (await readdir(folder)).filter((one) => one.endsWith('.json')).sort()) {
      const kept = await ListFile.read(join(folder, name));
      if (!kept) continue;
      const list = new SiteList(join(folder, name), kept.list, kept.entries, lists.site);
      // Written anew, because nothing may be added after a last line that was cut short.
      if (kept.hasJournal) await list.save();
      lists.lists.set(list.id, list);
    }
    return lists;
  }

  /** Every list, the oldest first. */
  all(): SiteList[] {
    return [...this.lists.values()].sort((a, b) => a.about().createdAt.localeCompare(b.about().createdAt));
  }

  /** A list by id, name or title (any letter case); throws itemNotFound. */
  list(idOrName: string): SiteList {
    const wanted = idOrName.toLowerCase();
    const found = this.all().find((list) => {
      const { id, name, displayName } = list.about();
      return [id, name, displayName].some((one) => one.toLowerCase() === wanted);
    });
    if (!found) throw new ListError('itemNotFound', 'The site has no such list.');
    return found;
  }

  /** Creates a list from a request's definition; its columns come in the order they are given, after the usual ones. */
  async create(definition: unknown, by: Editor): Promise<SiteList> {
    const read = definitionShape.safeParse(definition);
    if (!read.success) {
      const [issue] = read.error.issues;
      throw new ListError(
        'invalidRequest',
        `The list ${issue?.path.join('/') ?? ''}: ${issue?.message ?? 'is wrong'}.`,
      );
    }
    const { displayName, description, columns, list } = read.data;
    if (list.template !== 'genericList') {
      throw new ListError('notImitated', 'The box keeps lists of the template genericList only.');
    }
    this.refuseName(displayName);
    const now = this.site.now().toISOString();
    const id = randomUUID();
    const stored = {
      id,
      name: displayName.replace(/[^\p{L}\p{N} _-]/gu, '').trim() || id,
      displayName,
      description,
      createdAt: now,
      createdBy: by,
      modifiedAt: now,
      revision: 1,
      columns: columnsOf(columns),
      nextId: 1,
      seq: 0,
      epoch: randomUUID(),
      items: [],
    };
    const created = new SiteList(join(this.folder, `${id}.json`), stored, [], this.site);
    this.lists.set(id, created);
    await created.save();
    this.site.changed(created);
    return created;
  }

  /** Changes what a list is called; its name in addresses stays. */
  async rename(idOrName: string, change: { displayName?: string; description?: string }): Promise<SiteList> {
    const list = this.list(idOrName);
    if (change.displayName !== undefined && change.displayName !== list.about().displayName) {
      this.refuseName(change.displayName, list);
    }
    await list.rename(change);
    return list;
  }

  /** Deletes a list with everything in it. */
  async remove(idOrName: string): Promise<void> {
    const list = this.list(idOrName);
    this.lists.delete(list.id);
    await list.erase();
    this.site.changed(list);
  }

  /** Adds to the record of writes. */
  record(write: ListWrite): void {
    this.writes.push(write);
    if (this.writes.length > recordLimit) this.writes.shift();
  }

  /** Calls the listener after each change of a list or its items; returns the way out. */
  onChange(listener: (list: SiteList) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Waits until everything is on disk. */
  async close(): Promise<void> {
    await Promise.all(this.all().map((list) => list.settled()));
    await this.people.settled();
  }

  private refuseName(name: string, except?: SiteList): void {
    const isTaken = this.all().some((list) => {
      const { displayName, name: inAddresses } = list.about();
      return (
        list !== except && [displayName, inAddresses].some((one) => one.toLowerCase() === name.toLowerCase())
      );
    });
    if (isTaken)
      throw new ListError('nameAlreadyExists', `A list named '${name}' already exists in the site.`);
  }
}
