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

/** Works through all of it. What is refused by itself, or ends nobody knows how, keeps back nothing else; anything worse ends the call. What was
 *  refused is named in the end. With an unknown end among them nothing is said of any: a reading tells which of them stand. */
export async function each<Thing>(
  nowMs: () => number,
  things: readonly Thing[],
  how: { keyOf: (thing: Thing) => string; work: (thing: Thing) => Promise<WriteOutcome> },
): Promise<WriteOutcome> {
  const until = nowMs() + writingMs;
  const unknown: Unknown[] = [];
  const refused: { key: string; outcome: Failed }[] = [];
  const ended = (outcome: WriteOutcome) => withUnknown(unknown, outcome);
  for (const thing of things) {
    if (nowMs() > until) return ended(more);
    const outcome = await how.work(thing);
    if (outcome.kind === 'failed' && stops(outcome)) return ended(outcome);
    if (outcome.kind === 'failed') refused.push({ key: how.keyOf(thing), outcome });
    if (outcome.kind !== 'unknown') continue;
    unknown.push(outcome);
    if (outcome.retryAfterMs !== null || unknown.length === mostUnknown) return outcome;
  }
  return ended(refused.length === 0 ? done : allRefused(refused));
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
