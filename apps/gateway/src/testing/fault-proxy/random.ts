/** A small seeded generator (mulberry32): numbers in [0, 1). The same seed and connection give the same numbers. */
export function seeded(seed: number, connection: number): () => number {
  let state = (seed ^ Math.imul(connection + 1, 0x9e3779b1)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
