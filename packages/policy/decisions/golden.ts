import { readdirSync, readFileSync } from "node:fs";
import type * as engine from "../src/index.ts";
import { parseJson } from "../src/json/parse.ts";

/** One case of policy-language.md section 7. `policyText` and `callText` stand where the spelling of the JSON matters. */
export type GoldenCase = {
  name: string;
  policy?: unknown;
  policyText?: string;
  tools?: engine.ToolFacts[];
  call?: { tool: string; arguments?: unknown } | { prompt: string } | { resource: string };
  callText?: string;
  facts?: {
    grant?: { label: string; tags: string[] };
    client?: { name?: string; version?: string };
    time?: string;
    used?: Record<string, number | string>;
    approved?: boolean;
  };
  expect: {
    effect: string;
    reason: string;
    rule: string;
    reservations?: object[];
    visible?: boolean;
    message?: string;
    hidden?: boolean;
    observed?: object;
    approval?: object;
  };
};

const folder = new URL("./", import.meta.url);
export const goldenFiles = readdirSync(folder).filter((name) => name.endsWith(".json"));
export const goldenCases = (file: string): GoldenCase[] => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as GoldenCase[];

/** What an engine answers to a case: the document's text, the settled decision, and as much of it as the case states. */
export function judgeGolden(by: Pick<typeof engine, "parsePolicy" | "compile" | "evaluate" | "settle">, one: GoldenCase) {
  const text = one.policyText ?? JSON.stringify(one.policy);
  const parsed = by.parsePolicy(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings, null, 2));
  const compiled = by.compile(parsed.policy, one.tools ?? []);
  const request = requestOf(one);
  const decision = by.settle(by.evaluate(compiled, request), { used: one.facts?.used ?? {}, approved: one.facts?.approved });
  return { text, compiled, request, decision, stated: statedOf(decision, one) };
}

// Only what a case states is compared; `visible` is asked separately.
const statedOf = (decision: engine.Decision, { expect: stated }: GoldenCase): object => {
  const shown: Record<string, unknown> = { ...decision };
  return Object.fromEntries(
    Object.entries(stated).map(([name, wanted]) => {
      const value = shown[name];
      if (name === "visible") return [name, wanted];
      if (name === "reservations") return [name, decision.reservations.map((one, index) => pick(one, (wanted as object[])[index] ?? one))];
      return [name, typeof wanted === "object" && typeof value === "object" ? pick(value ?? {}, wanted) : value];
    }),
  );
};

const pick = (from: object, like: object): object =>
  Object.fromEntries(Object.keys(like).map((key) => [key, (from as Record<string, unknown>)[key]]));

const requestOf = ({ call, callText, facts }: GoldenCase): engine.PolicyRequest => {
  // Numbers of a call without a text of its own are those that JSON writes.
  const { node } = parseJson(callText ?? JSON.stringify(call));
  if (node?.kind !== "object") throw new Error("a call is an object");
  const text = (name: string) => {
    const member = node.members.get(name);
    return member?.kind === "string" ? member.value : undefined;
  };
  const said = { grant: facts?.grant, client: facts?.client, now: facts?.time === undefined ? undefined : Date.parse(facts.time) };
  const given = facts === undefined ? {} : { facts: said };
  const args = node.members.get("arguments");
  const tool = text("tool");
  const prompt = text("prompt");
  if (tool !== undefined) return { kind: "tool", name: tool, ...(args ? { arguments: args } : {}), ...given };
  return prompt === undefined ? { kind: "resource", uri: text("resource") ?? "", ...given } : { kind: "prompt", name: prompt, ...given };
};
