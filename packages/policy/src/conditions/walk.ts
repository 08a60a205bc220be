import type { JsonNode } from "../json/node.ts";
import { type Answer, every, some, UNKNOWN } from "./answer.ts";
import { afford } from "./effort.ts";
import type { Step } from "./path.ts";
import type { Test } from "./text.ts";
import { hasTwin, type MemberName, memberName } from "./twins.ts";

/** Whom `[*]` asks. `require` needs every element and `deny_if` one; below a `not` it is the other way round. */
export type Quantifier = "every" | "some";

/** What to answer at one place of a path: how a value that is there is asked, and the answers for `null` and for a missing one. */
export type Place = { test: Test; none: Answer; missing: Answer };

/**
 * Puts the steps of a path before its last place, from the back to the root. A step into a value of the wrong kind, or past a
 * case-folded twin of the member, cannot tell.
 */
export const compileWalk = (steps: readonly Step[], last: Place, quantifier: Quantifier): Place =>
  steps.reduceRight((next, step) => ({ test: stepInto(step, next, quantifier), none: UNKNOWN, missing: last.missing }), last);

/** Asks a value that is there. */
export const askAt = (node: JsonNode, { test, none }: Place): Answer => (node.kind === "null" ? none : test(node));

/** Asks the member of an object. */
export function askMember(node: JsonNode, name: MemberName, next: Place): Answer {
  if (node.kind !== "object" || !afford(2 + (node.members.size >> 2)) || hasTwin(node.members, name)) return UNKNOWN;
  const value = node.members.get(name.name);
  return value === undefined ? next.missing : askAt(value, next);
}

const stepInto = (step: Step, next: Place, quantifier: Quantifier): Test => {
  if (step === "each") {
    const ask = quantifier === "every" ? every : some;
    const askItem = (item: JsonNode) => askAt(item, next);
    return (node) => (node.kind !== "array" ? UNKNOWN : node.items.length === 0 ? next.missing : ask(node.items, askItem));
  }
  if ("index" in step) {
    const { index } = step;
    return (node) => {
      if (node.kind !== "array") return UNKNOWN;
      const item = node.items[index];
      return item === undefined ? next.missing : askAt(item, next);
    };
  }
  const name = memberName(step.member);
  return (node) => askMember(node, name, next);
};

/** The one value at a path without `[*]`; undefined when it is missing, unreadable or has a twin. */
export function nodeAt(root: JsonNode | undefined, steps: readonly Step[]): JsonNode | undefined {
  let node = root;
  for (const step of steps) {
    if (node === undefined || step === "each") return undefined;
    if ("index" in step) node = node.kind === "array" ? node.items[step.index] : undefined;
    else node = node.kind === "object" && !hasTwin(node.members, memberName(step.member)) ? node.members.get(step.member) : undefined;
  }
  return node;
}
