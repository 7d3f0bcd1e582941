/** One process of the service, as sync/watch.ts and sync/send-register.ts: between any two steps it may be paused, killed, or overtaken. */
import { closedRegions } from '../../register/hold';
import { type Cut, type WriteOutcome } from '../../register/store';
import { nextSend, superseded, type NextSend, type Outgoing } from '../../sync/protocol/send';
import { type Client } from './client';
import { commitReading, isWaiting, type Concluded, type TakenCut } from './reading';
import { publicationOf, type Service } from './service';
import {
  leaseTtlMs as leaseMs,
  leastSettleMs as resendSettleMs,
  longestJournalMs,
  requestTimeoutMs,
} from '../../sync/request-time';
import { Killed, type Line, type Pace, type Surroundings } from './wire';

const confirmAfterMs = 2_000;
const refusedWaitMs = 60_000;
const repairLimit = 3;

export interface Process {
  around: Surroundings;
  service: Service;
  client: Client;
  line: Line;
  /** Told of every reading committed and of every request to write rows, for the oracle. */
  concluded(what: Concluded): void;
  sending(next: Sending): void;
  answered(next: Sending, outcome: WriteOutcome): void;
}
export type Sending = Exclude<NextSend, { kind: 'idle' }>;

interface Tenure {
  fence: number;
  until: number;
}

interface Memory {
  tenure: Tenure | null;
  cut: Cut | null;
  repaired: Map<string, number>;
}

/** Runs until it is dropped or killed. */
export function* processOf(process: Process): Generator<Pace, never> {
  const memory: Memory = { tenure: null, cut: null, repaired: new Map() };
  for (;;) {
    const wait = hold(process, memory)
      ? yield* onePass(process, memory, memory.tenure as Tenure)
      : process.around.pollMs;
    yield { sleepMs: Math.max(wait, process.line.notBefore - process.around.now()) };
    // Woken early by a nudge: the register's wish to be left alone counts for more.
    while (process.around.now() < process.line.notBefore)
      yield { sleepMs: process.line.notBefore - process.around.now() };
  }
}

/** Takes or prolongs the lease; false when another process has it. */
function hold({ service, around, line }: Process, memory: Memory): boolean {
  const { lease } = service;
  const now = around.now();
  const isMine = memory.tenure !== null && lease.fence === memory.tenure.fence && lease.until > now;
  if (!isMine && lease.until > now) {
    memory.tenure = null;
    return false;
  }
  const fence = isMine ? lease.fence : lease.fence + 1;
  service.lease = { holder: line.holder, fence, until: now + leaseMs };
  memory.tenure = { fence, until: now + leaseMs };
  return true;
}

/** Read, send, mend; milliseconds until the next pass. */
function* onePass(process: Process, memory: Memory, tenure: Tenure): Generator<Pace, number> {
  const read = yield* readOnce(process, memory);
  const { pollMs } = process.around;
  if (read.kind === 'unavailable') return pollMs;
  const sent = yield* sendAll(process, tenure);
  const mended =
    read.kind === 'read' && !sent.isAskedToWait ? yield* mend(process, memory, tenure, read.repairs) : 0;
  if (sent.count + mended > 0) return confirmAfterMs;
  return Math.max(250, Math.min(sent.waitMs ?? pollMs, pollMs));
}

type ReadResult =
  | { kind: 'read'; repairs: Concluded['observed']['repairs'] }
  | { kind: 'unchanged' }
  | { kind: 'unavailable' };

function* readOnce(process: Process, memory: Memory): Generator<Pace, ReadResult> {
  const { around, service, client } = process;
  const before = service.register;
  const readAt = around.now();
  const last = memory.cut;
  const outcome = yield* client.read(last !== null && last.tag === before.tag ? last.tag : null);
  if (outcome.kind === 'unavailable') return { kind: 'unavailable' };
  const cut = outcome.kind === 'cut' ? outcome.cut : last;
  memory.cut = cut;
  if (cut === null) return { kind: 'unavailable' };
  if (outcome.kind === 'unchanged' && !isWaiting(service)) return { kind: 'unchanged' };
  const at = new Date(readAt).toISOString();
  const done = yield* conclude(process, { cut, readAt: at, before: before.readAt, last });
  if (done !== null) return { kind: 'read', repairs: done.observed.repairs };
  memory.cut = null;
  return { kind: 'unchanged' };
}

/** The reading is committed, or dropped for another that was; the process may die right before or after it. */
function* conclude(process: Process, taken: TakenCut): Generator<Pace, Concluded | null> {
  const { around, service, line } = process;
  yield 5 + around.delay(20);
  if (line.doom === 'crash-before-commit') throw new Killed();
  const done = commitReading(service, taken);
  if (done !== null) process.concluded(done);
  if (line.doom === 'crash-after-commit') throw new Killed();
  return done;
}

interface Sent {
  count: number;
  waitMs: number | null;
  isAskedToWait: boolean;
}

function* sendAll(process: Process, tenure: Tenure): Generator<Pace, Sent> {
  let count = 0;
  const except: Except = { refusing: new Set(), aside: new Set(), isRefused: false };
  const done = (waitMs: number | null, isAskedToWait = false): Sent => ({
    count,
    waitMs: except.isRefused ? Math.min(waitMs ?? refusedWaitMs, refusedWaitMs) : waitMs,
    isAskedToWait,
  });
  for (;;) {
    const next = plan(process, except);
    if (next.kind === 'idle') return done(next.wakeAt === null ? null : next.wakeAt - process.around.now());
    const outcome = yield* attempt(process, tenure, next);
    if (outcome === null) return done(0);
    const answer = { next, outcome };
    const end = settle(process, tenure, answer);
    if (end === 'stop') return done(waitAfter(outcome), isAskedToWait(outcome));
    if (end === 'aside') setAside(process, except, answer);
    else count += next.seqs.length;
  }
}

/** Journalled, then sent; null when the tenure does not last for it. */
function* attempt(process: Process, tenure: Tenure, next: Sending): Generator<Pace, WriteOutcome | null> {
  yield 5 + process.around.delay(20);
  if (!hasTime(process, tenure) || !journal(process, tenure, next.seqs)) return null;
  const journalled = process.around.now();
  yield 1 + pauseBeforeSend(process);
  // Asked again with nothing in between: a process that was paused here must not send on a tenure that has passed on.
  if (!hasTime(process, tenure) || process.around.now() - journalled > longestJournalMs) return null;
  const isFresh = () => next.kind === 'events' || process.around.now() - journalled <= longestJournalMs;
  process.line.mayStill = () => hasTime(process, tenure) && isFresh();
  return yield* send(process, next);
}

/** What was refused for itself keeps nothing else back: neither the one item nor the region. */
function setAside(process: Process, except: Except, answer: Answered): void {
  const { next, outcome } = answer;
  except.isRefused = true;
  if (outcome.kind === 'failed' && outcome.refused)
    for (const seq of refusedOf(process, answer)) except.aside.add(seq);
  else if (next.kind === 'rows') except.refusing.add(next.region);
}

/** A computer that sleeps between the journal and the request. */
const pauseBeforeSend = ({ around }: Process) =>
  around.peekWrite() === 'pause-before-send' ? 1_000 + around.delay(200_000) : 0;

const waitAfter = (outcome: WriteOutcome): number | null => {
  if (outcome.kind === 'ok') return null;
  if (outcome.kind === 'unknown') return outcome.retryAfterMs ?? 2_000;
  return outcome.retryAfterMs ?? (outcome.final ? refusedWaitMs : 5_000);
};
const isAskedToWait = (outcome: WriteOutcome) => outcome.kind !== 'ok' && outcome.retryAfterMs !== null;

const hasTime = ({ around }: Process, tenure: Tenure) => around.now() + requestTimeoutMs < tenure.until;

interface Except {
  refusing: Set<string>;
  aside: Set<number>;
  isRefused: boolean;
}

function plan({ around, service }: Process, except: Except): NextSend {
  const open = service.open() as Outgoing[];
  const gone = new Set(superseded(open));
  for (const intent of service.intents) if (gone.has(intent.seq)) intent.state = 'seen';
  const { holds, readAt } = service.register;
  return nextSend(open, {
    now: around.now(),
    readAt: readAt === null ? null : Date.parse(readAt),
    resendSettleMs,
    closed: new Set(closedRegions(holds)),
    refusing: except.refusing,
    aside: except.aside,
    notBefore: 0,
  });
}

const isOurs = ({ around, service }: Process, tenure: Tenure) =>
  service.lease.fence === tenure.fence && service.lease.until > around.now();

/** One transaction that checks the tenure and marks the attempt; false when the lease has passed on. */
function journal(process: Process, tenure: Tenure, seqs: readonly number[]): boolean {
  const { around, service } = process;
  if (!isOurs(process, tenure)) return false;
  for (const intent of service.intents)
    if (seqs.includes(intent.seq)) {
      intent.state = 'unknown';
      intent.attempts += 1;
      intent.triedAt = around.now();
    }
  return true;
}

function* send(process: Process, next: Sending): Generator<Pace, WriteOutcome> {
  const { service, client } = process;
  process.sending(next);
  const intents = service.intents.filter((intent) => next.seqs.includes(intent.seq));
  if (next.kind === 'events')
    return yield* client.publish(
      intents.flatMap((one) => (one.kind === 'event' ? [publicationOf(one)] : [])),
    );
  const rows = intents.flatMap((one) => (one.kind === 'row' ? [one.row] : []));
  return yield* client.appendRows(
    next.region,
    rows.map((row) => ({ ...row, publication: service.publication(row.riskId) })),
  );
}

interface Answered {
  next: Sending;
  outcome: WriteOutcome;
}

/** Whoever has lost the lease meanwhile says nothing: its answer is older than what the next holder has journalled. */
function settle(process: Process, tenure: Tenure, answer: Answered): 'done' | 'aside' | 'stop' {
  const { next, outcome } = answer;
  if (!isOurs(process, tenure)) return 'stop';
  const refused = refusedOf(process, answer);
  if (outcome.kind !== 'unknown')
    for (const intent of process.service.intents)
      if (next.seqs.includes(intent.seq)) intent.state = refused.includes(intent.seq) ? 'pending' : 'sent';
  process.answered({ ...next, seqs: outcome.kind === 'failed' ? [...refused] : next.seqs }, outcome);
  if (outcome.kind === 'ok') return 'done';
  return isForItself(answer) ? 'aside' : 'stop';
}

/** Refused because of the items themselves, or of their region: the others may still be sent. */
const isForItself = ({ next, outcome }: Answered) =>
  outcome.kind === 'failed' && (outcome.refused !== undefined || (outcome.final && next.kind === 'rows'));

/** As refusedOf in sync/send-register.ts. */
function refusedOf({ service }: Process, { next, outcome }: Answered): readonly number[] {
  if (outcome.kind !== 'failed') return [];
  const { refused } = outcome;
  if (!refused) return next.seqs;
  return service.intents
    .filter((intent) => next.seqs.includes(intent.seq) && refused.includes(intent.key))
    .map((intent) => intent.seq);
}

function* mend(
  process: Process,
  memory: Memory,
  tenure: Tenure,
  repairs: Concluded['observed']['repairs'],
): Generator<Pace, number> {
  let mended = 0;
  for (const { region, column } of repairs) {
    const key = `${region}|${column}`;
    const tries = memory.repaired.get(key) ?? 0;
    if (tries >= repairLimit || !hasTime(process, tenure)) continue;
    process.around.note('repair');
    process.line.mayStill = () => hasTime(process, tenure);
    const outcome = yield* process.client.repair(region, column);
    // Only what was put back counts: a register that refuses for a while is no person who takes it out again.
    if (outcome.kind !== 'failed') memory.repaired.set(key, tries + 1);
    if (outcome.kind === 'ok') mended += 1;
    else if (outcome.retryAfterMs !== null) break;
  }
  const wanted = new Set(repairs.map(({ region, column }) => `${region}|${column}`));
  for (const key of memory.repaired.keys()) if (!wanted.has(key)) memory.repaired.delete(key);
  return mended;
}
