import type { PolicyRequest } from "../request.ts";
import { type Answer, every, FALSE, negate, type Stance, some, TRUE, UNKNOWN } from "./answer.ts";
import type { Comparison, Condition } from "./language.ts";
import { testOf } from "./operators.ts";
import { readPath } from "./path.ts";
import { rootOf, type ToolNodes } from "./roots.ts";
import { compileWalk, type Leaf } from "./walk.ts";

/** A condition as a function of the call. Documents are checked before they are compiled, so nothing is left to go wrong. */
export type Question = (request: PolicyRequest, tool: ToolNodes) => Answer;

/** Conditions in one list are ANDed; an empty list holds. */
export function compileConditions(conditions: readonly Condition[], stance: Stance): Question {
  const questions = conditions.map((condition) => compileCondition(condition, stance, false));
  const [only] = questions;
  if (only !== undefined && questions.length === 1) return only;
  return (request, tool) => {
    let result: Answer = TRUE;
    for (const ask of questions) {
      const answer = ask(request, tool);
      if (answer === FALSE) return FALSE;
      if (answer === UNKNOWN) result = UNKNOWN;
    }
    return result;
  };
}

function compileCondition(condition: Condition, stance: Stance, negated: boolean): Question {
  if ("not" in condition) {
    const inner = compileCondition(condition.not, stance, !negated);
    return (request, tool) => negate(inner(request, tool));
  }
  if ("any" in condition || "all" in condition) {
    const combine = "any" in condition ? some : every;
    const inner = ("any" in condition ? condition.any : condition.all).map((one) => compileCondition(one, stance, negated));
    return (request, tool) => combine(inner, (ask) => ask(request, tool));
  }
  return compileComparison(condition, stance, negated);
}

const compileComparison = (condition: Comparison, stance: Stance, negated: boolean): Question => {
  const path = readPath(condition.path);
  if ("problem" in path) throw new Error(path.problem);
  const leaf = leafOf(condition, stance);
  const { read, steps } = rootOf(path, condition.timezone);
  const walk = compileWalk(steps, leaf, (stance === "require") === negated ? "some" : "every");
  return (request, tool) => {
    const root = read(request, tool);
    return root === undefined ? leaf.missing : root === "unreadable" ? UNKNOWN : walk(root);
  };
};

const leafOf = (condition: Comparison, stance: Stance): Leaf => {
  if (condition.op === "exists") {
    const [there, absent] = condition.value ? [TRUE, FALSE] : [FALSE, TRUE];
    return { present: (node) => (node.kind === "null" ? absent : there) as Answer, missing: absent as Answer };
  }
  const test = testOf(condition);
  return { present: (node) => (node.kind === "null" ? UNKNOWN : test(node)), missing: stance === "require" ? UNKNOWN : FALSE };
};
