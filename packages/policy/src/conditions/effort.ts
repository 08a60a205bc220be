/**
 * What judging one call may cost, so that no policy together with no call stalls the process that many organizations share
 * (security.md 2.5). Counted and not measured: the same call gets the same answer on every machine. A step is up to 20 ns, all of them
 * together some 80 ms at the very worst; what is left over afterwards cannot tell, and so fails closed.
 */
const stepsMax = 2 ** 22;

// Judging is synchronous, so there is one call at a time.
let left = stepsMax;

/** A new call begins. */
export const beginEffort = (): void => {
  left = stepsMax;
};

/** Takes steps, if there are so many left; from then on nothing is cheap enough. */
export const afford = (steps: number): boolean => {
  left -= steps;
  return left >= 0;
};
