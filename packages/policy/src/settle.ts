import { type Decision, permission, refusal } from "./decision.ts";
import { observedRefusal } from "./frame.ts";
import { millionths } from "./limits/amount.ts";
import { limitMessage } from "./limits/message.ts";

/** What admission knows: how much of each counter (by name) is used in its current window, and whether the call is approved. */
export type SettleState = { used: Readonly<Record<string, number | string>>; approved?: boolean };

/** Steps 9 and 10 as a pure function, for tests and the simulator; admission in the database must agree with it. */
export function settle(decision: Decision, state: SettleState): Decision {
  const run = decision.approval && state.approved ? permission(decision.approval.allowedBy, decision.reservations) : decision;
  if (run.effect !== "allow") return run;
  const full = run.reservations.find((reservation) => {
    const used = millionths(String(Object.hasOwn(state.used, reservation.counter) ? state.used[reservation.counter] : 0));
    return used + millionths(reservation.amount) > millionths(reservation.max);
  });
  if (full === undefined) return run;
  const refuse = run.observed ? observedRefusal : refusal;
  return refuse("limit_exceeded", full.rule, limitMessage(full));
}
