import { expect, test } from "vitest";
import { nodeOf } from "../json/node.ts";
import { unknownFields } from "./unknown-fields.ts";

const schema = {
  type: "object",
  properties: {
    host: { type: "object", properties: { name: { type: "string" } } },
    items: { type: "array", items: { type: "object", properties: { id: { type: "string" } } } },
    open: { type: "object" },
  },
};

test.each<[string, unknown, unknown, string[]]>([
  ["nothing unknown", schema, { host: { name: "a" }, items: [{ id: "1" }] }, []],
  ["a member of the arguments", schema, { host: {}, "a/b~c": 1 }, ["/a~1b~0c"]],
  ["a member further down", schema, { host: { name: "a", sudo: true } }, ["/host/sudo"]],
  ["a member of an element", schema, { items: [{ id: "1" }, { id: "2", all: 1 }] }, ["/items/1/all"]],
  ["what the schema leaves open", schema, { open: { anything: { at: "all" } } }, []],
  ["no schema", undefined, { anything: 1 }, []],
  ["a schema without properties", { type: "object" }, { anything: 1 }, []],
  ["a schema that forbids others", { type: "object", additionalProperties: false }, { anything: 1 }, ["/anything"]],
])("%s", (_, inputSchema, args, expected) => {
  expect(unknownFields(inputSchema, nodeOf(args))).toEqual(expected);
});

test("many unknown members are named up to a number", () => {
  const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`f${index}`, index]));
  expect(unknownFields(schema, nodeOf(many))).toHaveLength(200);
});
