/** How many may follow the log at once. Whoever finds no place polls. */
export function placesOf({ perUserMax, inAllMax }: { perUserMax: number; inAllMax: number }) {
  const taken = new Map<string, number>();
  let all = 0;
  return {
    /** @returns how to give the place back, any number of times; null when there is none */
    enter(userId: string): (() => void) | null {
      const own = taken.get(userId) ?? 0;
      if (own >= perUserMax || all >= inAllMax) return null;
      taken.set(userId, own + 1);
      all++;
      let left = false;
      return () => {
        if (left) return;
        left = true;
        all--;
        const now = (taken.get(userId) ?? 1) - 1;
        if (now === 0) taken.delete(userId);
        else taken.set(userId, now);
      };
    },
  };
}

/** Of this process. Each follower asks the database once a second, by an index and for what is new. */
export const places = placesOf({ perUserMax: 6, inAllMax: 200 });
