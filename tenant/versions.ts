/** The last contents of the workbook file, kept in the home folder as SharePoint keeps versions. */
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LiveWorkbook } from './workbook/live-workbook';

const limit = 20;
const pauseMs = 1_000;

/** One kept content; the id counts up from `1.0`. */
export interface FileVersion {
  id: string;
  modifiedAt: Date;
  size: number;
}

/** Keeps a copy after each change; a burst of small writes within a second makes one version. */
export class Versions {
  private timer: NodeJS.Timeout | undefined;
  private queue: Promise<void> = Promise.resolve();
  private last: Buffer | undefined;
  private readonly unwatch: () => void;

  private constructor(
    private readonly folder: string,
    private readonly workbook: LiveWorkbook,
    private kept: FileVersion[],
  ) {
    this.unwatch = workbook.onChange(() => {
      this.timer ??= setTimeout(() => void this.keepNow().catch(reportLoss), pauseMs).unref();
    });
  }

  /** Opens the folder of kept versions and takes the present content in. */
  static async open(folder: string, workbook: LiveWorkbook): Promise<Versions> {
    await mkdir(folder, { recursive: true });
    const numbers = (await readdir(folder))
      .map((name) => /^(\d+)\.xlsx$/.exec(name)?.[1])
      .filter((number) => number !== undefined)
      .map(Number);
    const kept = await Promise.all(
      numbers
        .sort((a, b) => b - a)
        .map(async (number) => {
          const { mtime, size } = await stat(join(folder, `${number}.xlsx`));
          return { id: `${number}.0`, modifiedAt: mtime, size };
        }),
    );
    const versions = new Versions(folder, workbook, kept);
    versions.last = kept[0] && (await readFile(versions.pathOf(kept[0].id)));
    await versions.keepNow();
    return versions;
  }

  /** Newest first; the first is the present content. */
  list(): readonly FileVersion[] {
    return this.kept;
  }

  /** The bytes of a version, or undefined when it is not kept (any more). */
  async bytes(id: string): Promise<Uint8Array | undefined> {
    return this.kept.some((version) => version.id === id) ? await readFile(this.pathOf(id)) : undefined;
  }

  /** Takes the present content in at once, unless it is the newest already or there is none. */
  keepNow(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const done = this.queue.then(() => this.keep());
    // The next copy does not depend on this one; the caller of this one learns of its failure.
    this.queue = done.catch(() => undefined);
    return done;
  }

  /** Ends watching and takes the last content in. */
  async close(): Promise<void> {
    this.unwatch();
    await this.keepNow();
  }

  private async keep(): Promise<void> {
    if (this.workbook.state() === 'missing') return;
    const content = Buffer.from(await this.workbook.bytes());
    if (this.last?.equals(content)) return;
    const number = Number.parseInt(this.kept[0]?.id ?? '0', 10) + 1;
    const id = `${number}.0`;
    await writeFile(`${this.pathOf(id)}.tmp`, content, { mode: 0o600 });
    await rename(`${this.pathOf(id)}.tmp`, this.pathOf(id));
    this.last = content;
    this.kept.unshift({ id, modifiedAt: new Date(), size: content.length });
    for (const old of this.kept.splice(limit)) await rm(this.pathOf(old.id), { force: true });
  }

  private pathOf(id: string): string {
    return join(this.folder, `${Number.parseInt(id, 10)}.xlsx`);
  }
}

/** A version that could not be kept costs the history one entry, not the register: the box says so and goes on. */
function reportLoss(error: unknown): void {
  process.emitWarning(`A version of the workbook could not be kept: ${String(error)}`);
}
