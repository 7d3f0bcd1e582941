/** Chance that can be repeated: the same seed gives the same numbers on every machine. */

export interface Chance {
  /** 0 <= x < 1. */
  next(): number;
  /** Whole number, 0 <= x < below. */
  below(below: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** True with this probability. */
  flip(probability: number): boolean;
}

/** mulberry32. */
export function seeded(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    pick: (items) => items[below(items.length)] as never,
    flip: (probability) => next() < probability,
  };
}
