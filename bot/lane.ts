/** One message at a time and at most one a second into each conversation (teams facts 3.5). */
import { setTimeout as pause } from 'node:timers/promises';

/** Runs work in the order given, per conversation, with the gap between starts. */
export function lanes(
  gapMs: number,
  now: () => number,
): <T>(conversation: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, { turn: Promise<unknown>; startedAt: number }>();
  return (conversation, work) => {
    const before = last.get(conversation);
    const lane = { turn: Promise.resolve() as Promise<unknown>, startedAt: 0 };
    const run = async () => {
      if (before) {
        // Only the order matters here: whoever asked for the work before has its failure.
        await before.turn.catch(() => undefined);
        const wait = before.startedAt + gapMs - now();
        if (wait > 0) await pause(wait);
      }
      lane.startedAt = now();
      return work();
    };
    const turn = run();
    lane.turn = turn;
    last.set(conversation, lane);
    const forget = () =>
      void (last.get(conversation) === lane && now() - lane.startedAt > gapMs && last.delete(conversation));
    if (last.size > 1000)
      for (const [id, one] of last) if (now() - one.startedAt > gapMs && one.startedAt > 0) last.delete(id);
    turn.then(forget, forget);
    return turn;
  };
}
