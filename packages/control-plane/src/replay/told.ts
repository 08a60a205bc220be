import { compile, evaluate, nodeOf, type Policy, type ToolEntry, type ToolFacts } from "@portcullis/policy";
import type { RecordedCall } from "./recorded-call.ts";

type Condition = NonNullable<ToolEntry["require"]>[number]["conditions"][number];
export type Stance = "require" | "deny_if";
/** What a rule says of a recorded call: it passes, it is refused, or that hangs on a value that was not recorded. */
export type Answer = "passes" | "refuses" | "unsure";

/**
 * Asks a rule of a call of which only the names of the arguments are known. The conditions that can be told from those are put to the engine,
 * alone in a policy; the rule is unsure where the rest decides.
 */
export function askRule(conditions: readonly Condition[], stance: Stance, tool: ToolFacts, call: RecordedCall): Answer {
  const told = conditions.filter((condition) => isTold(condition, call));
  const holds = told.length === 0 ? "maybe" : engineSays(told, stance, tool, call);
  if (stance === "require") {
    if (holds === "refused") return "refuses";
    return told.length === conditions.length ? "passes" : "unsure";
  }
  if (holds === "allowed") return "passes";
  return told.length === conditions.length ? "refuses" : "unsure";
}

function engineSays(
  conditions: readonly Condition[],
  stance: Stance,
  tool: ToolFacts,
  { grant, client, at }: RecordedCall,
): "allowed" | "refused" {
  const compiled = alone(conditions, stance, tool);
  const facts = { grant, client, now: at.getTime() };
  return evaluate(compiled, { kind: "tool", name: tool.name, arguments: nodeOf({}), facts }).effect === "allow" ? "allowed" : "refused";
}

/** A policy of one rule, compiled once for each tool. */
function alone(conditions: readonly Condition[], stance: Stance, tool: ToolFacts): ReturnType<typeof compile> {
  const known = compiledFor.get(tool) ?? new Map<string, ReturnType<typeof compile>>();
  compiledFor.set(tool, known);
  const key = `${stance}${JSON.stringify(conditions)}`;
  let compiled = known.get(key);
  if (!compiled) {
    const policy: Policy = { version: "1", default: "allow", all_tools: { [stance]: [{ conditions: [...conditions] }] } };
    compiled = compile(policy, [{ name: tool.name, category: tool.category }]);
    known.set(key, compiled);
  }
  return compiled;
}
const compiledFor = new WeakMap<ToolFacts, Map<string, ReturnType<typeof compile>>>();

/** Does the condition look at no value of an argument that was there? An argument that was not there is known to be missing. */
function isTold(condition: Condition, call: RecordedCall): boolean {
  if ("any" in condition) return condition.any.every((one) => isTold(one, call));
  if ("all" in condition) return condition.all.every((one) => isTold(one, call));
  if ("not" in condition) return isTold(condition.not, call);
  if (!/^args\b/.test(condition.path)) return true;
  const name = firstMember(condition.path);
  return name !== undefined && isMissing(name, call.argumentNames);
}

/** The argument that a path starts at; undefined where it takes the arguments as a whole, or cannot be read. */
export function firstMember(path: string): string | undefined {
  const found = /^args(?:\.([A-Za-z_$][A-Za-z0-9_$-]*)|\[("(?:[^"\\]|\\.)*")\])/.exec(path);
  if (!found) return undefined;
  try {
    return found[1] ?? (JSON.parse(found[2] as string) as string);
  } catch {
    return undefined;
  }
}

/** Surely not among the arguments, in no spelling either; what the record had to cut short tells nothing. */
export const isMissing = (name: string, recorded: readonly string[]): boolean =>
  recorded.length < namesMax && !recorded.some((one) => fold(one) === fold(name) || one.length >= nameLengthMax);

const fold = (text: string) => text.toUpperCase().toLowerCase();
/** As many names, and as much of each, as a record keeps. */
const namesMax = 50;
const nameLengthMax = 100;
