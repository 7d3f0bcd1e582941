/** How writes to lists end, whatever they write. */
import { type WriteOutcome } from '../../../register/store';

/** One call writes no longer than this, so that it is over before the lease of whoever asked. */
const writingMs = 12_000;

export const done: WriteOutcome = { kind: 'ok' };

/** Certainly not written. */
export const failed = (
  code: string,
  more: { final?: boolean; retryAfterMs?: number | null } = {},
): Extract<WriteOutcome, { kind: 'failed' }> => ({
  kind: 'failed',
  code,
  retryAfterMs: more.retryAfterMs ?? null,
  final: more.final ?? false,
});

/** The rest comes with the next call: what is written already is not written again. */
const more = failed('more-to-write', { retryAfterMs: 0 });

/** Refusals that the next item would meet as well. */
const stopping: ReadonlySet<string> = new Set([
  'throttled',
  'unauthenticated',
  'token-refused',
  'session-lost',
  'session-refused',
  'too-late',
]);

/** So many unknown ends in one call are no longer one item's trouble. */
const mostUnknown = 3;

type Unknown = Extract<WriteOutcome, { kind: 'unknown' }>;
type Failed = Extract<WriteOutcome, { kind: 'failed' }>;

const stops = (outcome: Failed) => outcome.retryAfterMs !== null || stopping.has(outcome.code);

/** How each thing is written. */
interface Work<Thing> {
  keyOf: (thing: Thing) => string;
  work: (thing: Thing) => Promise<WriteOutcome>;
  /** How many may be under way at once; one when not told. */
  together?: () => number;
}

/** Works through all of it. What is refused by itself, or ends nobody knows how, keeps back nothing else; anything worse ends the call. What was
 *  refused is named in the end. With an unknown end among them nothing is said of any: a reading tells which of them stand.
 *  The first goes alone, and twice as many at once each time all went well: whoever refuses or is slow is not sent twenty to learn it. */
export async function each<Thing>(
  nowMs: () => number,
  things: readonly Thing[],
  how: Work<Thing>,
): Promise<WriteOutcome> {
  const until = nowMs() + writingMs;
  const unknown: Unknown[] = [];
  const refused: { key: string; outcome: Failed }[] = [];
  let count = 1;
  for (let from = 0, to = 1; from < things.length; [from, to] = [to, to + count]) {
    if (nowMs() > until) return withUnknown(unknown, more);
    const some = things.slice(from, to);
    const outcomes = await allOf(some.map(how.work));
    unknown.push(...outcomes.filter((one) => one.kind === 'unknown'));
    const failures = outcomes.filter((one) => one.kind === 'failed');
    const stopping = failures.find(stops);
    if (stopping) return withUnknown(unknown, stopping);
    const waiting = unknown.find((one) => one.retryAfterMs !== null);
    if (waiting) return waiting;
    if (unknown.length >= mostUnknown) return unknown[0] as Unknown;
    some.forEach((thing, index) => {
      const outcome = outcomes[index];
      if (outcome?.kind === 'failed') refused.push({ key: how.keyOf(thing), outcome });
    });
    const isWell = outcomes.every((one) => one.kind === 'ok');
    count = isWell ? Math.min(2 * count, how.together?.() ?? 1) : 1;
  }
  return withUnknown(unknown, refused.length === 0 ? done : allRefused(refused));
}

/** All of them are over before one that broke is told: nothing goes on behind the caller's back. */
async function allOf(works: readonly Promise<WriteOutcome>[]): Promise<WriteOutcome[]> {
  const ends = await Promise.allSettled(works);
  return ends.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
}

/** One that is not known makes the end of all of them so; how long to wait is what was said last. */
function withUnknown([first]: readonly Unknown[], outcome: WriteOutcome): WriteOutcome {
  if (!first) return outcome;
  return { ...first, retryAfterMs: outcome.kind === 'ok' ? null : outcome.retryAfterMs };
}

function allRefused(all: readonly { key: string; outcome: Failed }[]): WriteOutcome {
  const final = all.every(({ outcome }) => outcome.final);
  return { ...failed(all[0]?.outcome.code ?? '', { final }), refused: all.map(({ key }) => key) };
}

/** Refusals of an item that may mean that what is unique in it is taken; Graph's documentation does not say which one it is. */
export const maybeTaken: ReadonlySet<string> = new Set([
  'invalid',
  'already-exists',
  'locked',
  'changed-meanwhile',
]);

/** Refusals that a list or a column that is no longer there would explain. */
export const changedPlace: ReadonlySet<string> = new Set(['not-found', 'invalid', 'denied']);
