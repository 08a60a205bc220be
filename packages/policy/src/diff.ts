import { type CompiledPolicy, compile } from "./compile.ts";
import type { Decision } from "./decision.ts";
import { evaluate, visible } from "./evaluate.ts";
import type { Policy } from "./language.ts";
import type { ToolCall } from "./request.ts";
import { sampleCalls } from "./sample-calls.ts";
import type { ToolFacts } from "./tool-plan.ts";

export type Outcome = Pick<Decision, "effect" | "reason" | "rule">;

/** What another policy would change: tools that appear or vanish in `tools/list`, and sample calls that are decided otherwise. */
export type PolicyDiff = {
  listed: { tool: string; before: boolean; after: boolean }[];
  calls: { call: ToolCall; before: Outcome; after: Outcome }[];
};

/**
 * Compares what two policies mean for the tools of a server, not their text. The sample calls are made from the conditions
 * of both: for each comparison a value on either side of it.
 */
export function diff(a: Policy, b: Policy, tools: readonly ToolFacts[]): PolicyDiff {
  const [before, after] = [compile(a, tools), compile(b, tools)];
  const listed = tools
    .map(({ name }) => ({ tool: name, before: visible(before, name), after: visible(after, name) }))
    .filter((one) => one.before !== one.after);
  const calls = tools
    .flatMap((tool) => sampleCalls(tool, [a, b]))
    .map((call) => ({ call, before: outcome(before, call), after: outcome(after, call) }))
    .filter((one) => one.before.effect !== one.after.effect || one.before.reason !== one.after.reason);
  return { listed, calls };
}

const outcome = (compiled: CompiledPolicy, call: ToolCall): Outcome => {
  const { effect, reason, rule } = evaluate(compiled, call);
  return { effect, reason, rule };
};
