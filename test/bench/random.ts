/** Numbers that are the same in every run (mulberry32): a benchmark's input and a found crash must come again. */
export interface Random {
  /** A whole number in `[0, limit)`. */
  below(limit: number): number;
  /** One of `items`, which must not be empty. */
  pick<T>(items: readonly T[]): T;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number): number => Math.floor((next() / 0x1_0000_0000) * limit);
  return {
    below,
    pick<T>(items: readonly T[]): T {
      // In range by construction; the cast only says so to a checked index.
      return items[below(items.length)] as T;
    },
  };
}
