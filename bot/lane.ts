/** One message at a time and at most one a second into each conversation (teams facts 3.5). */
import { setTimeout as pause } from 'node:timers/promises';

/** Conversations remembered before idle ones are forgotten; forgetting an idle one changes nothing. */
const mostRemembered = 1000;

interface Turn {
  done: Promise<unknown>;
  /** Infinity while it waits. */
  startedAt: number;
}

/** Runs work in the order given, per conversation, with the gap between starts. */
export function lanes(
  gapMs: number,
  now: () => number,
): <T>(conversation: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Turn>();
  const forgetIdle = () => {
    for (const [id, turn] of last) if (now() - turn.startedAt > gapMs) last.delete(id);
  };
  return (conversation, work) => {
    if (last.size >= mostRemembered) forgetIdle();
    const before = last.get(conversation);
    const turn: Turn = { done: Promise.resolve(), startedAt: Infinity };
    const run = async () => {
      if (before) await after(before, gapMs, now);
      turn.startedAt = now();
      return work();
    };
    const running = run();
    turn.done = running;
    last.set(conversation, turn);
    return running;
  };
}

async function after(before: Turn, gapMs: number, now: () => number): Promise<void> {
  // Only the order matters here: whoever asked for the work before has its failure.
  await before.done.catch(() => undefined);
  const wait = before.startedAt + gapMs - now();
  if (wait > 0) await pause(wait);
}
