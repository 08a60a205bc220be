/** The three answers of a condition, as small numbers so that judging a call allocates nothing. */
export const FALSE = 0;
export const TRUE = 1;
export const UNKNOWN = 2;
export type Answer = typeof FALSE | typeof TRUE | typeof UNKNOWN;

/**
 * Where a condition stands. It decides what a missing value counts as (false under `deny_if`, *cannot tell* under
 * `require`) and whom `[*]` asks.
 */
export type Stance = "require" | "deny_if";

export const answerOf = (holds: boolean): Answer => (holds ? TRUE : FALSE);

/** Three-valued NOT: the opposite of *cannot tell* is *cannot tell*. */
export const negate = (answer: Answer): Answer => (answer === UNKNOWN ? UNKNOWN : answer === TRUE ? FALSE : TRUE);

/** Three-valued AND: one false decides. True for an empty list. */
export function every<T>(items: readonly T[], ask: (item: T) => Answer): Answer {
  let result: Answer = TRUE;
  for (const item of items) {
    const answer = ask(item);
    if (answer === FALSE) return FALSE;
    if (answer === UNKNOWN) result = UNKNOWN;
  }
  return result;
}

/** Three-valued OR: one true decides. False for an empty list. */
export function some<T>(items: readonly T[], ask: (item: T) => Answer): Answer {
  let result: Answer = FALSE;
  for (const item of items) {
    const answer = ask(item);
    if (answer === TRUE) return TRUE;
    if (answer === UNKNOWN) result = UNKNOWN;
  }
  return result;
}
