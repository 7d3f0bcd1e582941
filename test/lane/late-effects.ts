/** Writes that take effect after their answer said they failed: how many are still under way. */

/** What the box marks its own late repetition of a request with. */
const lateHeader = 'x-box-late';

let expected = 0;
let finished = 0;
const waiting = new Set<() => void>();

function isLate(init: RequestInit | undefined): boolean {
  return init?.headers instanceof Headers && init.headers.has(lateHeader);
}

/** Watches the box's requests to itself; answers the way to stop watching. */
export function watchLateEffects(): () => void {
  const plain = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    if (!isLate(init)) return plain(input, init);
    try {
      return await plain(input, init);
    } finally {
      finished += 1;
      for (const wake of waiting) wake();
    }
  };
  return () => {
    globalThis.fetch = plain;
  };
}

/** The box was asked to let a write take effect late. */
export function expectLateEffect(): void {
  expected += 1;
}

export const lateEffectsPending = (): boolean => finished < expected;

/** Until every late write has taken effect; fails after ten seconds. */
export async function lateEffectsDone(): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (lateEffectsPending()) {
    if (performance.now() > deadline) throw new Error('A late write never took effect.');
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, 200);
      waiting.add(done);
      function done(): void {
        clearTimeout(timer);
        waiting.delete(done);
        resolve();
      }
    });
  }
}
