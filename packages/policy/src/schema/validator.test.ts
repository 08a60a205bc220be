import { describe, expect, test } from "vitest";
import { nodeOf } from "../json/node.ts";
import { parseJson } from "../json/parse.ts";
import { readSchema } from "./validator.ts";

const draft7 = { $schema: "http://json-schema.org/draft-07/schema#" };

/** A schema, values that satisfy it and values that do not. */
const table: [name: string, schema: unknown, valid: unknown[], invalid: unknown[]][] = [
  ["true", true, [1, null, {}], []],
  ["false", false, [], [1, null, {}]],
  ["type", { type: "string" }, ["", "a"], [1, null, [], {}]],
  ["types", { type: ["integer", "null"] }, [1, 1.0, null], [1.5, "1", false]],
  ["integer by value", { type: "integer" }, [0, -3, 1e20], [0.1, "0"]],
  ["enum", { enum: [1, "a", { x: [1] }, null] }, [1, "a", { x: [1] }, null], [2, "A", { x: [2] }, false, 0]],
  ["const keeps false and 0 apart", { const: false }, [false], [0, null, ""]],
  ["bounds", { minimum: 1, exclusiveMaximum: 3 }, [1, 2.9, "x"], [0.9, 3]],
  ["exclusive minimum", { exclusiveMinimum: 1, maximum: 3 }, [1.1, 3], [1, 3.1]],
  ["multipleOf is exact", { multipleOf: 0.01 }, [0.07, 19.99, 0, -5], [0.075]],
  ["lengths count code points", { minLength: 2, maxLength: 2 }, ["ab", "😀😀", 5], ["a", "😀", "abc"]],
  ["pattern is unanchored", { pattern: "^a|z$" }, ["ab", "yz", 1], ["ba"]],
  ["pattern with a \\u escape", { pattern: "^\\u00e9\\/$" }, ["é/"], ["e/"]],
  ["items", { items: { type: "integer" } }, [[], [1, 2], "x"], [[1, "a"]]],
  ["prefixItems and items", { prefixItems: [{ type: "string" }], items: { type: "integer" } }, [["a", 1], [], ["a"]], [[1], ["a", "b"]]],
  ["draft-07 items as a list", { ...draft7, items: [{ type: "string" }], additionalItems: false }, [["a"], []], [[1], ["a", 1]]],
  ["additionalItems without a list is idle", { ...draft7, items: {}, additionalItems: false }, [[1, 2]], []],
  [
    "sizes of arrays",
    { minItems: 1, maxItems: 2, uniqueItems: true },
    [[1], [1, 2], [1, "1"], [1, true]],
    [
      [],
      [1, 1],
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      [1, 2, 3],
    ],
  ],
  ["contains", { contains: { const: 5 } }, [[1, 5], 5], [[], [1]]],
  ["minContains and maxContains", { contains: { const: 5 }, minContains: 0, maxContains: 1 }, [[], [5]], [[5, 5]]],
  ["draft-07 knows no minContains", { ...draft7, contains: { const: 5 }, minContains: 0 }, [[5]], [[]]],
  ["properties", { properties: { a: { type: "string" } }, required: ["a"] }, [{ a: "x", b: 1 }, []], [{}, { a: 1 }]],
  ["names of every object's members are plain names", { required: ["constructor"] }, [{ constructor: 1 }], [{}]],
  ["patternProperties", { patternProperties: { "^x": { type: "integer" } } }, [{ x1: 1, y: "" }], [{ x1: "1" }]],
  [
    "additionalProperties",
    { properties: { a: {} }, patternProperties: { "^x": {} }, additionalProperties: false },
    [{ a: 1, x: 1 }, 5],
    [{ b: 1 }],
  ],
  ["additionalProperties as a schema", { additionalProperties: { type: "boolean" } }, [{ a: true }], [{ a: 1 }]],
  ["propertyNames", { propertyNames: { maxLength: 2 } }, [{ ab: 1 }, {}], [{ abc: 1 }]],
  ["sizes of objects", { minProperties: 1, maxProperties: 1 }, [{ a: 1 }, []], [{}, { a: 1, b: 2 }]],
  ["dependentRequired", { dependentRequired: { a: ["b"] } }, [{}, { b: 1 }, { a: 1, b: 1 }], [{ a: 1 }]],
  ["dependentSchemas", { dependentSchemas: { a: { minProperties: 2 } } }, [{ b: 1 }, { a: 1, b: 1 }], [{ a: 1 }]],
  [
    "draft-07 dependencies",
    { ...draft7, dependencies: { a: ["b"], c: { minProperties: 2 } } },
    [{ a: 1, b: 1 }, { b: 1 }],
    [{ a: 1 }, { c: 1 }],
  ],
  ["allOf", { allOf: [{ minimum: 1 }, { maximum: 2 }] }, [1, 2], [0, 3]],
  ["anyOf", { anyOf: [{ type: "string" }, { minimum: 2 }] }, ["a", 2], [1]],
  ["oneOf", { oneOf: [{ type: "integer" }, { minimum: 2 }] }, [1, 2.5], [3, 1.5]],
  ["not", { not: { type: "string" } }, [1], ["a"]],
  ["if, then, else", JSON.parse('{"if":{"const":1},"then":false,"else":{"type":"string"}}'), ["a"], [1, 2]],
  ["then without if is idle", JSON.parse('{"then":false}'), [1], []],
  ["$ref beside others counts in 2020-12", { $ref: "#/$defs/a", maximum: 2, $defs: { a: { minimum: 1 } } }, [1, 2], [0, 3]],
  [
    "$ref stands alone in draft-07",
    { ...draft7, definitions: { a: { minimum: 1 } }, properties: { x: { $ref: "#/definitions/a", maximum: 2 } } },
    [{ x: 3 }],
    [{ x: 0 }],
  ],
  ["$ref with escapes", { $ref: "#/$defs/a~1b%25c", $defs: { "a/b%c": { const: 1 } } }, [1], [2]],
  [
    "$ref to itself",
    { properties: { next: { $ref: "#" } }, additionalProperties: false },
    [{ next: { next: {} } }],
    [{ next: { nxt: {} } }],
  ],
  ["$anchor", { $ref: "#here", $defs: { a: { $anchor: "here", type: "string" } } }, ["a"], [1]],
  [
    "draft-07 $id as an anchor",
    { ...draft7, allOf: [{ $ref: "#here" }], definitions: { a: { $id: "#here", type: "string" } } },
    ["a"],
    [1],
  ],
  [
    "$id inside the document",
    {
      $id: "https://example.com/root.json",
      $ref: "other.json#/$defs/n",
      $defs: { o: { $id: "other.json", $defs: { n: { type: "integer" } } } },
    },
    [1],
    ["a"],
  ],
  [
    "$dynamicRef falls to the outermost",
    {
      $id: "https://example.com/strict",
      $dynamicAnchor: "node",
      $ref: "tree",
      unevaluatedProperties: false,
      $defs: { tree: { $id: "tree", $dynamicAnchor: "node", properties: { data: true, children: { items: { $dynamicRef: "#node" } } } } },
    },
    [{ children: [{ data: 1 }] }],
    [{ children: [{ daat: 1 }] }],
  ],
  [
    "unevaluatedProperties sees through allOf",
    { allOf: [{ properties: { a: {} } }], unevaluatedProperties: false },
    [{ a: 1 }],
    [{ b: 1 }],
  ],
  [
    "unevaluatedProperties forgets a branch that failed",
    { anyOf: [{ properties: { a: { const: 1 } }, required: ["a"] }, {}], unevaluatedProperties: false },
    [{ a: 1 }],
    [{ a: 2 }],
  ],
  ["unevaluatedItems", { prefixItems: [{}], contains: { const: 5 }, unevaluatedItems: false }, [[1, 5], [5]], [[1, 5, 2]]],
  ["unknown keywords and formats ask nothing", { format: "email", "x-note": { type: "nothing" }, description: "…" }, ["no mail"], []],
];

describe.each(table)("%s", (_, schema, valid, invalid) => {
  const judge = readSchema(schema);
  const accepts = (value: unknown) => typeof judge === "function" && judge(nodeOf(value));
  test("takes what satisfies it", () => expect(valid.filter((value) => !accepts(value))).toEqual([]));
  test("refuses the rest", () => expect(invalid.filter(accepts)).toEqual([]));
});

test.each([
  ["a reference to another document", { $ref: "https://example.com/other.json" }],
  ["a reference to nothing", { $ref: "#/$defs/none" }],
  ["a type that JSON does not have", { type: "date" }],
  ["a pattern that RE2 does not know", { pattern: "(?=a)b" }],
  ["a dialect of long ago", { $schema: "http://json-schema.org/draft-04/schema#" }],
  ["no schema at all", 5],
  ["a schema inside that is none", { properties: { a: 5 } }],
  ["a list of nothing", { anyOf: [] }],
  ["too many parts", { allOf: Array.from({ length: 2_001 }, () => ({})) }],
])("%s is a problem, not a guess", (_, schema) => {
  expect(readSchema(schema)).toHaveProperty("problem");
});

test("a number that readers take differently satisfies no bound", () => {
  const judge = readSchema({ minimum: 0 });
  const read = (text: string) => parseJson(text).node ?? nodeOf(null);
  expect(typeof judge === "function" && [judge(read("1")), judge(read("9007199254740993")), judge(read("1e400"))]).toEqual([
    true,
    false,
    false,
  ]);
});

test("work is bounded: exponential and endless schemas refuse in time", () => {
  const doubling = {
    $defs: Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [`d${at}`, { allOf: [{ $ref: `#/$defs/d${at + 1}` }, { $ref: `#/$defs/d${at + 1}` }] }]),
    ),
  };
  const bomb = readSchema({ ...doubling, $defs: { ...doubling.$defs, d40: {} }, $ref: "#/$defs/d0" });
  const loop = readSchema({ $ref: "#" });
  expect([bomb, loop].map((judge) => typeof judge === "function" && judge(nodeOf({})))).toEqual([false, false]);
});
