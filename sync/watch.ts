/** When a pass runs: on a schedule, soon after a commit, and when the sheet is expected to show something. One pass at a time. */
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { type Cut } from '../register/store';
import { errorCode } from '../state/errors';
import { releaseLease, renewLease, takeLease, type Lease } from '../state/lease';
import { type Bell } from './notices/bell';
import { compactRegister } from './compact-register';
import { readRegister, type ReadingParts, type ReadResult } from './read-register';
import { Mender, type Repair } from './mend-register';
import { leaseTtlMs } from './request-time';
import { sendAll } from './send-records';
import { hasTime, type SendingParts, type SendResult, type Tenure } from './send-register';

export interface WatchParts extends ReadingParts, SendingParts {
  /** Longest time between two looks at the register, unless a bell rings for it. */
  pollMs: number;
  /** Tells when the register has changed, so that it need not be asked; null or absent: the clock alone. */
  bell?: Bell | null;
}

export interface Watch {
  /** Something was committed: look soon. */
  nudge(): void;
  /** Runs one pass now and answers when it is over; for scripts and tests. */
  pass(): Promise<void>;
  /** What the last pass met, for readiness: null when it went well. */
  trouble(): string | null;
  stop(): Promise<void>;
}

/** A confirmed write is read back this soon. */
const confirmAfterMs = 2_000;
/** Timers take no longer ones; whoever waits a day looks once and waits again. */
const longestWaitMs = 86_400_000;

/** Starts watching. Any number of processes may: the lease lets one of them work. */
export function startWatch(parts: WatchParts): Watch {
  const watch = new Watcher(parts);
  watch.start();
  return watch;
}

type Concluded = Exclude<ReadResult, { kind: 'unavailable' }>;

/** Nothing was found and nothing waits to be sent or read back. */
function isQuiet(result: Concluded, sent: SendResult): boolean {
  const found = result.kind === 'read' ? result.findings + result.repairs.length : 0;
  return found === 0 && sent.waitMs === null && sent.retryAfterMs === null && sent.trouble === null;
}

class Watcher implements Watch {
  private tenure: Tenure | null = null;
  private cut: Cut | null = null;
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;
  private again = false;
  /** Somebody wants a look, whether or not the bell is quiet. */
  private isAsked = true;
  private stopped = false;
  private notBefore = 0;
  private problem: string | null = 'not-read-yet';
  private compactedTag: string | null = null;
  private readonly mender: Mender;
  private readonly holder = randomUUID();

  constructor(private readonly parts: WatchParts) {
    this.mender = new Mender(parts);
  }

  start(): void {
    this.plan(0);
  }

  nudge(): void {
    this.isAsked = true;
    if (this.running) this.again = true;
    else this.plan(0);
  }

  trouble(): string | null {
    return this.problem;
  }

  async pass(): Promise<void> {
    while (this.running) await this.running;
    this.notBefore = 0;
    this.isAsked = true;
    await this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    if (this.running) await this.running;
    if (this.tenure) await this.release(this.tenure.lease);
  }

  private async release(lease: Lease): Promise<void> {
    try {
      await releaseLease(this.parts.state.db, lease);
    } catch (error) {
      // The lease runs out by itself; what stops next must still be stopped.
      this.parts.state.log.warn('lease-not-released', { code: errorCode(error) });
    }
  }

  private plan(afterMs: number): void {
    if (this.stopped) return;
    if (this.timer) clearTimeout(this.timer);
    const wait = Math.min(Math.max(afterMs, this.notBefore - performance.now(), 0), longestWaitMs);
    this.timer = setTimeout(() => void this.run(), wait);
  }

  private run(): Promise<void> {
    this.running ??= this.work().then((next) => {
      this.running = null;
      this.plan(this.again ? 0 : next);
      this.again = false;
    });
    return this.running;
  }

  /** The register has asked to be left alone for so long. */
  private wait(retryAfterMs: number | null): void {
    if (retryAfterMs !== null) this.notBefore = Math.max(this.notBefore, performance.now() + retryAfterMs);
  }

  /** Milliseconds until the next pass. */
  private async work(): Promise<number> {
    try {
      if (!(await this.hold()) || (await this.mayRest())) return this.parts.pollMs;
      return await this.onePass();
    } catch (error) {
      // Whatever it was, nothing was half committed; the next pass begins from what is stored.
      this.problem = errorCode(error);
      this.parts.state.log.error('register-pass-failed', { code: errorCode(error) });
      return Math.min(this.parts.pollMs, 10_000);
    }
  }

  /** Takes or prolongs the lease; false when another process has it. */
  private async hold(): Promise<boolean> {
    const { state } = this.parts;
    const began = performance.now();
    const request = {
      organisationId: state.organisationId,
      name: 'register',
      holder: this.holder,
      ttlMs: leaseTtlMs,
    };
    const lease: Lease | null =
      (this.tenure && (await renewLease(state.db, this.tenure.lease))) ??
      (await takeLease(state.db, request));
    // Counted from before the question was asked: this process never believes longer than the database does.
    this.tenure = lease ? { lease, untilMs: began + leaseTtlMs } : null;
    if (!lease) this.problem = null;
    return lease !== null;
  }

  /** Nothing was asked for, nothing is under way, and the register would have rung: the lease is kept and nothing more. */
  private async mayRest(): Promise<boolean> {
    const isWell = this.problem === null && this.cut !== null;
    return !this.isAsked && isWell && ((await this.parts.bell?.isQuiet()) ?? false);
  }

  /** Read, send, mend; milliseconds until the next pass. */
  private async onePass(): Promise<number> {
    const { state, pollMs, bell } = this.parts;
    this.isAsked = false;
    const [at, before] = [await bell?.now(), this.cut];
    const { result, cut } = await readRegister(this.parts, this.cut);
    this.cut = cut;
    if (result.kind === 'unavailable') {
      this.problem = result.code;
      state.log.warn('register-unavailable', { code: result.code });
      this.wait(result.retryAfterMs);
      return Math.min(pollMs, 10_000);
    }
    if (result.kind === 'read' && result.findings > 0)
      state.log.info('register-read', { findings: result.findings });
    const { wrote, waitMs } = await this.write(result);
    const changed = before !== null && cut !== null && cut.tag !== before.tag;
    if (at) await bell?.looked({ at, changed, wrote });
    if (wrote) return Math.min(confirmAfterMs, pollMs);
    return Math.max(250, Math.min(waitMs ?? pollMs, pollMs));
  }

  /** Sends what waits, mends what is missing, and when there is neither keeps the service's table short. */
  private async write(result: Concluded): Promise<{ wrote: boolean; waitMs: number | null }> {
    const sent = this.tenure
      ? await sendAll(this.parts, this.tenure)
      : { sent: 0, waitMs: null, retryAfterMs: null, trouble: null };
    this.problem = sent.trouble;
    // What is left waits for no bell: of records it does not know.
    if (sent.waitMs !== null) this.isAsked = true;
    this.wait(sent.retryAfterMs);
    // Not while the register has asked to wait, nor on a tenure that may have passed on.
    const mayMend = sent.retryAfterMs === null && this.cut !== null;
    const found = result.kind === 'read' ? result.repairs : null;
    const mended = mayMend && this.tenure ? await this.mend(found, this.tenure) : 0;
    const isIdle = sent.sent + mended === 0 && isQuiet(result, sent);
    const compacted = isIdle && (await this.compact());
    return { wrote: sent.sent + mended > 0 || compacted, waitMs: sent.waitMs };
  }

  private async mend(found: readonly Repair[] | null, tenure: Tenure): Promise<number> {
    const { mended, left, retryAfterMs } = await this.mender.mend(found, tenure);
    this.wait(retryAfterMs);
    // Nor does the bell know of what the register refused.
    if (left > 0) this.isAsked = true;
    return mended;
  }

  /** Nothing is under way: time to keep the service's table short. Each content is looked at once. */
  private async compact(): Promise<boolean> {
    if (!this.cut || this.cut.tag === this.compactedTag) return false;
    const { tenure } = this;
    if (!tenure || !hasTime(this.parts, tenure)) return false;
    this.compactedTag = this.cut.tag;
    const mayStill = () => hasTime(this.parts, tenure);
    const { acted, retryAfterMs } = await compactRegister({ ...this.parts, mayStill }, this.cut);
    this.wait(retryAfterMs);
    return acted;
  }
}
