/** Carries intents to the register, one request at a time under a lease: journalled first, sent second, confirmed by a later reading. */
import { performance } from 'node:perf_hooks';
import { type RegisterStore, type WriteOutcome } from '../register/store';
import { type Lease, isStillMine } from '../state/lease';
import { closedRegions } from '../register/hold';
import { type RegionId } from '../register/ids';
import {
  markIntents,
  markTrying,
  newestPublications,
  openIntents,
  publicationOf,
  type Intent,
} from '../state/intents';
import { registerMemory } from '../state/memory';
import { type State } from '../state/state';
import { longestJournalMs } from './request-time';
import { nextSend, superseded, type NextSend, type Outgoing } from './protocol/send';

export interface SendingParts {
  state: State;
  store: RegisterStore;
  resendSettleMs: number;
  /** Longest a request may take before it counts as unknown. */
  requestTimeoutMs: number;
}

/** The lease and, on this process's own clock, the moment it may no longer be relied on. */
export interface Tenure {
  lease: Lease;
  /** performance.now() value. */
  untilMs: number;
}

export interface SendResult {
  sent: number;
  /** Milliseconds until something may be due again; null: nothing is waiting. */
  waitMs: number | null;
  /** Milliseconds for which the register asked to be left alone; null when it did not. */
  retryAfterMs: number | null;
  /** A final refusal by the register, for the people who look after it. */
  trouble: string | null;
}

type Sending = Exclude<NextSend, { kind: 'idle' }>;
type Stop = { kind: 'stop' } & Omit<SendResult, 'sent'>;
type Step =
  | { kind: 'sent'; count: number }
  /** The region takes no rows; the others may. */
  | { kind: 'refused'; region: RegionId; code: string }
  /** Some were refused by themselves, the others are written. */
  | { kind: 'aside'; seqs: readonly number[]; count: number; code: string }
  | Stop;

const stop = (waitMs: number | null): Stop => ({ kind: 'stop', waitMs, retryAfterMs: null, trouble: null });

/** How long until what was refused for good is tried all the same: somebody may have mended it. */
const refusedWaitMs = 60_000;

/** Sends until nothing is ready, a request fails, or the lease runs out. */
export async function sendRegister(parts: SendingParts, tenure: Tenure): Promise<SendResult> {
  let sent = 0;
  let refused: string | null = null;
  const except: Except = { refusing: new Set(), aside: new Set() };
  for (;;) {
    const step = await sendNext(parts, tenure, except);
    switch (step.kind) {
      case 'sent':
        sent += step.count;
        break;
      case 'refused':
        refused = step.code;
        except.refusing.add(step.region);
        break;
      case 'aside':
        refused = step.code;
        sent += step.count;
        for (const seq of step.seqs) except.aside.add(seq);
        break;
      case 'stop': {
        const waitMs = refused === null ? step.waitMs : Math.min(step.waitMs ?? refusedWaitMs, refusedWaitMs);
        return { sent, waitMs, retryAfterMs: step.retryAfterMs, trouble: step.trouble ?? refused };
      }
    }
  }
}

/** What has been refused in this pass and is not sent again in it. */
interface Except {
  refusing: Set<string>;
  aside: Set<number>;
}

async function sendNext(parts: SendingParts, tenure: Tenure, except: Except): Promise<Step> {
  const { state } = parts;
  const open = await openIntents(state.db, state);
  const outgoing = open.map(outgoingOf);
  await markIntents(state.db, state, superseded(outgoing), 'seen');
  const memory = await registerMemory(state.db, state);
  const now = await realNow(state);
  const next = nextSend(outgoing, {
    now,
    readAt: memory.readAt === null ? null : Date.parse(memory.readAt),
    resendSettleMs: parts.resendSettleMs,
    closed: new Set(closedRegions(memory.holds)),
    ...except,
    notBefore: 0,
  });
  if (next.kind === 'idle') return stop(next.wakeAt === null ? null : next.wakeAt - now);
  if (!hasTime(parts, tenure)) return stop(0);
  const leftMs = tenure.untilMs - performance.now();
  if (!(await journal(state, tenure, next.seqs))) return stop(0);
  // Asked with nothing in between: a process that was paused here must not send on a tenure that has passed on, or on an old journal.
  const mayStill = () =>
    hasTime(parts, tenure) && leftMs - (tenure.untilMs - performance.now()) <= longestJournalMs;
  if (!mayStill()) return stop(0);
  const intents = open.filter((intent) => next.seqs.includes(intent.seq));
  // Events may be sent again, so the age of their journal does not matter.
  const events = () => hasTime(parts, tenure);
  const outcome = await send(parts, { next, intents, mayStill: { rows: mayStill, events } });
  return settle(state, tenure, { next, intents, outcome });
}

/** A request begun now is over before the lease is. */
export function hasTime(parts: SendingParts, tenure: Tenure): boolean {
  return performance.now() + parts.requestTimeoutMs < tenure.untilMs;
}

/** Marks the attempt before it is made; false when the lease has passed on. */
function journal(state: State, tenure: Tenure, seqs: readonly number[]): Promise<boolean> {
  return state.db.tx(async (tx) => {
    if (!(await isStillMine(tx, tenure.lease))) return false;
    await markTrying(tx, state, seqs);
    return true;
  });
}

async function send(
  { state, store }: SendingParts,
  what: {
    next: Sending;
    intents: readonly Intent[];
    mayStill: { rows: () => boolean; events: () => boolean };
  },
): Promise<WriteOutcome> {
  const { next, intents, mayStill } = what;
  if (next.kind === 'events')
    return store.publish(
      intents.flatMap((one) => (one.kind === 'event' ? [publicationOf(one.seq, one.payload)] : [])),
      what.mayStill.events,
    );
  const rows = intents.flatMap((one) => (one.kind === 'row' ? [one.payload] : []));
  const newest = await newestPublications(state.db, state, rows.map((row) => row.riskId)); // prettier-ignore
  const lines = rows.map((row) => ({ ...row, publication: newest.get(row.riskId) ?? null }));
  return store.appendRows(next.region, lines, mayStill.rows);
}

interface Sent {
  next: Sending;
  intents: readonly Intent[];
  outcome: WriteOutcome;
}

async function settle(state: State, tenure: Tenure, sent: Sent): Promise<Step> {
  const { next, outcome } = sent;
  const facts = { kind: next.kind, count: next.seqs.length };
  const refused = refusedOf(sent);
  if (!(await conclude(state, tenure, { next, outcome, refused }))) return stop(0);
  switch (outcome.kind) {
    case 'ok':
      state.log.info('register-written', facts);
      return { kind: 'sent', count: next.seqs.length };
    case 'failed':
      state.log.warn('register-write-refused', { ...facts, refused: refused.length, code: outcome.code });
      return afterRefusal(next, outcome, refused);
    case 'unknown':
      state.log.warn('register-write-unknown', { ...facts, code: outcome.code });
      return { ...stop(outcome.retryAfterMs ?? 2_000), retryAfterMs: outcome.retryAfterMs };
  }
}

type Refused = Extract<WriteOutcome, { kind: 'failed' }>;

function afterRefusal(next: Sending, outcome: Refused, refused: readonly number[]): Step {
  const { code, retryAfterMs, final } = outcome;
  if (outcome.refused && retryAfterMs === null)
    return { kind: 'aside', seqs: refused, count: next.seqs.length - refused.length, code };
  if (final && next.kind === 'rows') return { kind: 'refused', region: next.region, code };
  const waitMs = retryAfterMs ?? (final ? refusedWaitMs : 5_000);
  return { kind: 'stop', waitMs, retryAfterMs, trouble: final ? code : null };
}

/** Sequences that were not written: all of a failed call, unless it names some. */
function refusedOf({ next, intents, outcome }: Sent): readonly number[] {
  if (outcome.kind !== 'failed') return [];
  const { refused } = outcome;
  return refused
    ? intents.filter((one) => refused.includes(outgoingOf(one).key)).map((one) => one.seq)
    : next.seqs;
}

/** False when the lease has passed on: the answer is older than what its next holder has journalled, and says nothing any more. */
function conclude(
  state: State,
  tenure: Tenure,
  { next, outcome, refused }: Pick<Sent, 'next' | 'outcome'> & { refused: readonly number[] },
): Promise<boolean> {
  return state.db.tx(async (tx) => {
    if (!(await isStillMine(tx, tenure.lease))) return false;
    if (outcome.kind === 'unknown') return true;
    await markIntents(tx, state, next.seqs.filter((seq) => !refused.includes(seq)), 'sent'); // prettier-ignore
    await markIntents(tx, state, refused, 'pending');
    return true;
  });
}

function outgoingOf(intent: Intent): Outgoing {
  const { seq, kind, riskId, region, attempts } = intent;
  const state = intent.state === 'seen' ? 'sent' : intent.state;
  const key = intent.kind === 'event' ? intent.payload.key : riskId;
  return { seq, kind, riskId, region, key, state, attempts, triedAt: intent.triedAt?.getTime() ?? null };
}

async function realNow(state: State): Promise<number> {
  const [row] = await state.db.query<{ now: Date }>('select clock_timestamp() as now');
  if (!row) throw new Error('The database gave no time');
  return row.now.getTime();
}
