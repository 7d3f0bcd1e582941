/** The live file behind a workbook: notices outside saves, keeps operations in one queue, writes edits over the newest content. */
import { createHash } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Book } from './book';
import { type Cut, DiskFile, type DiskPauses, type Replaced, sameStamp, type Stamp } from './disk-file';
import { LateLooks } from './late-looks';
import { type Loaded, nothing, type WorkbookState } from './loaded';
import { WorkbookError } from './workbook-error';

export { type WorkbookState } from './loaded';

/** Tells a listener what happened to the file. */
export interface WorkbookChange {
  by: 'box' | 'outside';
  state: WorkbookState;
}

/** Everything a live file needs to know. */
export interface LiveFileSettings {
  path: string;
  /** Wall-clock time as the UTC fields of a date. */
  wallClock: () => Date;
  pollMs: number;
  lateLookMs: number;
  pauses?: DiskPauses;
}

/** How often an edit starts again because other programs keep saving. */
const mostTries = 12;
/** How often an edit looks at a file that is still being written before it gives up on it. */
const mostLooks = 40;

/** A workbook file kept in step with the disk. */
export class LiveFile {
  readonly #disk: DiskFile;
  readonly #listeners = new Set<(change: WorkbookChange) => void>();
  readonly #late: LateLooks;
  #loaded: Loaded = nothing;
  #seen: Stamp | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #watcher: FSWatcher | null = null;
  #looking = false;
  #calculated = '';

  constructor(readonly settings: LiveFileSettings) {
    this.#disk = new DiskFile(settings.path, settings.pauses);
    this.#late = new LateLooks(settings.lateLookMs, (bytes) => this.#adoptLate(bytes));
  }

  async start(): Promise<void> {
    await this.#disk.recover();
    this.#load(await this.#disk.read());
    this.#timer = setInterval(() => this.#lookSoon(), this.settings.pollMs);
    this.#timer.unref();
    this.#watch();
  }

  #watch(): void {
    try {
      this.#watcher = watch(dirname(this.settings.path), { persistent: false }, () => this.#lookSoon());
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      // Watching is only a hint that saves half a second; the regular look finds every change.
      this.#watcher = null;
    }
  }

  get state(): WorkbookState {
    return this.#loaded.state;
  }

  /** Digest of the content last seen, its size and its time. */
  get content(): { digest: string; size: number; modifiedAt: Date } {
    const { digest, stamp } = this.#loaded;
    const modified = stamp ? Number(stamp.mtimeNs / 1_000_000n) : 0;
    return { digest, size: Number(stamp?.size ?? 0), modifiedAt: new Date(modified) };
  }

  /** The workbook for reading; throws when there is none. */
  book(): Book {
    const { book, state } = this.#loaded;
    if (!book && state === 'missing')
      throw new WorkbookError('itemNotFound', 'The workbook file does not exist.');
    if (!book) {
      throw new WorkbookError('unsupportedWorkbook', 'The file is no workbook; put a good one in its place.');
    }
    // A new day changes what TODAY() answers.
    if (this.#calculated !== this.#today()) this.#calculate(book);
    return book;
  }

  #today(): string {
    return this.settings.wallClock().toISOString().slice(0, 10);
  }

  #calculate(book: Book): void {
    book.recalculate();
    this.#calculated = this.#today();
  }

  onChange(listener: (change: WorkbookChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(by: WorkbookChange['by']): void {
    for (const listener of this.#listeners) listener({ by, state: this.#loaded.state });
  }

  /** Runs work after all work before it. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    // The queue goes on whatever becomes of one piece of work; its caller hears of the failure.
    this.#queue = result.catch(() => undefined);
    return result;
  }

  bytes(): Promise<Uint8Array> {
    return this.#inTurn(async () => {
      const cut = await this.#disk.read();
      if (!cut) throw new WorkbookError('itemNotFound', 'The workbook file does not exist.');
      return cut.bytes;
    });
  }

  #read(bytes: Uint8Array): Book | null {
    try {
      const book = Book.read(bytes, this.settings.wallClock);
      this.#calculate(book);
      return book;
    } catch {
      // Whatever is wrong with the bytes, the state says so and the bytes stay as they are.
      return null;
    }
  }

  /** Takes over what is on disk; answers whether content or state changed. */
  #load(cut: Cut | null): boolean {
    const before = this.#loaded;
    const digest = cut ? createHash('sha256').update(cut.bytes).digest('hex') : '';
    if (!cut) this.#loaded = nothing;
    else {
      const book = this.#read(cut.bytes);
      this.#loaded = {
        state: book ? 'ready' : 'unreadable',
        stamp: cut.stamp,
        bytes: cut.bytes,
        digest,
        book,
      };
    }
    this.#seen = this.#loaded.stamp;
    return before.digest !== digest || before.state !== this.#loaded.state;
  }

  #loadOutside(cut: Cut | null): void {
    if (this.#load(cut)) this.#tell('outside');
  }

  #lookSoon(): void {
    if (this.#looking) return;
    this.#looking = true;
    const done = (): void => {
      this.#looking = false;
    };
    // A look that fails (a folder gone, a disk error) is repeated by the next tick.
    this.#inTurn(() => this.#look()).then(done, done);
  }

  /** Takes over an outside save once it has stood unchanged for two looks. */
  async #look(): Promise<void> {
    const stamp = await this.#disk.stamp();
    if (sameStamp(stamp, this.#loaded.stamp)) {
      this.#seen = stamp;
      return;
    }
    if (sameStamp(stamp, this.#seen)) this.#loadOutside(await this.#disk.read());
    else this.#seen = stamp;
  }

  /** Makes sure the newest content is loaded; waits for a file that is still being written. */
  async #refresh(): Promise<void> {
    let last: Stamp | null | undefined;
    for (let looks = 1; ; looks++) {
      const stamp = await this.#disk.stamp();
      if (sameStamp(stamp, this.#loaded.stamp)) return;
      const cut = await this.#disk.read();
      const readable = cut !== null && this.#read(cut.bytes) !== null;
      const still = last !== undefined && sameStamp(last, stamp);
      if (readable || still || looks === mostLooks) return this.#loadOutside(cut);
      last = stamp;
      await new Promise((resolve) => setTimeout(resolve, Math.min(250, this.settings.pollMs)));
    }
  }

  /** Throws away what an unfinished edit left in memory. */
  #undo(): void {
    const { bytes, stamp } = this.#loaded;
    if (stamp) this.#load({ bytes, stamp });
  }

  #committed(bytes: Uint8Array, book: Book | null, replaced: Replaced): void {
    const digest = createHash('sha256').update(bytes).digest('hex');
    const state = book ? 'ready' : 'unreadable';
    this.#loaded = { state, stamp: replaced.stamp, bytes, digest, book };
    this.#seen = replaced.stamp;
    if (replaced.old) this.#late.add(replaced.old);
  }

  /** Edits the newest content and writes it; `change` runs again when another program saved meanwhile. Its answer is read after recalculation. */
  edit<T>(change: (book: Book) => () => T): Promise<T> {
    return this.#inTurn(async () => {
      for (let tries = 0; tries < mostTries; tries++) {
        await this.#refresh();
        const book = this.book();
        const { stamp } = this.#loaded;
        const done = await this.#attempt(book, stamp, change);
        if (done) {
          this.#tell('box');
          return done.answer;
        }
      }
      throw new WorkbookError('locked', 'Other programs keep saving the workbook; try again.');
    });
  }

  async #attempt<T>(
    book: Book,
    stamp: Stamp | null,
    change: (book: Book) => () => T,
  ): Promise<{ answer: T } | null> {
    let kept = false;
    try {
      const show = change(book);
      this.#calculate(book);
      const answer = show();
      const bytes = book.bytes();
      const replaced = await this.#disk.replace(bytes, stamp);
      if (!replaced) return null;
      this.#committed(bytes, book, replaced);
      kept = true;
      return { answer };
    } finally {
      if (!kept) this.#undo();
    }
  }

  /** Replaces the whole file; `check` may refuse after looking at the newest content. */
  /** Deletes the file; one that comes later under the name is taken up again. */
  remove(): Promise<void> {
    return this.#inTurn(async () => {
      await rm(this.settings.path, { force: true });
      if (this.#load(null)) this.#tell('box');
    });
  }

  put(bytes: Uint8Array, check: () => void): Promise<void> {
    return this.#inTurn(async () => {
      for (let tries = 0; tries < mostTries; tries++) {
        await this.#refresh();
        check();
        const replaced = await this.#disk.replace(bytes, this.#loaded.stamp);
        if (!replaced) continue;
        this.#committed(bytes, this.#read(bytes), replaced);
        return this.#tell('box');
      }
      throw new WorkbookError('locked', 'Other programs keep saving the workbook; try again.');
    });
  }

  /** A program was still writing to the content we had replaced: its save counts as the newer one. */
  #adoptLate(bytes: Uint8Array): Promise<void> {
    return this.#inTurn(async () => {
      for (let tries = 0; tries < mostTries; tries++) {
        const stamp = await this.#disk.stamp();
        const replaced = await this.#disk.replace(bytes, stamp);
        if (!replaced) continue;
        this.#committed(bytes, this.#read(bytes), replaced);
        return this.#tell('outside');
      }
    });
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#watcher?.close();
    await this.#late.close();
    await this.#queue;
    await this.#late.close();
    this.#listeners.clear();
  }
}
