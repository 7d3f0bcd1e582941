/** What to send next, and when not to: protocol R1's write path. Pure. */
import { type RegionId, type RiskId } from '../../register/ids';

/** One thing on its way, as journalled. Times are real milliseconds. */
export interface Outgoing {
  seq: number;
  kind: 'row' | 'event';
  riskId: RiskId;
  region: RegionId;
  /** Key of an event; the Risk ID of a row. */
  key: string;
  state: 'pending' | 'sent' | 'unknown';
  attempts: number;
  triedAt: number | null;
}

export interface SendContext {
  now: number;
  /** Beginning of the last successful reading; null before the first. */
  readAt: number | null;
  /** Longer than the sheet may lag behind, plus the latest a given-up request may still take effect. */
  resendSettleMs: number;
  /** Regions whose table cannot be read or written to: no row is appended there, and one of unknown outcome may stand there unseen. */
  closed: ReadonlySet<string>;
  /** Regions that have just refused rows for good, and what was refused by itself. */
  refusing: ReadonlySet<string>;
  aside: ReadonlySet<number>;
  /** No request before this instant (Retry-After). */
  notBefore: number;
}

export type NextSend =
  | { kind: 'rows'; region: RegionId; seqs: number[] }
  | { kind: 'events'; seqs: number[] }
  /** Nothing now; look again at `wakeAt` (null: when something changes). */
  | { kind: 'idle'; wakeAt: number | null };

/** Most rows or events in one request. */
export const batchLimit = 500;

/** Events that a later one of the same key has made pointless. They need not arrive; arriving late they change nothing. */
export function superseded(open: readonly Outgoing[]): number[] {
  const top = new Map<string, number>();
  for (const item of open)
    if (item.kind === 'event') top.set(item.key, Math.max(item.seq, top.get(item.key) ?? 0));
  return open
    .filter((item) => item.kind === 'event' && item.seq < (top.get(item.key) ?? 0))
    .map((item) => item.seq);
}

/** The next request. Events first: a row that appears finds its values already there. */
export function nextSend(wanted: readonly Outgoing[], context: SendContext): NextSend {
  const open = wanted.filter((item) => !context.aside.has(item.seq));
  if (context.now < context.notBefore) return { kind: 'idle', wakeAt: context.notBefore };
  const gone = new Set(superseded(open));
  const events = open.filter((item) => item.kind === 'event' && !gone.has(item.seq));
  const ready = events.filter((item) => eventReadyAt(item, context) <= context.now);
  if (ready.length > 0) return { kind: 'events', seqs: ready.slice(0, batchLimit).map((item) => item.seq) };
  const isOpen = ({ region }: Outgoing) => !context.closed.has(region) && !context.refusing.has(region);
  const rows = open.filter((item) => item.kind === 'row' && isOpen(item) && mayAppend(item, context));
  const [first] = rows;
  if (first) {
    const together = rows.filter((item) => item.region === first.region).slice(0, batchLimit);
    return { kind: 'rows', region: first.region, seqs: together.map((item) => item.seq) };
  }
  const later = events.map((item) => eventReadyAt(item, context)).filter((at) => Number.isFinite(at));
  return { kind: 'idle', wakeAt: later.length === 0 ? null : Math.min(...later) };
}

/** Events are inert when repeated, so an unknown outcome only has to cool down. */
function eventReadyAt(item: Outgoing, context: SendContext): number {
  if (item.state === 'pending' || item.triedAt === null) return 0;
  const coolDown = Math.min(300_000, 1000 * 2 ** item.attempts);
  if (item.state === 'unknown') return item.triedAt + coolDown;
  // Answered with success yet not read back: only a reading that began after the settle time may doubt the answer.
  const doubtAt = item.triedAt + context.resendSettleMs;
  return context.readAt !== null && context.readAt > doubtAt ? doubtAt : Number.POSITIVE_INFINITY;
}

/**
 * A row is appended again only when a reading that began a settle time after the last attempt has not shown it. While a region cannot
 * be read nobody knows: people move rows, and it may stand there.
 */
function mayAppend(item: Outgoing, context: SendContext): boolean {
  if (item.state === 'pending' || item.triedAt === null) return true;
  return (
    context.closed.size === 0 &&
    context.readAt !== null &&
    context.readAt > item.triedAt + context.resendSettleMs
  );
}
