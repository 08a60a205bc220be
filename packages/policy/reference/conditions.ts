import type { JsonNode, PolicyRequest, ToolFacts } from "../src/index.ts";
import { itemsOf, member, textOf } from "./json-text.ts";
import { operator } from "./operators.ts";
import { readPath } from "./path.ts";
import { rootNode } from "./roots.ts";
import { all, any, not, type Side, type Truth, truth } from "./truth.ts";
import { type Found, walk } from "./walk.ts";

/** What conditions are judged about. */
export type Subject = { tool: ToolFacts; request: PolicyRequest };

/** A list of conditions is their conjunction. */
export const judgeAll = (conditions: readonly JsonNode[], side: Side, subject: Subject): Truth =>
  all(conditions.map((condition) => judge(condition, side, false, subject)));

/** One condition; `negated` is true below an odd number of `not`, where the quantifier of `[*]` flips. */
function judge(condition: JsonNode, side: Side, negated: boolean, subject: Subject): Truth {
  const inner = member(condition, "not");
  if (inner) return not(judge(inner, side, !negated, subject));
  const some = member(condition, "any");
  if (some) return any(itemsOf(some).map((each) => judge(each, side, negated, subject)));
  const every = member(condition, "all");
  if (every) return all(itemsOf(every).map((each) => judge(each, side, negated, subject)));
  return leaf(condition, side, negated, subject);
}

const leaf = (condition: JsonNode, side: Side, negated: boolean, { tool, request }: Subject): Truth => {
  const { root, steps } = readPath(textOf(member(condition, "path"))!);
  const op = textOf(member(condition, "op"))!;
  const value = member(condition, "value")!;
  const start = rootNode(root, tool, request, textOf(member(condition, "timezone")) ?? "UTC");
  const needsAll = (side === "require") !== negated;
  const answer = (found: Found): Truth => {
    if (found.is === "elements") return needsAll ? all(found.each.map(answer)) : any(found.each.map(answer));
    if (found.is === "cannot tell") return "cannot tell";
    if (op === "exists") return exists(found, value);
    if (found.is === "missing") return side === "require" ? "cannot tell" : "false";
    return operator(op, found.node, value);
  };
  if (start === undefined && root !== "args") return "cannot tell"; // a fact that nobody gave, not a member that is not there
  return answer(walk(start, steps, root === "args"));
};

const exists = (found: Found, value: JsonNode): Truth => {
  const present = found.is === "value" && found.node.kind !== "null";
  return truth(value.kind === "boolean" && value.value === present);
};
