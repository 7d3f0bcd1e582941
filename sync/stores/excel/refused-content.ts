/** A file that is no register is work each time it is read: the same content is looked at ever more seldom. */
import { performance } from 'node:perf_hooks';
import { type CutError } from './cut-error';

/** The first waits are short: the file may have come broken, or its tag may be that of the good content before or after it. */
const firstMs = 2_000;
const mostMs = 10 * 60_000;

interface Refused {
  tag: string;
  code: CutError['code'];
  waitMs: number;
  /** When the same content is looked at again. */
  untilMs: number;
}

/** The content that was last refused as a whole, by its tag. `nowMs` counts up, as performance.now() does. */
export class RefusedContent {
  private last: Refused | null = null;

  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /** Why this content is not looked at yet; null: it is. */
  stillOf(tag: string): CutError['code'] | null {
    return this.last?.tag === tag && this.nowMs() < this.last.untilMs ? this.last.code : null;
  }

  /** Refused, once more or anew. Content without a tag is looked at each time. */
  note(tag: string, code: CutError['code']): void {
    if (tag === '') return this.clear();
    const waitMs = this.last?.tag === tag ? Math.min(this.last.waitMs * 2, mostMs) : firstMs;
    this.last = { tag, code, waitMs, untilMs: this.nowMs() + waitMs };
  }

  /** A content was read. */
  clear(): void {
    this.last = null;
  }
}
