import { expect, test } from "vitest";
import { parametersOf } from "./parameters.ts";

const rows = (schema: unknown) =>
  parametersOf(schema).map(({ path, type, required, constraints }) => [path, type, required, constraints].join(" | "));

test("reads names, types, what is required and what is allowed, parents before children", () => {
  const schema = {
    type: "object",
    required: ["hostids"],
    properties: {
      hostids: { type: "array", items: { type: "string" }, minItems: 1 },
      output: { anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }], default: "extend" },
      filter: { type: "object", required: ["status"], properties: { status: { type: "integer", enum: [0, 1] } } },
      tags: { type: "array", items: { type: "object", properties: { tag: { type: "string", minLength: 1, maxLength: 255 } } } },
      limit: { type: ["integer", "null"], minimum: 1, maximum: 1 },
    },
  };
  expect(rows(schema)).toEqual([
    "hostids | string[] | true | at least 1 item",
    'output | string or string[] | false | default "extend"',
    "filter | object | false | ",
    "filter.status | integer | true | one of 0, 1",
    "tags | object[] | false | ",
    "tags[].tag | string | false | 1 to 255 characters",
    "limit | integer or null | false | exactly 1",
  ]);
});

test("a foreign schema of any shape gives rows or none, never an error", () => {
  for (const odd of [null, 1, "x", [], { properties: [] }, { properties: { a: null, b: true, c: { required: "a", items: [] } } }]) {
    expect(() => parametersOf(odd)).not.toThrow();
  }
});

test("a schema that nests without end stops at the fourth level", () => {
  const endless: { properties: Record<string, unknown> } = { properties: {} };
  endless.properties.next = endless;
  expect(rows(endless)).toHaveLength(4);
});
