import {
  type CompiledPolicy,
  compile,
  evaluate,
  nodeOf,
  type Policy,
  type PolicyRequest,
  parsePolicy,
  type ToolFacts,
} from "../src/index.ts";

/**
 * One decision in several sizes: a document of so many tool entries, each with a rule, where every called tool asks so many
 * conditions, all of which have to hold. The calls go to ten tools spread over the document.
 */
export type Size = { entries: number; conditions: number };

export const calledTools = 10;
export const toolName = (index: number): string => `tool_${index}`;
const calledEvery = ({ entries }: Size): number => entries / calledTools;
export const isCalled = (size: Size, index: number): boolean => index % calledEvery(size) === 0;
export const calledNames = (size: Size): string[] => Array.from({ length: calledTools }, (_, at) => toolName(at * calledEvery(size)));

/** The three kinds of condition in turn, each on an argument of its own. */
export const kindOf = (index: number): "text" | "bound" | "list" => (["text", "bound", "list"] as const)[index % 3] as "text";
export const choices = ["reports", "staging", "archive"];

/** Arguments that satisfy every condition. */
export const argumentsFor = (conditions: number): Record<string, string | number> =>
  Object.fromEntries(
    Array.from({ length: Math.max(conditions, 3) }, (_, index) => [
      `field_${index}`,
      { text: "expected", bound: 42, list: "staging" }[kindOf(index)],
    ]),
  );

const conditionOf = (index: number) => {
  const path = `args.field_${index}`;
  const forms = {
    text: { path, op: "eq", value: "expected" },
    bound: { path, op: "lte", value: 100 },
    list: { path, op: "in", value: choices },
  };
  return forms[kindOf(index)];
};

const entryOf = (size: Size, index: number): object => {
  const count = isCalled(size, index) ? size.conditions : 1;
  return count === 0 ? {} : { require: [{ conditions: Array.from({ length: count }, (_, at) => conditionOf(at)) }] };
};

export function policyOf(size: Size): Policy {
  const entries = Array.from({ length: size.entries }, (_, index) => [toolName(index), entryOf(size, index)]);
  return readPolicy({ version: "1", default: "deny", tools: Object.fromEntries(entries) });
}

/** As many patterns as entries, to set beside the same document with plain comparisons. */
export const patternPolicy = (entries: number, op: "regex" | "starts_with"): Policy =>
  readPolicy({
    version: "1",
    default: "deny",
    tools: Object.fromEntries(
      Array.from({ length: entries }, (_, index) => [
        toolName(index),
        {
          require: [
            {
              conditions: [
                { path: "args.x", op, value: op === "regex" ? `^(?i)report-[0-9]{4}-${index}\\.(csv|json)$` : `report-${index}` },
              ],
            },
          ],
        },
      ]),
    ),
  });

export const toolsOf = (entries: number): ToolFacts[] => Array.from({ length: entries }, (_, index) => ({ name: toolName(index) }));

/** The engine's decision for one of the called tools; throws when it is not the expected one. */
export function engineDecider(size: Size): (at: number) => boolean {
  const compiled: CompiledPolicy = compile(policyOf(size), toolsOf(size.entries));
  const args = nodeOf(argumentsFor(size.conditions));
  const requests = calledNames(size).map((name): PolicyRequest => ({ kind: "tool", name, arguments: args }));
  return (at) => evaluate(compiled, requests[at] as PolicyRequest).effect === "allow";
}

/** A decision that cannot be prepared: the call's own amount goes into its reservation. */
export function amountDecider(): (at: number) => boolean {
  const limit = { counter: "spend", window: "day", max: 1_000_000, amount: "args.field_1" };
  const document = { version: "1", default: "deny", tools: { [toolName(0)]: { limits: [limit] } } };
  const compiled = compile(readPolicy(document), toolsOf(1));
  const request: PolicyRequest = { kind: "tool", name: toolName(0), arguments: nodeOf(argumentsFor(3)) };
  return () => evaluate(compiled, request).reservations[0]?.amount === "42";
}

const readPolicy = (document: object): Policy => {
  const parsed = parsePolicy(JSON.stringify(document));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings.slice(0, 3)));
  return parsed.policy;
};
