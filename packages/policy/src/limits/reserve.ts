import { type Path, readPath, type Step } from "../conditions/path.ts";
import { nodeAt } from "../conditions/walk.ts";
import type { Reservation } from "../decision.ts";
import type { JsonNode } from "../json/node.ts";
import { amountOf, millionths } from "./amount.ts";
import type { LimitPlan } from "./plan.ts";

/** A counter that a call reaches, and where its amounts stand; a counter of calls has no paths. */
export type MeasuredLimit = { reservation: Reservation; paths: readonly { steps: readonly Step[]; rule: string }[] };

/** The counters of a call, each once: a counter that is reached twice counts once. */
export function measuredLimits(plans: readonly LimitPlan[]): MeasuredLimit[] {
  const byKey = new Map<string, { reservation: Reservation; paths: { text: string; steps: readonly Step[]; rule: string }[] }>();
  for (const { key, reservation, amountPath } of plans) {
    const known = byKey.get(key) ?? { reservation, paths: [] };
    byKey.set(key, known);
    if (amountPath === undefined || known.paths.some(({ text }) => text === amountPath)) continue;
    known.paths.push({ text: amountPath, steps: (readPath(amountPath) as Path).steps, rule: reservation.rule });
  }
  return [...byKey.values()];
}

/**
 * What a call takes from its counters, or the limit whose amount cannot be counted. Where two limits read one counter's
 * amount at different places, the larger counts.
 */
export function measure(
  limits: readonly MeasuredLimit[],
  args: JsonNode | undefined,
): { reservations: Reservation[] } | { uncountable: string } {
  const reservations: Reservation[] = [];
  for (const { reservation, paths } of limits) {
    let amount: string | undefined;
    for (const { steps, rule } of paths) {
      const read = amountOf(nodeAt(args, steps));
      if (read === undefined) return { uncountable: rule };
      if (amount === undefined || millionths(read) > millionths(amount)) amount = read;
    }
    reservations.push(amount === undefined ? reservation : { ...reservation, amount });
  }
  return { reservations };
}
