/** One list: its columns, its items with their versions, and the count of its changes that delta queries go by. */
import { randomUUID } from 'node:crypto';
import { changedColumn, checkTogether, newColumn } from './columns';
import { ListError } from './list-error';
import { type JournalEntry, ListFile } from './list-file';
import { folded, readFields, type WrittenFields } from './values';
import { currentOf, type Editor, eTagOf, type Fields, type ItemVersion, type ListColumn, type ListItem, type StoredList } from './views'; // prettier-ignore

const versionLimit = 50;

/** How a write is to be made. */
export interface WriteOptions {
  /** The item's tag the caller saw last; another one now is refused with eTagMismatch. */
  ifMatch?: string;
  /** False works out the outcome and keeps nothing. */
  keep?: boolean;
}

/** What a list needs of its site. */
export interface ListSite {
  now(): Date;
  isPerson(lookupId: number): boolean;
  changed(list: SiteList): void;
}

const fieldsAfter = (before: Fields, written: WrittenFields): Fields => {
  const after: Fields = { ...before };
  for (const [name, value] of Object.entries(written)) {
    if (value === null) delete after[name];
    else after[name] = value;
  }
  return after;
};

/** Items are changed in memory at once and in order; a promise resolves when the change is on disk. */
export class SiteList {
  private readonly byId = new Map<number, ListItem>();
  private readonly file: ListFile;

  constructor(
    path: string,
    private readonly stored: StoredList,
    entries: readonly JournalEntry[],
    private readonly site: ListSite,
  ) {
    this.file = new ListFile(path, () => ({ ...stored, items: [...this.byId.values()] }));
    for (const item of stored.items) this.byId.set(item.id, item);
    for (const entry of entries) this.replay(entry);
  }

  /** Everything about the list but its items. */
  about(): Omit<StoredList, 'items'> & { eTag: string } {
    const { items: _inMemory, ...about } = this.stored;
    return { ...about, eTag: `"${about.id},${about.revision}"` };
  }

  get id(): string {
    return this.stored.id;
  }

  columns(): readonly ListColumn[] {
    return this.stored.columns;
  }

  /** A column by id or name; throws itemNotFound. */
  column(idOrName: string): ListColumn {
    const found = this.stored.columns.find(({ id, name }) => id === idOrName || name === idOrName);
    if (!found) throw new ListError('itemNotFound', 'The list has no such column.');
    return found;
  }

  /** Adds a column from a request's definition. */
  async addColumn(definition: unknown): Promise<ListColumn> {
    const column = newColumn(definition);
    await this.setColumns([...this.stored.columns, column]);
    return column;
  }

  /** Changes a column's settings; enforcing unique values is refused while there are duplicates. */
  async changeColumn(idOrName: string, change: unknown): Promise<ListColumn> {
    const before = this.column(idOrName);
    const after = changedColumn(before, change);
    if (after.enforceUniqueValues && !before.enforceUniqueValues) this.requireUnique(after);
    await this.setColumns(this.stored.columns.map((one) => (one.id === before.id ? after : one)));
    return after;
  }

  /** Removes a column with everything in it. */
  async removeColumn(idOrName: string): Promise<void> {
    const column = this.column(idOrName);
    if (column.isSystem || column.name === 'Title') {
      throw new ListError('invalidRequest', `The column ${column.name} cannot be deleted.`);
    }
    for (const item of this.byId.values()) for (const { fields } of item.versions) delete fields[column.name];
    await this.setColumns(this.stored.columns.filter((one) => one !== column));
  }

  /** Changes what the list is called. */
  async rename(change: { displayName?: string; description?: string }): Promise<void> {
    Object.assign(this.stored, change);
    await this.settle();
  }

  /** The items that are there, by id. */
  items(): ListItem[] {
    return [...this.byId.values()].filter(({ deletedAt }) => deletedAt === undefined);
  }

  /** An item by its number; throws itemNotFound. */
  item(id: number | string): ListItem {
    const found = /^\d{1,9}$/.test(String(id)) ? this.byId.get(Number(id)) : undefined;
    if (!found || found.deletedAt !== undefined)
      throw new ListError('itemNotFound', 'The list has no such item.');
    return found;
  }

  /** The items as they were at an earlier time, as far as their versions are kept. */
  itemsAt(at: Date): ListItem[] {
    const time = at.toISOString();
    return [...this.byId.values()].flatMap((item) => {
      const isThere = item.createdAt <= time && (item.deletedAt === undefined || item.deletedAt > time);
      const from = item.versions.findIndex((version) => version.at <= time);
      return isThere ? [{ ...item, versions: item.versions.slice(from < 0 ? -1 : from) }] : [];
    });
  }

  /** Adds an item. */
  async add(written: unknown, by: Editor, options: WriteOptions = {}): Promise<ListItem> {
    const fields = fieldsAfter({}, this.read(written));
    this.refuseDuplicates(fields, null);
    const at = this.site.now().toISOString();
    const item: ListItem = {
      id: this.stored.nextId,
      guid: randomUUID(),
      createdAt: at,
      createdBy: by,
      versions: [{ number: 1, fields, at, by }],
      seq: this.stored.seq + 1,
    };
    return await this.keep(item, options);
  }

  /** Writes cells of an item; every write makes a version, even one that changes nothing. */
  async change(
    id: number | string,
    written: unknown,
    by: Editor,
    options: WriteOptions = {},
  ): Promise<ListItem> {
    const item = this.matched(id, options);
    const fields = fieldsAfter(currentOf(item).fields, this.read(written));
    this.refuseDuplicates(fields, item.id);
    return await this.keep(this.next(item, fields, by), options);
  }

  /** Deletes an item; its number is never given again. */
  async remove(id: number | string, options: WriteOptions = {}): Promise<void> {
    const item = this.matched(id, options);
    const deletedAt = this.site.now().toISOString();
    await this.keep({ ...item, seq: this.stored.seq + 1, deletedAt }, options);
  }

  /** A version by its name, e.g. `2.0`; throws itemNotFound. */
  version(id: number | string, name: string): ItemVersion {
    const found = this.item(id).versions.find(({ number }) => `${number}.0` === name);
    if (!found) throw new ListError('itemNotFound', 'The item has no such version.');
    return found;
  }

  /** Makes an earlier version the newest one. */
  async restore(
    id: number | string,
    name: string,
    by: Editor,
    options: WriteOptions = {},
  ): Promise<ListItem> {
    const { fields } = this.version(id, name);
    const item = this.item(id);
    this.refuseDuplicates(fields, item.id);
    return await this.keep(this.next(item, { ...fields }, by), options);
  }

  /** Items that changed after a count of changes, in the order of their last change; deleted ones among them. */
  changedAfter(seq: number): ListItem[] {
    return [...this.byId.values()].filter((item) => item.seq > seq).sort((a, b) => a.seq - b.seq);
  }

  /** The item whether it is deleted or not. */
  trace(id: number): ListItem | undefined {
    return this.byId.get(id);
  }

  /** Makes every delta token given so far worthless. */
  async expireTokens(): Promise<void> {
    this.stored.epoch = randomUUID();
    await this.file.replace();
  }

  /** Writes the whole list; for its beginning. */
  save(): Promise<void> {
    return this.file.replace();
  }

  /** Takes the list off the disk. */
  erase(): Promise<void> {
    return this.file.remove();
  }

  /** Waits until everything is on disk. */
  settled(): Promise<void> {
    return this.file.settled();
  }

  private read(written: unknown): WrittenFields {
    return readFields(this.stored.columns, written, (lookupId) => this.site.isPerson(lookupId));
  }

  private matched(id: number | string, { ifMatch }: WriteOptions): ListItem {
    const item = this.item(id);
    if (ifMatch === undefined || ifMatch === '*' || ifMatch.replace(/^W\//, '') === eTagOf(item)) return item;
    const message = 'The resource has changed since the caller last read it; usually an eTag mismatch.';
    throw new ListError('eTagMismatch', message);
  }

  private next(item: ListItem, fields: Fields, by: Editor): ListItem {
    const version = { number: currentOf(item).number + 1, fields, at: this.site.now().toISOString(), by };
    return {
      ...item,
      seq: this.stored.seq + 1,
      versions: [version, ...item.versions].slice(0, versionLimit),
    };
  }

  private async keep(item: ListItem, { keep = true }: WriteOptions): Promise<ListItem> {
    if (!keep) return item;
    this.stored.seq = item.seq;
    this.stored.nextId = Math.max(this.stored.nextId, item.id + 1);
    this.byId.set(item.id, item);
    await this.file.append(item);
    this.site.changed(this);
    return item;
  }

  private replay(entry: JournalEntry): void {
    const [newest] = entry.versions;
    const older = (this.byId.get(entry.id)?.versions ?? []).filter(({ number }) => number !== newest?.number);
    const versions = [...entry.versions, ...older].slice(0, versionLimit);
    this.byId.set(entry.id, { ...entry, versions });
    this.stored.seq = entry.seq;
    this.stored.nextId = Math.max(this.stored.nextId, entry.id + 1);
  }

  private refuseDuplicates(fields: Fields, except: number | null): void {
    for (const { name, enforceUniqueValues } of this.stored.columns) {
      const value = fields[name];
      if (!enforceUniqueValues || value === undefined) continue;
      const wanted = folded(value);
      const isTaken = this.items().some((item) => {
        const other = currentOf(item).fields[name];
        return item.id !== except && other !== undefined && folded(other) === wanted;
      });
      if (!isTaken) continue;
      throw new ListError(
        'invalidRequest',
        'One or more fields with unique constraints already has the provided value.',
      );
    }
  }

  private requireUnique({ name }: ListColumn): void {
    const values = this.items().flatMap((item) => currentOf(item).fields[name] ?? []);
    if (new Set(values.map(folded)).size === values.length) return;
    throw new ListError(
      'invalidRequest',
      `The column ${name} holds duplicate values, so it cannot be unique.`,
    );
  }

  private async setColumns(columns: ListColumn[]): Promise<void> {
    checkTogether(columns);
    this.stored.columns = columns;
    await this.settle();
  }

  private async settle(): Promise<void> {
    this.stored.revision += 1;
    this.stored.modifiedAt = this.site.now().toISOString();
    await this.file.replace();
    this.site.changed(this);
  }
}
