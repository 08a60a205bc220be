import type { PolicyRequest } from "../request.ts";
import { type Answer, every, FALSE, negate, type Stance, some, TRUE, UNKNOWN } from "./answer.ts";
import { afford } from "./effort.ts";
import type { Comparison, Condition } from "./language.ts";
import { testOf } from "./operators.ts";
import { readPath } from "./path.ts";
import { argumentsOf, rootOf, type ToolNodes } from "./roots.ts";
import type { Test } from "./text.ts";
import { memberName } from "./twins.ts";
import { askAt, askMember, compileWalk, type Place } from "./walk.ts";

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
  const last = lastPlace(condition, stance);
  const [step] = path.steps;
  if (path.root === "args" && path.steps.length === 1 && typeof step === "object" && "member" in step)
    return askArgument(step.member, last);
  const { read, steps } = rootOf(path, condition.timezone);
  const first = compileWalk(steps, last, (stance === "require") === negated ? "some" : "every");
  return (request, tool) => {
    const root = read(request, tool);
    return root === undefined ? last.missing : root === "unreadable" ? UNKNOWN : askAt(root, first);
  };
};

// Nearly every condition asks for one argument by its name. In one function, so that deciding a call touches little memory.
const askArgument = (member: string, last: Place): Question => {
  const name = memberName(member);
  return (request) => {
    const args = argumentsOf(request);
    return args === undefined ? last.missing : askMember(args, name, last);
  };
};

const lastPlace = (condition: Comparison, stance: Stance): Place => {
  if (condition.op === "exists")
    return condition.value ? { test: isTrue, none: FALSE, missing: FALSE } : { test: isFalse, none: TRUE, missing: TRUE };
  return { test: affordable(testOf(condition)), none: UNKNOWN, missing: stance === "require" ? UNKNOWN : FALSE };
};

// What every operator does at least: look at each character, or each element.
const affordable =
  (test: Test): Test =>
  (node) => {
    const size =
      node.kind === "string"
        ? node.value.length
        : node.kind === "array"
          ? node.items.length
          : node.kind === "object"
            ? node.members.size
            : 0;
    return afford(1 + (size >> 2)) ? test(node) : UNKNOWN;
  };
const isTrue: Test = () => TRUE;
const isFalse: Test = () => FALSE;
