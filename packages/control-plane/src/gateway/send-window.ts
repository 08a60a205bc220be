import type { Moment } from "./batcher.ts";

/**
 * May the first byte of an admitted call still be written (security.md 8.4)? Both clocks are asked: the monotonic one goes on while a wall
 * clock is set back, and the wall clock goes on where a suspended machine stops the other.
 */
export function mayStillSend(handedAt: Moment, now: Moment): boolean {
  return Math.max(now.monotonic - handedAt.monotonic, now.wall - handedAt.wall) <= sendMsMax;
}

/** From the hand-over of a call's batch to the database. */
const sendMsMax = 1_000;
