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
  const leftOf = (key: string, at: number): number => {
    const before = buckets.get(key) ?? { left: burst, at };
    return Math.min(burst, before.left + ((at - before.at) / 1000) * perSecond);
  };
  const waitFor = (left: number): number => (left < 1 ? Math.ceil((1 - left) / perSecond) : 0);
  return {
    /** @returns 0 when the request may go on, else the seconds to wait */
    take(key: string): number {
      const at = now();
      if (buckets.size > 10_000)
        for (const [name, bucket] of buckets) if (at - bucket.at > (burst / perSecond) * 1000) buckets.delete(name);
      const left = leftOf(key, at);
      buckets.set(key, { left: left < 1 ? left : left - 1, at });
      return waitFor(left);
    },
    /** What `take` would answer, without taking. */
    wait: (key: string): number => waitFor(leftOf(key, now())),
  };
}
