/** Looking again until something is there, with a deadline: no story sleeps longer than it has to. */
import { setTimeout as pause } from 'node:timers/promises';

const betweenMs = 100;

/** The first answer that is neither null, undefined nor false; after `withinMs` it fails and says what was last seen. */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | null | undefined | false> | Found | null | undefined | false,
  withinMs = 15_000,
): Promise<Found> {
  const deadline = performance.now() + withinMs;
  let last: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found !== null && found !== undefined && found !== false) return found;
      last = found;
    } catch (error) {
      // A look that fails is a look that has not found it yet; the deadline tells with what it failed.
      last = error instanceof Error ? error.message : error;
    }
    if (performance.now() > deadline)
      throw new Error(`Not within ${withinMs} ms: ${what}. Last seen: ${String(last)}`);
    await pause(betweenMs);
  }
}

/** As an assertion: runs the expectations until they hold or the deadline has passed, then fails as they do. */
export async function eventually(expectations: () => Promise<void> | void, withinMs = 15_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await expectations();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(betweenMs);
    }
  }
}
