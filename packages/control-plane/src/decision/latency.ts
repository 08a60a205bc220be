/** Where the classes of `portcullis.latency_class` end, in milliseconds; the last one is open. */
export const latencyEdges = [2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 15_000, 60_000];

/**
 * The duration in milliseconds that the share `p` of the calls stays below, from their counts by class: within a class evenly spread, so right to the
 * width of the class. null without a call.
 */
export function percentile(classes: readonly number[], p: number): number | null {
  const total = classes.reduce((sum, count = 0) => sum + count, 0);
  if (total === 0) return null;
  let before = 0;
  for (const [index, edge] of latencyEdges.entries()) {
    const count = classes[index] ?? 0;
    if (count > 0 && before + count >= p * total) {
      const start = latencyEdges[index - 1] ?? 0;
      return start + ((edge - start) * (p * total - before)) / count;
    }
    before += count;
  }
  return latencyEdges.at(-1) ?? null;
}
