/** How often a key may ask: so many at once, and so many a second on average. In this process: behind several, a key has as much at each. */
export function allowances({
  burst = 200,
  perSecond = 20,
  now = () => performance.now(),
}: {
  burst?: number;
  perSecond?: number;
  now?: () => number;
} = {}) {
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    /** @returns 0 when the request may go on, else the seconds to wait */
    take(key: string): number {
      const at = now();
      if (buckets.size > 10_000)
        for (const [name, bucket] of buckets) if (at - bucket.at > (burst / perSecond) * 1000) buckets.delete(name);
      const before = buckets.get(key) ?? { left: burst, at };
      const left = Math.min(burst, before.left + ((at - before.at) / 1000) * perSecond);
      buckets.set(key, { left: left < 1 ? left : left - 1, at });
      return left < 1 ? Math.ceil((1 - left) / perSecond) : 0;
    },
  };
}
