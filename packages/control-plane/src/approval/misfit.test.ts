import { type JsonObject, REQUEST_LIMITS, scan } from "@portcullis/protocol";
import { expect, test } from "vitest";
import { misfitWords } from "./misfit.ts";

const read = (value: unknown): JsonObject => {
  const scanned = scan(Buffer.from(JSON.stringify(value)), REQUEST_LIMITS);
  if (!scanned.ok || scanned.root.kind !== "object") throw new Error("not an object");
  return scanned.root;
};
const general = "These arguments do not satisfy the input schema of the tool.";

test.each([
  ["missing", { required: ["host", "n"] }, { n: 1 }, "The argument “host” is missing: the tool requires it."],
  ["unknown", { properties: { n: {} }, additionalProperties: false }, { n: 1, m: 2 }, "The tool knows no argument “m”."],
  [
    "of another type",
    { properties: { host: { type: "string" }, n: { type: "integer" } } },
    { host: "a", n: "1" },
    "The argument “n” does not satisfy the input schema of the tool.",
  ],
  [
    "wrong by reference",
    { properties: { n: { $ref: "#/$defs/count" } }, $defs: { count: { maximum: 3 } } },
    { n: 4 },
    "The argument “n” does not satisfy the input schema of the tool.",
  ],
  ["wrong together", { properties: { a: {}, b: {} }, maxProperties: 1 }, { a: 1, b: 2 }, general],
  ["a name that holds what cannot be seen", { required: ["ho\u200bst"] }, {}, expect.not.stringContaining("\u200b")],
  ["a schema that refers to a sibling", { properties: { a: { $ref: "#/properties/b" }, b: { type: "string" } } }, { a: 1 }, general],
])("%s", (_, schema, args, words) => {
  expect(misfitWords(schema as object, read(args))).toEqual(words);
});
