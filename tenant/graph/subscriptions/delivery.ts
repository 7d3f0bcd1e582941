/** Takes notices to their subscribers: tries again for a while, and plays the faults that are planned for notices. */
import { type Faults } from '../../faults';

/** How notices are sent; for tests all of it can be shortened. */
export interface NoticeTimes {
  /** Changes within this time after the first make one notice. */
  debounceMs: number;
  /** Pauses before the next attempt when a subscriber does not take a notice; after the last it is given up. */
  pausesMs: number[];
  /** How long a subscriber may take to answer. */
  answerMs: number;
}

/** As Graph does it, but giving up after minutes instead of hours. */
export const usualTimes: NoticeTimes = {
  debounceMs: 300,
  pausesMs: [1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000],
  answerMs: 10_000,
};

/** One notice on its way. */
interface Letter {
  url: string;
  notice: object;
}

/** Whether the subscriber took the notice; any 2xx answer in time counts. */
async function isTaken({ url, notice }: Letter, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ value: [notice] }),
      redirect: 'error',
      signal,
    });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    // Nobody there, too slow, or a broken connection: all the same to the sender, who tries again.
    return false;
  }
}

/** Notices are sent one by one and independently of each other; their order is not promised. */
export class Delivery {
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly running = new Set<Promise<void>>();
  private held: Letter[] = [];
  private readonly closing = new AbortController();

  constructor(
    private readonly faults: Faults,
    private readonly times: NoticeTimes,
  ) {}

  /** Sends a notice, unless a fault has other plans for it. */
  send(url: string, notice: object): void {
    const letter = { url, notice };
    const fault = this.faults.takeNotice();
    if (fault?.notices === 'lost') return;
    if (fault?.notices === 'late') return this.after(fault.lateMs, () => this.attempt(letter, 0));
    if (fault?.notices === 'reordered') return void this.held.push(letter);
    this.attempt(letter, 0);
    if (fault?.notices === 'twice') this.attempt(letter, 0);
    // What was held back follows the notice it should have come before.
    for (const late of this.held.splice(0)) this.after(this.times.debounceMs, () => this.attempt(late, 0));
  }

  /** Ends all attempts. */
  async close(): Promise<void> {
    this.closing.abort();
    for (const timer of this.timers) clearTimeout(timer);
    await Promise.all(this.running);
  }

  private attempt(letter: Letter, failures: number): void {
    const inTime = AbortSignal.any([this.closing.signal, AbortSignal.timeout(this.times.answerMs)]);
    const done = isTaken(letter, inTime).then((taken) => {
      const pause = this.times.pausesMs[failures];
      if (!taken && pause !== undefined) this.after(pause, () => this.attempt(letter, failures + 1));
    });
    this.running.add(done);
    void done.then(() => this.running.delete(done));
  }

  private after(ms: number, act: () => void): void {
    if (this.closing.signal.aborted) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      act();
    }, ms).unref();
    this.timers.add(timer);
  }
}
