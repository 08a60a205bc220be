import type { JsonNode } from "../json/node.ts";
import { type Answer, every, some, UNKNOWN } from "./answer.ts";
import type { Step } from "./path.ts";
import { foldingOf } from "./twins.ts";

/** Whom `[*]` asks. `require` needs every element and `deny_if` one; below a `not` it is the other way round. */
export type Quantifier = "every" | "some";

/** What to answer at the end of a path: for a value that is there (also `null`), and for one that is missing. */
export type Leaf = { present: (node: JsonNode) => Answer; missing: Answer };
export type Walk = (node: JsonNode) => Answer;

/**
 * Turns the steps of a path into one function from the root's value to an answer. A step into a value of the wrong kind, or
 * past a case-folded twin of the member, cannot tell.
 */
export function compileWalk(steps: readonly Step[], leaf: Leaf, quantifier: Quantifier): Walk {
  let walk: Walk = leaf.present;
  for (const step of steps.toReversed()) walk = stepInto(step, walk, leaf.missing, quantifier);
  return walk;
}

const stepInto = (step: Step, next: Walk, missing: Answer, quantifier: Quantifier): Walk => {
  if (step === "each") {
    const ask = quantifier === "every" ? every : some;
    return (node) => (node.kind !== "array" ? UNKNOWN : node.items.length === 0 ? missing : ask(node.items, next));
  }
  if ("index" in step) {
    const { index } = step;
    return (node) => {
      if (node.kind !== "array") return UNKNOWN;
      const item = node.items[index];
      return item === undefined ? missing : next(item);
    };
  }
  const { member } = step;
  const folding = foldingOf(member);
  return (node) => {
    if (node.kind !== "object" || folding.hasTwin(node.members)) return UNKNOWN;
    const value = node.members.get(member);
    return value === undefined ? missing : next(value);
  };
};

/** The one value at a path without `[*]`; undefined when it is missing, unreadable or has a twin. */
export function nodeAt(root: JsonNode | undefined, steps: readonly Step[]): JsonNode | undefined {
  let node = root;
  for (const step of steps) {
    if (node === undefined || step === "each") return undefined;
    if ("index" in step) node = node.kind === "array" ? node.items[step.index] : undefined;
    else node = node.kind === "object" && !foldingOf(step.member).hasTwin(node.members) ? node.members.get(step.member) : undefined;
  }
  return node;
}
