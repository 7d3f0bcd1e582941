/** When the service's own table may be made shorter, and by which lines: never one that anything still shows. Pure. */
import { type EventRow } from '../../register/store';

/** A deletion makes everybody's Excel calculate anew, so it must be worth it: this many lines at once. */
export const leastLines = 1_000;
/** A longer table is rearranged when more than half of it is superseded. A formula looks through the whole table in every row. */
export const shortTable = 2_000;
/** Values published again in one request to clear the head of the table. */
const mostAgain = 500;

export type Compaction =
  /** Leading lines with these sequences may go: each is superseded by a line further down that was read back. */
  | { kind: 'delete'; seqs: number[] }
  /** Values of these keys stand in the way at the head: published once more, they stand at the end. */
  | { kind: 'publish-again'; keys: string[] };

/** What may be done about the table; null when nothing is worth it. `events` in the order they stand there; `readBack` tells the newest
 *  sequence of each key if the service has seen it in the register. */
export function compaction(
  events: readonly Pick<EventRow, 'seq' | 'key'>[],
  readBack: ReadonlyMap<string, number>,
): Compaction | null {
  const places = new Map(events.map(({ seq }, index) => [seq, index]));
  const isSuperseded = ({ seq, key }: Pick<EventRow, 'seq' | 'key'>, index: number): boolean => {
    const newest = readBack.get(key);
    return newest !== undefined && newest > seq && (places.get(newest) ?? -1) > index;
  };
  const superseded = events.map(isSuperseded);
  const firstKept = superseded.indexOf(false);
  const leading = firstKept < 0 ? events.length : firstKept;
  if (leading >= leastLines)
    return { kind: 'delete', seqs: events.slice(0, leading).map((event) => event.seq) };
  const worthless = superseded.filter(Boolean).length;
  if (events.length <= shortTable || worthless * 2 <= events.length) return null;
  return publishAgain(events, { superseded, readBack });
}

/** Everything in the upper half that still counts; once it stands at the end, the upper half may go. */
function publishAgain(
  events: readonly Pick<EventRow, 'seq' | 'key'>[],
  { superseded, readBack }: { superseded: readonly boolean[]; readBack: ReadonlyMap<string, number> },
): Compaction | null {
  const half = Math.ceil(events.length / 2);
  const keys = events
    .slice(0, half)
    .filter(({ seq, key }, index) => superseded[index] === false && readBack.get(key) === seq)
    .map((event) => event.key)
    .slice(0, mostAgain);
  // What stands in the way is not the service's; only a person can take it out (risk-register verify names it).
  return keys.length === 0 ? null : { kind: 'publish-again', keys };
}
