import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { JsonNode, PolicyRequest, ToolFacts } from "../src/index.ts";
import { member, readJson, textOf } from "./json-text.ts";
import { referenceDecide, referenceSettle } from "./reference.ts";

/** The golden decisions of section 7, judged by the reference: two readings of the page have to agree with every case. */

type GoldenCase = {
  name: string;
  policy?: unknown;
  policyText?: string;
  tools?: ToolFacts[];
  call?: unknown;
  callText?: string;
  facts?: {
    grant?: { label: string; tags: string[] };
    client?: { name?: string; version?: string };
    time?: string;
    used?: Record<string, number | string>;
    approved?: boolean;
  };
  expect: Record<string, unknown>;
};

/** What the reference has no opinion on: sentences, and the terms of an approval. */
const notJudged = new Set(["message", "approval"]);

const folder = new URL("../decisions/", import.meta.url);

const files = readdirSync(folder).filter((file) => file.endsWith(".json") && file !== "validation.json");

test("there are golden decisions", () => expect(files.length).toBeGreaterThan(5));

describe.each(files)("%s", (file) => {
  const cases = (JSON.parse(readFileSync(new URL(file, folder), "utf8")) as GoldenCase[]).filter(isJudged);
  test.each(cases.map((one) => [one.name, one] as const))("%s", (_, one) => {
    const request = requestOf(one);
    const text = one.policyText ?? JSON.stringify(one.policy);
    const decision = referenceDecide(text, one.tools ?? [], request);
    const settled = referenceSettle(decision, { used: one.facts?.used ?? {}, approved: one.facts?.approved });
    const expected = judged(one.expect);
    expect(settled).toMatchObject(expected);
  });
});

/** Argument schemas have a second author already: the official JSON Schema test suite. The reference does not read them. */
const isJudged = (one: GoldenCase): boolean => !/"validate_arguments":\s*true/.test(one.policyText ?? JSON.stringify(one.policy));

/** The expectation without what is not judged, at any depth. */
const judged = (expected: unknown): object =>
  JSON.parse(JSON.stringify(expected, (field, value) => (notJudged.has(field) ? undefined : value)));

const requestOf = ({ call, callText, facts }: GoldenCase): PolicyRequest => {
  const node = readJson(callText ?? JSON.stringify(call));
  const now = facts?.time === undefined ? undefined : Date.parse(facts.time);
  return { ...kindOf(node), facts: { grant: facts?.grant, client: facts?.client, now } };
};

const kindOf = (call: JsonNode): PolicyRequest => {
  const resource = textOf(member(call, "resource"));
  if (resource !== undefined) return { kind: "resource", uri: resource };
  const prompt = textOf(member(call, "prompt"));
  if (prompt !== undefined) return { kind: "prompt", name: prompt, arguments: member(call, "arguments") };
  return { kind: "tool", name: textOf(member(call, "tool"))!, arguments: member(call, "arguments") };
};
