import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  compile,
  type Decision,
  evaluate,
  isHidden,
  type JsonNode,
  nodeOf,
  type PolicyRequest,
  parsePolicy,
  settle,
  type ToolFacts,
  visible,
} from "./index.ts";
import { parseJson } from "./json/parse.ts";
import { atPointer } from "./json/pointer.ts";

/** One case of policy-language.md section 7. `policyText` and `callText` stand where the spelling of the JSON matters. */
type GoldenCase = {
  name: string;
  policy?: unknown;
  policyText?: string;
  tools?: ToolFacts[];
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

const folder = new URL("../decisions/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));

describe.each(files)("%s", (file) => {
  const cases = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as GoldenCase[];

  test("its names are unique", () => expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length));

  test.each(cases.map((one) => [one.name, one] as const))("%s", (_, one) => {
    const text = one.policyText ?? JSON.stringify(one.policy);
    const parsed = parsePolicy(text);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings, null, 2));
    const compiled = compile(parsed.policy, one.tools ?? []);
    const request = requestOf(one);
    const pure = evaluate(compiled, request);
    const decision = settle(pure, { used: one.facts?.used ?? {}, approved: one.facts?.approved });
    expect(summary(decision, one)).toEqual(one.expect);
    if (decision.rule !== "") expect(atPointer(JSON.parse(text), decision.rule), `pointer ${decision.rule}`).toBeDefined();
    if (request.kind === "tool" && one.expect.visible !== undefined) expect(visible(compiled, request.name)).toBe(one.expect.visible);
    if (request.kind === "tool") expect(isHidden(compiled, request.name)).toBe(decision.hidden);
  });
});

// Only what a case states is compared; `visible` is asked separately.
const summary = (decision: Decision, { expect: stated }: GoldenCase): object => {
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

const requestOf = ({ call, callText, facts }: GoldenCase): PolicyRequest => {
  const node = callText === undefined ? nodeOf(call) : parseJson(callText).node;
  if (node?.kind !== "object") throw new Error("a call is an object");
  const text = (name: string) => {
    const member = node.members.get(name);
    return member?.kind === "string" ? member.value : undefined;
  };
  const said = { grant: facts?.grant, client: facts?.client, now: facts?.time === undefined ? undefined : Date.parse(facts.time) };
  const given = facts === undefined ? {} : { facts: said };
  const args: JsonNode | undefined = node.members.get("arguments");
  const tool = text("tool");
  const prompt = text("prompt");
  if (tool !== undefined) return { kind: "tool", name: tool, ...(args ? { arguments: args } : {}), ...given };
  return prompt === undefined ? { kind: "resource", uri: text("resource") ?? "", ...given } : { kind: "prompt", name: prompt, ...given };
};
