/** How writes to lists end, whatever they write. */
import { type WriteOutcome } from '../../../register/store';

/** One call writes no longer than this, so that it is over before the lease of whoever asked. */
const writingMs = 12_000;

export const done: WriteOutcome = { kind: 'ok' };

/** Certainly not written. */
export const failed = (
  code: string,
  more: { final?: boolean; retryAfterMs?: number | null } = {},
): WriteOutcome => ({
  kind: 'failed',
  code,
  retryAfterMs: more.retryAfterMs ?? null,
  final: more.final ?? false,
});

/** The rest comes with the next call: what is written already is not written again. */
const more = failed('more-to-write', { retryAfterMs: 0 });

/** Works through all of it; one that can never be written does not keep back the others, anything else ends the call. */
export async function each<Thing>(
  nowMs: () => number,
  things: readonly Thing[],
  work: (thing: Thing) => Promise<WriteOutcome>,
): Promise<WriteOutcome> {
  const until = nowMs() + writingMs;
  let refused: WriteOutcome = done;
  for (const thing of things) {
    if (nowMs() > until) return more;
    const outcome = await work(thing);
    if (outcome.kind === 'failed' && outcome.final) refused = outcome;
    else if (outcome.kind !== 'ok') return outcome;
  }
  return refused;
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
