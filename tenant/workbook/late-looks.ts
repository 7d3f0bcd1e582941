/** Looks once more at replaced file contents, for a program that was still writing to one while we put ours in its place. */
import { type FileHandle } from 'node:fs/promises';
import { handleStamp, readCut, type Replaced, sameStamp, type Stamp } from './disk-file';

type Old = NonNullable<Replaced['old']>;

/** Contents waiting for their late look. */
export class LateLooks {
  readonly #waiting = new Map<NodeJS.Timeout, { old: Old; look: Promise<void> | null }>();

  constructor(
    /** Milliseconds before the look, and between looks at a content that still changes. */
    readonly delayMs: number,
    readonly adopt: (bytes: Uint8Array) => Promise<void>,
  ) {}

  /** Keeps a replaced content open until its look. */
  add(old: Old): void {
    const timer = setTimeout(() => {
      const entry = this.#waiting.get(timer);
      if (entry) entry.look = this.#look(timer, old);
    }, this.delayMs);
    timer.unref();
    this.#waiting.set(timer, { old, look: null });
  }

  async #look(timer: NodeJS.Timeout, { handle, stamp }: Old): Promise<void> {
    try {
      const bytes = await settledChange(handle, stamp, this.delayMs / 4);
      if (bytes) await this.adopt(bytes);
    } catch {
      // The look is a courtesy to a writer whose file is already gone from the folder; the present file is whole.
    } finally {
      this.#waiting.delete(timer);
      await handle.close();
    }
  }

  /** Looks at once at everything that waits. */
  async close(): Promise<void> {
    for (const [timer, entry] of this.#waiting) {
      clearTimeout(timer);
      await (entry.look ?? this.#look(timer, entry.old));
    }
  }
}

/** The content once it has changed and stands still; null when it never changed. */
async function settledChange(handle: FileHandle, first: Stamp, pauseMs: number): Promise<Uint8Array | null> {
  if (sameStamp(first, await handleStamp(handle))) return null;
  for (;;) {
    const before = await handleStamp(handle);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (sameStamp(before, await handleStamp(handle))) return (await readCut(handle)).bytes;
  }
}
