import { expect, test } from "vitest";
import { goldenCases, goldenFiles } from "../decisions/golden.ts";
import { nodeOf, policyJsonSchema } from "./index.ts";
import { parseJson } from "./json/parse.ts";
import { readSchema } from "./schema/validator.ts";

const published = policyJsonSchema();
const accepts = (document: unknown): boolean => {
  const validator = readSchema(published);
  if (typeof validator !== "function") throw new Error(validator.problem);
  return validator(nodeOf(document));
};

test("the published schema says its dialect and survives being written as JSON", () => {
  expect(published.$schema).toBe("https://json-schema.org/draft/2020-12/schema");
  expect(JSON.parse(JSON.stringify(published))).toEqual(published);
});

test("the published schema accepts the document of every golden case", () => {
  const validator = readSchema(published);
  if (typeof validator !== "function") throw new Error(validator.problem);
  const refused = goldenFiles.flatMap(goldenCases).filter(({ policy, policyText }) => {
    const { node } = parseJson(policyText ?? JSON.stringify(policy));
    return node === undefined || !validator(node);
  });
  expect(refused.map(({ name }) => name)).toEqual([]);
});

test.each([
  ["no version", { default: "deny" }],
  ["another version", { version: "2", default: "deny" }],
  ["no default", { version: "1" }],
  ["an unknown field", { version: "1", default: "deny", tols: {} }],
  ["an unknown field of an entry", { version: "1", default: "deny", tools: { a: { requires: [] } } }],
  ["an unknown action", { version: "1", default: "deny", tools: { a: { action: "block" } } }],
  ["an unknown operator", { version: "1", default: "deny", tools: { a: { require: [rule("equals", 1)] } } }],
  ["an operator's value of another type", { version: "1", default: "deny", tools: { a: { require: [rule("lt", "1")] } } }],
  ["a limit without a window", { version: "1", default: "deny", tools: { a: { limits: [{ counter: "c", max: 1 }] } } }],
  ["a negative maximum", { version: "1", default: "deny", tools: { a: { limits: [{ counter: "c", max: -1, window: "day" }] } } }],
  ["a duration that is none", { version: "1", default: "deny", approval: { expires_after: "soon" } }],
])("the published schema refuses %s", (_, document) => expect(accepts(document)).toBe(false));

function rule(op: string, value: unknown) {
  return { conditions: [{ path: "args.a", op, value }] };
}
