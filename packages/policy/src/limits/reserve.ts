import { type Path, readPath, type Step } from "../conditions/path.ts";
import { nodeAt } from "../conditions/walk.ts";
import type { Reservation } from "../decision.ts";
import type { JsonNode } from "../json/node.ts";
import { amountOf, millionths } from "./amount.ts";
import type { LimitPlan } from "./plan.ts";

/** The counters of a call, each once, and the amounts to read for them in document order. */
export type MeasuredLimits = { reservations: readonly Reservation[]; amounts: readonly Amount[] };
type Amount = { steps: readonly Step[]; rule: string; counter: number };

/** A counter that a call reaches twice counts once, under the pointer of the first limit. */
export function measuredLimits(plans: readonly LimitPlan[]): MeasuredLimits {
  if (plans.length === 0) return noLimits;
  const positions = new Map<string, number>();
  const reservations: Reservation[] = [];
  const amounts: Amount[] = [];
  for (const { key, reservation, amountPath } of plans) {
    const counter = positions.get(key) ?? reservations.length;
    positions.set(key, counter);
    reservations[counter] ??= reservation;
    if (amountPath !== undefined) amounts.push({ steps: (readPath(amountPath) as Path).steps, rule: reservation.rule, counter });
  }
  return { reservations: Object.freeze(reservations), amounts };
}

const noLimits: MeasuredLimits = { reservations: Object.freeze([]), amounts: [] };

/**
 * What a call takes from its counters, or the first limit whose amount cannot be counted. Where two limits read one counter's
 * amount at different places, the larger counts.
 */
export function measure(
  { reservations, amounts }: MeasuredLimits,
  args: JsonNode | undefined,
): { reservations: readonly Reservation[] } | { uncountable: string } {
  if (amounts.length === 0) return { reservations };
  const read: (string | undefined)[] = [];
  for (const { steps, rule, counter } of amounts) {
    const amount = amountOf(nodeAt(args, steps));
    if (amount === undefined) return { uncountable: rule };
    const known = read[counter];
    if (known === undefined || millionths(amount) > millionths(known)) read[counter] = amount;
  }
  return {
    reservations: reservations.map((reservation, counter) =>
      read[counter] === undefined ? reservation : { ...reservation, amount: read[counter] },
    ),
  };
}
