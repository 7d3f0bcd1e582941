/** A list on disk: one JSON document, and beside it a journal of the item changes since it was written. */
import { appendFile, readFile, rm } from 'node:fs/promises';
import { readJsonFile, writeJsonFile } from '../json-file';
import { type ListItem, type StoredList } from './views';

/** A changed item as the journal tells it; only its newest version is told, older ones are known. */
export type JournalEntry = Pick<
  ListItem,
  'id' | 'guid' | 'createdAt' | 'createdBy' | 'seq' | 'deletedAt' | 'versions'
>;

const journalLimit = 2_000;

/** Writes in order; a change is on its way to disk when its promise resolves, and survives the end of the process. */
export class ListFile {
  private lines: string[] = [];
  private written = 0;
  private queue: Promise<void> = Promise.resolve();
  private queued: Promise<void> | undefined;

  constructor(
    private readonly path: string,
    private readonly whole: () => StoredList,
  ) {}

  /** The document and the changes after it; undefined when there is none. A last line cut short is no change. */
  static async read(
    path: string,
  ): Promise<{ list: StoredList; entries: JournalEntry[]; hasJournal: boolean } | undefined> {
    const list = (await readJsonFile(path)) as StoredList | undefined;
    if (!list) return undefined;
    const text = await readFile(`${path}l`, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const entries = text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as JournalEntry);
    // A change that the document holds already was journalled before the document was written.
    return { list, entries: entries.filter(({ seq }) => seq > list.seq), hasJournal: text !== '' };
  }

  /** Adds a changed item to the journal; now and then the whole document is written instead. */
  append(item: ListItem): Promise<void> {
    this.written += 1;
    if (this.written > journalLimit) return this.replace();
    this.lines.push(`${JSON.stringify({ ...item, versions: item.versions.slice(0, 1) })}\n`);
    return this.flush();
  }

  /** Writes the whole document and empties the journal. */
  replace(): Promise<void> {
    this.written = 0;
    return this.then(async () => {
      this.lines = [];
      await writeJsonFile(this.path, this.whole());
      await rm(`${this.path}l`, { force: true });
    });
  }

  /** Takes the list off the disk. */
  remove(): Promise<void> {
    return this.then(async () => {
      await rm(`${this.path}l`, { force: true });
      await rm(this.path, { force: true });
    });
  }

  /** Waits for everything asked so far. */
  settled(): Promise<void> {
    return this.queue;
  }

  /** Changes made in one go reach the journal in one write. */
  private flush(): Promise<void> {
    this.queued ??= this.then(async () => {
      this.queued = undefined;
      const text = this.lines.splice(0).join('');
      if (text !== '') await appendFile(`${this.path}l`, text, { mode: 0o600 });
    });
    return this.queued;
  }

  private then(work: () => Promise<void>): Promise<void> {
    const done = this.queue.then(work);
    // The next write does not depend on this one; the caller of this one learns of its failure.
    this.queue = done.catch(() => undefined);
    return done;
  }
}
