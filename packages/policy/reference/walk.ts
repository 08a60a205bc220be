import type { JsonNode } from "../src/index.ts";
import { isTwin } from "./case-fold.ts";
import type { Step } from "./path.ts";

/** What stands at the end of a path: one value, nothing, what cannot be told, or an answer per element of an array. */
export type Found = { is: "value"; node: JsonNode } | { is: "missing" } | { is: "cannot tell" } | { is: "elements"; each: Found[] };

/** Follows the steps from a node. `twins` says whether case-folded twins of a member matter (they do in the arguments). */
export function walk(node: JsonNode | undefined, steps: Step[], twins: boolean): Found {
  if (node === undefined) return { is: "missing" };
  const [step, ...rest] = steps;
  if (step === undefined) return { is: "value", node };
  if (step === "every") {
    if (node.kind !== "array") return { is: "cannot tell" };
    return node.items.length === 0 ? { is: "missing" } : { is: "elements", each: node.items.map((item) => walk(item, rest, twins)) };
  }
  if ("index" in step) return node.kind === "array" ? walk(node.items[step.index], rest, twins) : { is: "cannot tell" };
  if (node.kind !== "object") return { is: "cannot tell" };
  if (twins && hasTwin(node.members, step.member)) return { is: "cannot tell" };
  return walk(node.members.get(step.member), rest, twins);
}

const hasTwin = (members: ReadonlyMap<string, JsonNode>, name: string): boolean => [...members.keys()].some((other) => isTwin(other, name));
