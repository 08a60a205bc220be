const { PATH, HOME, WIRE_SEED = "20261122", WIRE_CASES, HOME_CALLS = "20000" } = process.env;

/** What a child process needs of its surroundings, and no more. */
export const surroundings = { PATH, HOME };
export const wireSeed = Number(WIRE_SEED);
/** Undefined in `npm test`. */
export const wireCases = WIRE_CASES === undefined ? undefined : Number(WIRE_CASES);
/** How many answers have to find home (IS-7). */
export const homeCalls = Number(HOME_CALLS);
