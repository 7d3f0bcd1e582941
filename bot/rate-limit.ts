/** A token bucket per sender, in memory: one person's loop must not slow everybody else down. */

/** How much one sender may do: `burst` at once, then one every `everyMs`. */
export interface RateLimit {
  burst: number;
  everyMs: number;
}

/** Generous for people, tight for loops. */
export const usualRateLimit: RateLimit = { burst: 30, everyMs: 500 };

/** Senders remembered at most; full buckets are forgotten first, for forgetting them changes nothing. */
const mostSenders = 10_000;

/** Answers whether this sender may act now, and counts it. */
export function rateLimiter(limit: RateLimit, now: () => number): (sender: string) => boolean {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const filled = (bucket: { tokens: number; at: number }, at: number) =>
    Math.min(limit.burst, bucket.tokens + (at - bucket.at) / limit.everyMs);
  return (sender) => {
    const at = now();
    const bucket = buckets.get(sender) ?? { tokens: limit.burst, at };
    const tokens = filled(bucket, at);
    if (buckets.size >= mostSenders && !buckets.has(sender))
      for (const [key, one] of buckets) if (filled(one, at) >= limit.burst) buckets.delete(key);
    buckets.delete(sender);
    buckets.set(sender, { tokens: tokens >= 1 ? tokens - 1 : tokens, at });
    if (buckets.size > mostSenders) buckets.delete(buckets.keys().next().value ?? '');
    return tokens >= 1;
  };
}
