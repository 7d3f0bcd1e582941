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

const stops = (outcome: WriteOutcome) =>
  outcome.kind !== 'failed' || outcome.retryAfterMs !== null || stopping.has(outcome.code);

/** Works through all of it. What is refused by itself keeps back nothing else and is named in the end; anything worse ends the call. */
export async function each<Thing>(
  nowMs: () => number,
  things: readonly Thing[],
  how: { keyOf: (thing: Thing) => string; work: (thing: Thing) => Promise<WriteOutcome> },
): Promise<WriteOutcome> {
  const until = nowMs() + writingMs;
  const refused: string[] = [];
  let code = '';
  let isFinal = true;
  for (const thing of things) {
    if (nowMs() > until) return more;
    const outcome = await how.work(thing);
    if (outcome.kind === 'ok') continue;
    if (stops(outcome) || outcome.kind !== 'failed') return outcome;
    refused.push(how.keyOf(thing));
    isFinal &&= outcome.final;
    code ||= outcome.code;
  }
  return refused.length === 0 ? done : { ...failed(code, { final: isFinal }), refused };
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
