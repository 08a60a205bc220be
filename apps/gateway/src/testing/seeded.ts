import { wireCases, wireSeed } from "./env.ts";

/** The seed of a random test: `WIRE_SEED` where it is set, and printed, so that a red run can be repeated. */
export function seed(test: string): number {
  console.info(`${test}: WIRE_SEED=${wireSeed}`);
  return wireSeed;
}

/**
 * How many cases a random test makes: `WIRE_CASES` in the long run, and never fewer than in `npm test`. `times`: for properties that
 * security.md 14.4 asks for in larger numbers than the others.
 */
export const cases = (inTest: number, times = 1): number => Math.max(inTest, (wireCases ?? 0) * times);

/** How long such a test may take, in milliseconds. */
export const patienceMs = wireCases === undefined ? 300_000 : 3_600_000;
