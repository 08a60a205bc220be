import type { Reservation } from "../decision.ts";
import type { Limit, Policy, ToolEntry } from "../language.ts";
import { decimalText } from "./amount.ts";

/** One quota of the document, shorthand expanded: what every call that it reaches reserves. */
export type LimitPlan = {
  /** The reservation of a call; for an amount, everything but the amount. */
  reservation: Reservation;
  /** The path of the number to add up; undefined counts calls. */
  amountPath?: string;
  /** Two limits with one key are one counter (scope, window, kind, zone, unit and name). */
  key: string;
};

/** The quotas of an entry (or of `all_tools`) in document order, `rate_limit` last. `name` is the entry's key. */
export function limitPlans(entry: Pick<ToolEntry, "limits" | "rate_limit">, pointer: string, name: string): LimitPlan[] {
  const plans = (entry.limits ?? []).map((limit, index) => planOf(limit, `${pointer}/limits/${index}`));
  if (entry.rate_limit) plans.push(planOf({ ...entry.rate_limit, counter: `rate_limit:${name}` }, `${pointer}/rate_limit`));
  return plans;
}

/** The quotas of a whole document, `all_tools` first. */
export function documentLimits(policy: Policy, entries: Iterable<{ key: string; entry: ToolEntry; pointer: string }>): LimitPlan[] {
  const plans = policy.all_tools ? limitPlans(policy.all_tools, "/all_tools", "all_tools") : [];
  for (const { key, entry, pointer } of entries) plans.push(...limitPlans(entry, pointer, key));
  return plans;
}

const planOf = (limit: Limit, rule: string): LimitPlan => {
  const amountPath = limit.amount ?? limit.increment_from;
  const reservation: Reservation = {
    counter: limit.counter,
    scope: limit.scope ?? "grant",
    window: limit.window,
    rolling: limit.rolling === true || typeof limit.window === "number",
    timezone: limit.timezone ?? "UTC",
    max: decimalText(String(limit.max)) ?? "0",
    amount: "1",
    unit: amountPath === undefined ? "calls" : "amount",
    rule,
    ...(limit.on_deny === undefined ? {} : { message: limit.on_deny }),
  };
  return { reservation: Object.freeze(reservation), key: counterKey(reservation), ...(amountPath === undefined ? {} : { amountPath }) };
};

/** What makes two reservations the same counter. */
export const counterKey = (of: Pick<Reservation, "counter" | "scope" | "window" | "rolling" | "timezone" | "unit">): string =>
  JSON.stringify([of.counter, of.scope, of.window, of.rolling, of.timezone, of.unit]);
