import type { Decision, JsonNode, PolicyRequest, ToolFacts } from "../src/index.ts";
import { compile, evaluate, isHidden, parsePolicy, settle, visible } from "../src/index.ts";
import { type ReferenceDecision, referenceDecide, referenceSettle } from "./reference.ts";

export type SettleState = { used: Readonly<Record<string, number | string>>; approved?: boolean };
export type Case = { request: PolicyRequest; state: SettleState };

/** A policy as the engine holds it, or undefined where the engine does not accept the document. */
export function engineOf(policyText: string, tools: readonly ToolFacts[]) {
  const parsed = parsePolicy(policyText);
  return parsed.ok ? compile(parsed.policy, tools) : undefined;
}

/** What both say about one case; equal texts where they agree. */
export function bothAnswers(
  compiled: NonNullable<ReturnType<typeof engineOf>>,
  policy: JsonNode,
  tools: readonly ToolFacts[],
  { request, state }: Case,
): { engine: string; reference: string } {
  const decision = evaluate(compiled, request);
  const asTool = request.kind === "tool" ? { visible: visible(compiled, request.name), unknown: isHidden(compiled, request.name) } : {};
  const expected = referenceDecide(policy, tools, request);
  const expectedTool = request.kind === "tool" ? { visible: expected.visible, unknown: expected.hidden } : {};
  return {
    engine: text(decision, settle(decision, state), asTool),
    reference: text(expected, referenceSettle(expected, state), expectedTool),
  };
}

const text = (decision: Decision | ReferenceDecision, settled: Decision | ReferenceDecision, asTool: object): string =>
  JSON.stringify({ ...compared(decision), ...asTool, settled: compared(settled) });

/** Sentences are not compared, nor the terms of an approval. */
const compared = ({ effect, reason, rule, hidden, reservations, observed }: Decision | ReferenceDecision): object => ({
  effect,
  reason,
  rule,
  hidden,
  observed: observed && { effect: observed.effect, reason: observed.reason, rule: observed.rule },
  reservations: reservations.map((one) => [
    one.counter, one.scope, one.window, one.rolling, one.timezone, one.max, one.amount, one.unit, one.rule, one.message,
  ]), // biome-ignore format: a row
});
