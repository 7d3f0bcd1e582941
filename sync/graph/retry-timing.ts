/** How long to wait before asking Graph again. Pure: time and chance come from outside. */

/** What is known when deciding about the next attempt. */
export interface Attempt {
  /** Attempts made so far, at least 1. */
  made: number;
  /** Time since the first attempt began. */
  spentMs: number;
  /** What the answer asked for; null when it said nothing. */
  retryAfterMs: number | null;
  /** 0 to 1, so that many clients do not come back together. */
  chance: number;
}

/** Limits of one request including its repetitions. */
export interface RetryLimits {
  attempts: number;
  totalMs: number;
  firstMs: number;
  mostMs: number;
}

/** For reading: a poll comes round again anyway, so patience is short. */
export const readingLimits: RetryLimits = { attempts: 4, totalMs: 60_000, firstMs: 500, mostMs: 10_000 };

/** Milliseconds to wait before the next attempt; null when the limits are reached. A wish of the service is never shortened. */
export function nextWait(attempt: Attempt, limits: RetryLimits): number | null {
  if (attempt.made >= limits.attempts) return null;
  const doubled = Math.min(limits.firstMs * 2 ** (attempt.made - 1), limits.mostMs);
  const own = doubled / 2 + (doubled / 2) * attempt.chance;
  const wait = Math.round(Math.max(attempt.retryAfterMs ?? 0, own));
  return attempt.spentMs + wait > limits.totalMs ? null : wait;
}

/** Milliseconds a Retry-After header asks for: seconds or an HTTP date; null when absent or unreadable. */
export function retryAfterMs(header: string | null, now: Date): number | null {
  if (header === null || header.trim() === '') return null;
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Math.round(Number(text) * 1000);
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}
