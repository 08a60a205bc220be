import type { JsonNode, LimitWindow, Reservation } from "../src/index.ts";
import type { Subject } from "./conditions.ts";
import { comparable, order, plainText } from "./decimal.ts";
import { itemsOf, member, textOf } from "./json-text.ts";
import { readPath } from "./path.ts";
import { rootNode } from "./roots.ts";
import { walk } from "./walk.ts";

/** A part of the document that holds rules: `all_tools` or one entry of `tools`. */
export type Section = { key: string; pointer: string; node: JsonNode };

const decimalsMax = 6;

/**
 * What the limits of the sections take from their counters, in order; a counter that is reached twice is taken from once, for the larger amount. A
 * string is the pointer of the first limit whose amount cannot be counted.
 */
export function reserve(sections: Section[], subject: Subject): Reservation[] | string {
  const taken = new Map<string, Reservation>();
  for (const section of sections) {
    const limits = itemsOf(member(section.node, "limits"));
    for (const [index, limit] of limits.entries()) {
      const reservation = reserveOne(limit, `${section.pointer}/limits/${index}`, subject);
      if (typeof reservation === "string") return reservation;
      take(taken, reservation);
    }
    const rate = member(section.node, "rate_limit");
    if (rate) take(taken, rateLimit(rate, section));
  }
  return [...taken.values()];
}

const take = (taken: Map<string, Reservation>, reservation: Reservation): void => {
  const counter = JSON.stringify([reservation.counter, reservation.scope, reservation.window]);
  const before = taken.get(counter);
  const larger = !before || order(comparable(reservation.amount)!, comparable(before.amount)!) > 0;
  taken.set(counter, { ...(before ?? reservation), amount: larger ? reservation.amount : before.amount });
};

const reserveOne = (limit: JsonNode, pointer: string, subject: Subject): Reservation | string => {
  const path = textOf(member(limit, "amount") ?? member(limit, "increment_from"));
  const amount = path === undefined ? "1" : countable(path, subject);
  if (amount === undefined) return pointer;
  const window = windowOf(member(limit, "window")!);
  return {
    counter: textOf(member(limit, "counter"))!,
    scope: (textOf(member(limit, "scope")) ?? "grant") as Reservation["scope"],
    window,
    rolling: typeof window === "number" || isTrue(member(limit, "rolling")),
    timezone: textOf(member(limit, "timezone")) ?? "UTC",
    max: decimalText(member(limit, "max")!),
    amount,
    unit: path === undefined ? "calls" : "amount",
    rule: pointer,
    message: textOf(member(limit, "on_deny")),
  };
};

const rateLimit = (rate: JsonNode, { key, pointer }: Section): Reservation => ({
  counter: `rate_limit:${key}`,
  scope: "grant",
  window: windowOf(member(rate, "window")!),
  rolling: true,
  timezone: "UTC",
  max: decimalText(member(rate, "max")!),
  amount: "1",
  unit: "calls",
  rule: `${pointer}/rate_limit`,
});

/** The amount as plain decimal text: a comparable number without a minus sign and with at most 6 decimals. */
const countable = (path: string, { tool, request }: Subject): string | undefined => {
  const { root, steps } = readPath(path);
  const found = walk(rootNode(root, tool, request, "UTC"), steps, root === "args");
  if (found.is !== "value" || found.node.kind !== "number" || found.node.text.startsWith("-")) return undefined;
  const value = comparable(found.node.text);
  return value === undefined || value.exponent < -decimalsMax ? undefined : plainText(value);
};

const windowOf = (node: JsonNode): LimitWindow => (node.kind === "number" ? Number(node.text) : (textOf(node) as LimitWindow));

const decimalText = (node: JsonNode): string => (node.kind === "number" ? plainText(comparable(node.text)!) : "");

const isTrue = (node: JsonNode | undefined): boolean => node?.kind === "boolean" && node.value;
