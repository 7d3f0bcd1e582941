/** Whether the register may be left unread for a while because Graph would ring; and whether Graph can still be believed. */
import { doubtSubscriptions, hearing, type Hearing } from '../../state/change-subscriptions';
import { openIntents } from '../../state/intents';
import { type State } from '../../state/state';
import { isWaiting } from '../read-register';

export interface BellParts {
  state: State;
  /** What must ring for the register to be left unread. */
  resources: () => Promise<readonly string[]>;
  /** Longest time between two looks while the bell is sound: it may break without a sound. */
  sweepMs: number;
  /** Has the subscriptions made anew. */
  renew: () => Promise<unknown>;
  /** How late a notice may come; five minutes unless given (Graph's own limit for files and lists). */
  latestMs?: number;
  /** How long after a change a file may still be read as it was before; one minute unless given. */
  staleMs?: number;
}

/** What a look at the register brought. */
export interface Found {
  /** When it began, as told by `now`. */
  at: Date;
  /** Its content was another one than at the look before. */
  changed: boolean;
  /** Something was written into it by us during or after the look. */
  wrote: boolean;
}

export interface Bell {
  /** Real time of the database. */
  now(): Promise<Date>;
  /** True when nobody rang, the bell is sound, the last look is fresh, and nothing is on its way or half done. */
  isQuiet(): Promise<boolean>;
  /** A look has ended well. */
  looked(found: Found): Promise<void>;
}

export function createBell(parts: BellParts): Bell {
  return new NoticeBell(parts, parts.latestMs ?? 300_000, parts.staleMs ?? 60_000);
}

/** A change nobody rang for yet: it happened between the two instants. */
interface Unheard {
  after: Date;
  foundAt: Date;
}

class NoticeBell implements Bell {
  private last: Date | null = null;
  private wroteAt: Date | null = null;
  private unheard: Unheard | null = null;

  constructor(
    private readonly parts: BellParts,
    private readonly latestMs: number,
    private readonly staleMs: number,
  ) {}

  async now(): Promise<Date> {
    return (await this.hear()).at;
  }

  async isQuiet(): Promise<boolean> {
    const { state, sweepMs } = this.parts;
    const { last } = this;
    if (last === null || this.unheard !== null) return false;
    const heard = await this.hear();
    if (heard.at.getTime() - last.getTime() >= sweepMs || !(await this.isSound(heard))) return false;
    // A look soon after the ring may have been shown the file as it was before.
    if (heard.heardAt !== null && last.getTime() < heard.heardAt.getTime() + this.staleMs) return false;
    return !(await isWaiting(state)) && (await openIntents(state.db, state)).length === 0;
  }

  async looked({ at, changed, wrote }: Found): Promise<void> {
    const after = this.last;
    this.last = at;
    if (wrote) this.wroteAt = at;
    if (!changed && this.unheard === null) return;
    const heard = await this.hear();
    // Only what a sound bell should have rung for counts, and not what may be our own writing: whether that rings is not promised.
    const counts = changed && after !== null && !this.isOurs(at) && (await this.wasSound(heard, after));
    if (counts && this.unheard === null) this.unheard = { after, foundAt: at };
    await this.judge(heard);
  }

  private async judge({ heardAt, at }: Hearing): Promise<void> {
    const { unheard } = this;
    if (unheard === null) return;
    if (heardAt !== null && heardAt > unheard.after) {
      this.unheard = null;
      return;
    }
    if (at.getTime() - unheard.foundAt.getTime() < this.latestMs) return;
    this.unheard = null;
    const { state, renew } = this.parts;
    state.log.warn('notice-lost');
    await doubtSubscriptions(state.db, state, null);
    await renew();
  }

  private isOurs(at: Date): boolean {
    return this.wroteAt !== null && at.getTime() - this.wroteAt.getTime() < this.latestMs;
  }

  private async isSound({ live }: Hearing): Promise<boolean> {
    const wanted = await this.parts.resources();
    return wanted.length > 0 && wanted.every((resource) => live.includes(resource));
  }

  private async wasSound(heard: Hearing, then: Date): Promise<boolean> {
    return heard.since !== null && heard.since < then && (await this.isSound(heard));
  }

  private hear(): Promise<Hearing> {
    return hearing(this.parts.state.db, this.parts.state);
  }
}
