/** How long one write may take, and what follows from it for the lease and for sending a line again: all in milliseconds. */

/** Longest a write to the register may take; then it is given up and its outcome unknown. */
export const requestTimeoutMs = 30_000;

/** Longest time between the journal and the request: later, what the journal says of the attempt is no longer true. */
export const longestJournalMs = 5_000;

/** How long a process holds the register: an attempt that is begun is over long before. */
export const leaseTtlMs = 3 * requestTimeoutMs;

/** How old what a reading shows may be. */
export const staleMs = 60_000;

/** How long after it was given up a request may still take effect. */
export const lateCommitMs = 60_000;

/** Least time from the journal of an attempt to a reading that proves it came to nothing: the attempt, its late effect, an old view. */
export const leastSettleMs = longestJournalMs + requestTimeoutMs + lateCommitMs + staleMs;
