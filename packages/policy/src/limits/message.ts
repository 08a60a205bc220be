import type { Reservation } from "../decision.ts";

/**
 * The sentence for the agent when a limit refuses: the limit's own, else what the limit is. With `retryAfterSeconds` it says
 * when there is room again.
 */
export function limitMessage(reservation: Pick<Reservation, "max" | "unit" | "window" | "message">, retryAfterSeconds?: number): string {
  const said = reservation.message ?? `The limit of ${quantity(reservation)} ${span(reservation.window)} is used up.`;
  return retryAfterSeconds === undefined ? said : `${said} Try again in ${counted(retryAfterSeconds, "second")}.`;
}

const quantity = ({ max, unit }: Pick<Reservation, "max" | "unit">): string =>
  unit === "calls" ? counted(Number(max), "call") : `${max} in all`;
const span = (window: Reservation["window"]): string => (typeof window === "number" ? `in ${counted(window, "second")}` : `per ${window}`);
const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
