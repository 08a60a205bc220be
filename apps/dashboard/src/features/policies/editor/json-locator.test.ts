import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonLocator } from "./json-locator.ts";

const text = `{
  "version": "1",
  "default": "deny",
  "tools": {
    "a/b~c": { "limits": [{ "max": 10 }, { "max": -1 }] },
    "zabbix_get_*": {}
  }
}`;
const locator = jsonLocator(text);
const at = (pointer: string, part?: "key" | "value") => {
  const { from, to } = locator.range(pointer, part);
  return text.slice(from, to);
};

describe("a pointer finds its place", () => {
  test.each([
    ["/default", "value", '"deny"'],
    ["/default", "key", '"default"'],
    ["/tools/zabbix_get_*", "value", '"zabbix_get_*"'],
    ["/tools/a~1b~0c/limits/1/max", "value", "-1"],
    ["/tools/a~1b~0c/limits/1", "value", "{"],
    ["/tools/missing/action", "value", "{"],
    ["/nothing", "value", "{"],
    ["", "value", "{"],
    ["/default/deeper", "value", '"deny"'],
  ] as const)("%s (%s) is %s", (pointer, part, expected) => expect(at(pointer, part)).toBe(expected));
});

test("a missing member of the document does not cover the document", () => expect(locator.range("/nothing")).toEqual({ from: 0, to: 1 }));

test("lines count from one", () => {
  expect(locator.line(0)).toBe(1);
  expect(locator.line(locator.range("/tools/a~1b~0c/limits/1/max").from)).toBe(5);
});

test("text that is no JSON at all still gets an answer inside the text", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (broken, pointer) => {
      const { from, to } = jsonLocator(broken).range(`/${pointer}`);
      expect(from).toBeGreaterThanOrEqual(0);
      expect(to).toBeLessThanOrEqual(broken.length);
    }),
  );
});

test("every value of a generated document is found by its pointer", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 2), (value, indent) => {
      const source = JSON.stringify(value, null, indent);
      const find = jsonLocator(source);
      for (const [pointer, leaf] of leaves(JSON.parse(source), "")) {
        const { from, to } = find.range(pointer);
        expect(JSON.parse(source.slice(from, to))).toEqual(leaf);
      }
    }),
  );
});

function* leaves(value: unknown, pointer: string): Generator<[string, unknown]> {
  if (value === null || typeof value !== "object") yield [pointer, value];
  else
    for (const [key, child] of Object.entries(value)) yield* leaves(child, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
}
