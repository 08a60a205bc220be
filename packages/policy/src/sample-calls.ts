import type { Comparison } from "./conditions/language.ts";
import { readPath, type Step } from "./conditions/path.ts";
import { entriesOf } from "./document/entries.ts";
import { comparisonsIn, conditionLists } from "./document/rules.ts";
import { nodeOf } from "./json/node.ts";
import type { Policy } from "./language.ts";
import type { ToolCall } from "./request.ts";
import { readSelector, selects } from "./selectors.ts";
import type { ToolFacts } from "./tool-plan.ts";

const callsMax = 200;

/**
 * Calls of one tool that the conditions of the policies could tell apart: without arguments, and for each comparison with a
 * value that satisfies it and one that does not, alone and beside the satisfying values of all others.
 */
export function sampleCalls(tool: ToolFacts, policies: readonly Policy[]): ToolCall[] {
  const comparisons = policies.flatMap((policy) => comparisonsFor(tool, policy));
  const all = comparisons.reduce<unknown>((args, { steps, values: [good] }) => placed(args, steps, good), {});
  const candidates = [
    {},
    all,
    ...comparisons.flatMap(({ steps, values }) => values.flatMap((value) => [placed({}, steps, value), placed(all, steps, value)])),
  ];
  const unique = new Map(candidates.map((args) => [JSON.stringify(args), args]));
  return [...unique.values()].slice(0, callsMax).map((args) => ({ kind: "tool", name: tool.name, arguments: nodeOf(args) }));
}

const comparisonsFor = (tool: ToolFacts, policy: Policy): { steps: readonly Step[]; values: [unknown, unknown] }[] =>
  conditionLists(policy, entriesOf(policy))
    .filter(({ entry }) => {
      const selector = entry && readSelector(entry.key);
      return entry === undefined || (selector !== undefined && selects(selector, tool.name, tool.category ?? "unclassified"));
    })
    .flatMap(({ conditions, pointer }) => comparisonsIn(conditions, pointer))
    .flatMap(({ comparison }) => {
      const path = readPath(comparison.path);
      return "problem" in path || path.root !== "args" || path.steps.length === 0
        ? []
        : [{ steps: path.steps, values: valuesFor(comparison) }];
    });

/** A value for which the comparison holds and one for which it does not, as far as they are easily found. */
const valuesFor = (comparison: Comparison): [unknown, unknown] => {
  switch (comparison.op) {
    case "eq":
    case "contains":
      return [comparison.value, another(comparison.value)];
    case "neq":
    case "not_contains":
      return [another(comparison.value), comparison.value];
    case "in":
      return [comparison.value[0], another(comparison.value[0])];
    case "not_in":
      return [another(comparison.value[0]), comparison.value[0]];
    case "lt":
      return [comparison.value - 1, comparison.value];
    case "lte":
      return [comparison.value, comparison.value + 1];
    case "gt":
      return [comparison.value + 1, comparison.value];
    case "gte":
      return [comparison.value, comparison.value - 1];
    case "exists":
      return comparison.value ? ["x", null] : [null, "x"];
    case "starts_with":
    case "ends_with":
      return [comparison.value, "-"];
    case "length_lte":
      return ["x".repeat(Math.min(comparison.value, 1_000)), "x".repeat(Math.min(comparison.value + 1, 1_001))];
    case "length_gte":
      return ["x".repeat(Math.min(comparison.value, 1_000)), ""];
    case "host_in":
      return [`https://${onHost(comparison.value[0])}/`, "https://elsewhere.invalid/"];
    case "host_not_in":
      return ["https://elsewhere.invalid/", `https://${onHost(comparison.value[0])}/`];
    case "path_within":
      return [comparison.value[0], "/elsewhere"];
    case "path_not_within":
      return ["/elsewhere", comparison.value[0]];
    case "cidr_in":
      return [comparison.value[0]?.split("/")[0], "192.0.2.1"];
    case "cidr_not_in":
      return ["192.0.2.1", comparison.value[0]?.split("/")[0]];
    default:
      return ["x", ""];
  }
};

const onHost = (entry = ""): string => (entry.startsWith(".") ? `a${entry}` : entry);

const another = (value: unknown): unknown =>
  typeof value === "number" ? value + 1 : typeof value === "string" ? `${value}-` : typeof value === "boolean" ? !value : [];

// A copy of the arguments with a value at a path.
const placed = (args: unknown, steps: readonly Step[], value: unknown): unknown => {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (step === "each" || "index" in step) {
    const items = Array.isArray(args) ? [...args] : [];
    const at = step === "each" ? 0 : Math.min(step.index, 20);
    while (items.length < at) items.push({});
    items[at] = placed(items[at], rest, value);
    return items;
  }
  const members = typeof args === "object" && args !== null && !Array.isArray(args) ? args : {};
  return { ...members, [step.member]: placed((members as Record<string, unknown>)[step.member], rest, value) };
};
