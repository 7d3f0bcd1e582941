/** The way to the register: what becomes of each request, and who else is on it. */
import { lateCommitMs, requestTimeoutMs } from '../../sync/request-time';
import { type ReadFate, type WriteFate } from './plan';
import { Violation } from './violation';

/** The process is dead: nothing it had not stored is left. */
export class Killed extends Error {}

/** A pause that a nudge ends early. */
export interface Sleep {
  sleepMs: number;
}
/** Milliseconds of work to the next step, or sleep. */
export type Pace = number | Sleep;

/** Everything outside the process. */
export interface Surroundings {
  /** How often a process looks at the register unasked. */
  readonly pollMs: number;
  now(): number;
  nextWrite(): WriteFate;
  /** The fate of the next writing request, left where it is. */
  peekWrite(): WriteFate;
  nextRead(): ReadFate;
  nextStale(): number;
  later(at: number, effect: () => void): void;
  note(what: string): void;
  /** The next delay, up to so many milliseconds. */
  delay(longest: number): number;
  /** Requests on their way to the register, over all processes: until when, and whose. */
  traffic: { until: number; holder: string; requests: number; writes: number };
}

/** What a process has of the way: its name and how long it was asked to stay away. */
export interface Line {
  holder: string;
  /** No request before this instant. */
  notBefore: number;
  /** Longest a request may take before it is given up. */
  timeoutMs: number;
  /** Asked before a request is sent once more within one call. */
  mayStill: () => boolean;
  /** When the process is to die, counted from the reading under way. */
  doom: ReadFate | null;
}

export type Answer<Body> =
  | { kind: 'ok'; body: Body }
  | { kind: 'failed'; code: string; retryAfterMs: number | null; final: boolean }
  | { kind: 'unknown'; code: string; retryAfterMs: number | null };

/** A request given up is carried out no later than this after it was sent. */
export const latestCommitMs = requestTimeoutMs + lateCommitMs;
const longestPauseMs = 200_000;

/** Holds every request to the rules of the way (I16), then lets it go. */
function depart(around: Surroundings, line: Line, forMs: number, isWrite: boolean): void {
  const { traffic } = around;
  const now = around.now();
  if (now < line.notBefore)
    throw new Violation('I16', `a request ${line.notBefore - now} ms before the register may be asked again`);
  if (isWrite && now < traffic.until && traffic.holder !== line.holder)
    throw new Violation('I16', 'two processes write at once');
  traffic.requests += 1;
  if (!isWrite) return;
  traffic.writes += 1;
  traffic.until = now + forMs;
  traffic.holder = line.holder;
}

/** A request that writes. `carryOut` happens at the register, at the instant it is called. */
export function* write<Body>(
  around: Surroundings,
  line: Line,
  carryOut: () => Body,
): Generator<Pace, Answer<Body>> {
  const fate = around.nextWrite();
  around.note(`write-${fate}`);
  if (fate === 'crash-before-send') throw new Killed();
  const takes = 50 + around.delay(fate.startsWith('gateway') ? line.timeoutMs : 2_000);
  depart(around, line, takes, true);
  const answer = carry(around, line, { fate, takes, carryOut });
  if (fate === 'crash-after-send') throw new Killed();
  yield takes;
  if (fate === 'crash-after-answer') throw new Killed();
  if (fate === 'pause-after-answer' || fate === 'pause-after-refusal') yield around.delay(longestPauseMs);
  if (answer.kind !== 'ok') around.note('write-trouble');
  // The session is gone and the request did nothing: a new session, the same request.
  if (answer.kind !== 'failed' || answer.code !== 'session-lost') return answer;
  if (line.mayStill()) return yield* write(around, line, carryOut);
  around.note('too-late');
  return { kind: 'failed', code: 'too-late', retryAfterMs: null, final: false };
}

interface Course {
  /** When the request is carried out. */
  done: 'now' | 'late' | 'never';
  says: 'ok' | 'unknown' | 'refused' | 'refused-for-good';
  /** The answer asks to be left alone for up to so many milliseconds. */
  waitMs?: number;
}

const courses: Record<Exclude<WriteFate, 'crash-before-send'>, Course> = {
  ok: { done: 'now', says: 'ok' },
  'crash-after-send': { done: 'now', says: 'ok' },
  'crash-after-answer': { done: 'now', says: 'ok' },
  'pause-before-send': { done: 'now', says: 'ok' },
  'pause-after-answer': { done: 'now', says: 'ok' },
  'not-persisted': { done: 'never', says: 'ok' },
  throttled: { done: 'never', says: 'refused', waitMs: 60_000 },
  'unavailable-before': { done: 'never', says: 'unknown', waitMs: 30_000 },
  'unavailable-after': { done: 'now', says: 'unknown', waitMs: 30_000 },
  'gateway-before': { done: 'never', says: 'unknown' },
  'gateway-after': { done: 'now', says: 'unknown' },
  'gateway-late': { done: 'late', says: 'unknown' },
  'reset-before': { done: 'never', says: 'unknown' },
  'reset-after': { done: 'now', says: 'unknown' },
  truncated: { done: 'now', says: 'unknown' },
  'session-lost': { done: 'never', says: 'refused' },
  'token-expired': { done: 'never', says: 'refused' },
  'moved-away': { done: 'never', says: 'refused' },
  locked: { done: 'never', says: 'refused' },
  'pause-after-refusal': { done: 'never', says: 'refused' },
  'refused-for-good': { done: 'never', says: 'refused-for-good' },
};

function carry<Body>(
  around: Surroundings,
  line: Line,
  request: { fate: WriteFate; takes: number; carryOut: () => Body },
): Answer<Body> {
  const { fate, takes, carryOut } = request;
  if (fate === 'crash-before-send') throw new Killed();
  const { done, says, waitMs } = courses[fate];
  const body = done === 'now' ? carryOut() : (null as Body);
  if (done === 'late') around.later(around.now() + around.delay(latestCommitMs), carryOut);
  if (says === 'ok') return { kind: 'ok', body };
  const retryAfterMs = waitMs === undefined ? null : 1_000 + around.delay(waitMs);
  if (retryAfterMs !== null) stayAway(around, line, retryAfterMs, takes);
  return says === 'unknown'
    ? { kind: 'unknown', code: fate, retryAfterMs }
    : { kind: 'failed', code: fate, retryAfterMs, final: says === 'refused-for-good' };
}

function stayAway(around: Surroundings, line: Line, retryAfterMs: number, takes: number): void {
  line.notBefore = Math.max(line.notBefore, around.now() + takes + retryAfterMs);
}

const answered: readonly ReadFate[] = ['ok', 'pause-in-read', 'crash-before-commit', 'crash-after-commit'];

/** A request that reads; what it answers is taken from a view that may lag. Null with the reason when nothing can be read. */
export function* read<Body>(
  around: Surroundings,
  line: Line,
  look: (staleMs: number) => Body,
): Generator<Pace, { body: Body } | { code: string; retryAfterMs: number | null }> {
  const fate = around.nextRead();
  around.note(`read-${fate}`);
  const takes = 50 + around.delay(fate === 'timeout' ? line.timeoutMs : 500);
  depart(around, line, takes, false);
  if (fate === 'crash-in-read') throw new Killed();
  const staleMs = around.nextStale();
  if (staleMs > 0) around.note('stale-view');
  const body = look(staleMs);
  yield takes;
  if (fate === 'pause-in-read') yield around.delay(longestPauseMs);
  const retryAfterMs = fate === 'throttled' || fate === 'unavailable' ? 1_000 + around.delay(60_000) : null;
  if (retryAfterMs !== null) stayAway(around, line, retryAfterMs, 0);
  line.doom = fate;
  return answered.includes(fate) ? { body } : { code: fate, retryAfterMs };
}
