/** Makes a lost register whole from the database: what is missing is put on its way, and the ordinary sender carries it there. */
import { performance } from 'node:perf_hooks';
import { type Cut, type CutProblem, type RegisterStore } from '../../register/store';
import { openIntents } from '../../state/intents';
import { releaseLease, renewLease, takeLease, type Lease } from '../../state/lease';
import { openRecordCount, wantLostRecords } from '../../state/register-records';
import { readRegister, type ReadingParts } from '../read-register';
import { leaseTtlMs } from '../request-time';
import { sendAll } from '../send-records';
import { type SendingParts } from '../send-register';
import { putOnItsWay, type PutOnItsWay } from './put-on-its-way';

export interface ToRegisterParts extends ReadingParts, SendingParts {
  /** Makes the register where it does not exist; an existing one is never touched. */
  provision: () => Promise<'present' | 'created'>;
  /** Makes parts that an existing register lacks, where that touches nothing of what is there; absent where there is no such way. */
  addMissing?: () => Promise<{ added: string[] }>;
  /** Called after each pass with what is still on its way. */
  onProgress: (waiting: number) => void;
  /** Milliseconds between two passes. */
  pauseMs: number;
  /** Milliseconds without progress after which the rest is left to the service. */
  patienceMs: number;
}

export type ToRegister =
  /** `records`: how many of those beside the register no longer stood there and were made again. */
  | { kind: 'done'; wasCreated: boolean; added: string[]; put: PutOnItsWay; records: number }
  /** Everything is on its way and the service will finish it; `code` is what was in the way last, null when nothing but time. */
  | { kind: 'not-finished'; waiting: number; code: string | null }
  | { kind: 'busy' }
  | { kind: 'unreadable'; code: string }
  /** Parts of the register are missing that cannot be added without touching what is there. */
  | { kind: 'incomplete'; problems: CutProblem[] };

/** Rebuilds under the register's lease. May be stopped and repeated at any moment: what was put on its way stays there. */
export async function rebuildToRegister(parts: ToRegisterParts): Promise<ToRegister> {
  const { state } = parts;
  const lease = await takeLease(state.db, {
    organisationId: state.organisationId, name: 'register', holder: 'rebuild', ttlMs: leaseTtlMs,
  }); // prettier-ignore
  if (lease === null) return { kind: 'busy' };
  const work = new Rebuild(parts, lease);
  try {
    return await work.run();
  } finally {
    await releaseLease(state.db, work.lease);
  }
}

/** What keeps the register from being used; a code when it cannot be read. */
async function problemsOf(store: RegisterStore): Promise<CutProblem[] | string> {
  const outcome = await store.read(null);
  if (outcome.kind === 'unavailable') return outcome.code;
  return outcome.kind === 'cut' ? outcome.cut.problems.filter((one) => one.code !== 'renamed-column') : [];
}

const isMissingPart = ({ code }: CutProblem) => code === 'missing-table' || code === 'missing-service-table';

class Rebuild {
  private untilMs = performance.now() + leaseTtlMs;
  private cut: Cut | null = null;

  constructor(
    private readonly parts: ToRegisterParts,
    public lease: Lease,
  ) {}

  async run(): Promise<ToRegister> {
    const { state, store } = this.parts;
    const wasCreated = (await this.parts.provision()) === 'created';
    let problems = await problemsOf(store);
    if (typeof problems === 'string') return { kind: 'unreadable', code: problems };
    const added = problems.some(isMissingPart) ? ((await this.parts.addMissing?.())?.added ?? []) : [];
    if (added.length > 0) problems = await problemsOf(store);
    if (typeof problems === 'string') return { kind: 'unreadable', code: problems };
    if (problems.length > 0) return { kind: 'incomplete', problems };
    // What people did in the register is taken first, as always; the reading also finds what an older content lacks.
    const code = await this.read();
    if (code !== null || this.cut === null) return { kind: 'unreadable', code: code ?? 'unchanged' };
    const put = await putOnItsWay(state, this.cut, { wasCreated });
    const records = await this.wantRecords();
    if (typeof records !== 'number') return records;
    const rest = await this.carry();
    return rest ?? { kind: 'done', wasCreated, added, put, records };
  }

  /** Those that were made and no longer stand in their lists, as of a whole list that was lost. */
  private async wantRecords(): Promise<number | Extract<ToRegister, { kind: 'unreadable' }>> {
    const { state, store } = this.parts;
    if (!store.recordKeys) return 0;
    const standing = await store.recordKeys();
    if (standing.kind === 'unavailable') return { kind: 'unreadable', code: standing.code };
    return wantLostRecords(state.db, state, [...standing.keys]);
  }

  /** Null when everything was read back. */
  private async carry(): Promise<Extract<ToRegister, { kind: 'not-finished' }> | null> {
    const { onProgress, pauseMs, patienceMs } = this.parts;
    let waiting = await this.waitingCount();
    let progressAt = performance.now();
    let code: string | null = null;
    for (;;) {
      onProgress(waiting);
      if (waiting === 0) return null;
      if (performance.now() - progressAt > patienceMs || !(await this.prolong()))
        return { kind: 'not-finished', waiting, code };
      const sent = await sendAll(this.parts, { lease: this.lease, untilMs: this.untilMs });
      await new Promise((resolve) => setTimeout(resolve, Math.max(pauseMs, sent.retryAfterMs ?? 0)));
      code = (await this.read()) ?? sent.trouble;
      const left = await this.waitingCount();
      if (left < waiting || sent.sent > 0) progressAt = performance.now();
      waiting = left;
    }
  }

  private async waitingCount(): Promise<number> {
    const { state, store } = this.parts;
    const records = store.record ? await openRecordCount(state.db, state) : 0;
    return records + (await openIntents(state.db, state)).length;
  }

  /** Null when it was read, else why not. */
  private async read(): Promise<string | null> {
    const { result, cut } = await readRegister(this.parts, this.cut);
    this.cut = cut;
    return result.kind === 'unavailable' ? result.code : null;
  }

  private async prolong(): Promise<boolean> {
    const began = performance.now();
    const lease = await renewLease(this.parts.state.db, this.lease);
    if (lease) [this.lease, this.untilMs] = [lease, began + leaseTtlMs];
    return lease !== null;
  }
}
