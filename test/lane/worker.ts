/** One worker process: its own store, Graph client, lease and memory of the last cut; passes run when the schedule says so. */
import { randomUUID } from 'node:crypto';
import { type Cut, type RegisterStore } from '../../register/store';
import { renewLease, takeLease } from '../../state/lease';
import { type State } from '../../state/state';
import { readRegister, type ReadResult } from '../../sync/read-register';
import { Mender } from '../../sync/mend-register';
import { sendAll } from '../../sync/send-records';
import { type SendingParts, type Tenure } from '../../sync/send-register';
import { Gate, gatedDatabase, gatedGraph } from './gate';
import { type Office } from './office';

/** Figures of the product's own configuration and of its watch. */
const rules = { settleMs: 60_000, deleteAfterMs: 600_000, lagMs: 120_000 };
const figures = {
  resendSettleMs: 120_000,
  requestTimeoutMs: 30_000,
  leaseTtlMs: 90_000,
};

export type Passed =
  | { kind: 'passed'; read: ReadResult; sent: number }
  /** Another process has the lease, or the register asked to be left alone. */
  | { kind: 'idle' };

export class Worker {
  readonly gate = new Gate();
  /** The pass under way. */
  running: Promise<Passed> | null = null;
  private readonly state: State;
  private readonly store: RegisterStore;
  private tenure: Tenure | null = null;
  private cut: Cut | null = null;
  private notBefore = 0;
  private readonly mender: Mender;
  private readonly holder = randomUUID();

  constructor(
    private readonly office: Office,
    state: State,
  ) {
    this.state = { ...state, db: gatedDatabase(state.db, this.gate) };
    this.store = office.openStore((graph) => gatedGraph(graph, this.gate));
    this.mender = new Mender(this.sending());
  }

  /** One pass, as the watch does it; one at a time. */
  pass(): Promise<Passed> {
    this.running ??= this.onePass().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async onePass(): Promise<Passed> {
    if (this.office.time.now() < this.notBefore || !(await this.hold())) return { kind: 'idle' };
    const reading = { state: this.state, store: this.store, rules };
    const { result, cut } = await readRegister(reading, this.cut);
    this.cut = cut;
    if (result.kind === 'unavailable') {
      this.wait(result.retryAfterMs);
      return { kind: 'passed', read: result, sent: 0 };
    }
    return { kind: 'passed', read: result, sent: this.tenure ? await this.write(result, this.tenure) : 0 };
  }

  /** Sends what waits and mends what is missing. */
  private async write(read: ReadResult, tenure: Tenure): Promise<number> {
    const { sent, retryAfterMs } = await sendAll(this.sending(), tenure);
    this.wait(retryAfterMs);
    if (retryAfterMs !== null || this.cut === null) return sent;
    const mending = await this.mender.mend(read.kind === 'read' ? read.repairs : null, tenure);
    this.wait(mending.retryAfterMs);
    return sent + mending.mended;
  }

  private sending(): SendingParts {
    const { resendSettleMs, requestTimeoutMs } = figures;
    return { state: this.state, store: this.store, resendSettleMs, requestTimeoutMs };
  }

  private wait(retryAfterMs: number | null): void {
    if (retryAfterMs !== null)
      this.notBefore = Math.max(this.notBefore, this.office.time.now() + retryAfterMs);
  }

  private async hold(): Promise<boolean> {
    const { time } = this.office;
    const { organisationId } = this.state;
    const until = time.now() + figures.leaseTtlMs;
    const request = { organisationId, name: 'register', holder: this.holder, ttlMs: figures.leaseTtlMs };
    const lease =
      (this.tenure && (await renewLease(this.state.db, this.tenure.lease))) ??
      (await takeLease(this.state.db, request));
    // The product compares with the machine's clock; on that clock the end comes sooner by whatever was skipped.
    this.tenure = lease && {
      lease,
      get untilMs() {
        return until - time.skippedMs();
      },
    };
    return lease !== null;
  }
}
