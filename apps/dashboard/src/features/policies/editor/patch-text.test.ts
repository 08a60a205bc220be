import type { JsonPatchOperation } from "@portcullis/policy";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeFix } from "./describe-fix.ts";
import { patchText } from "./patch-text.ts";

const text = `{
  "version": "1",
  "default": "allow",
  "tools": {
    "zabbix_logut": { "limits": [{ "counter": "c",  "max": 1 }], "rolling": true },
    "zabbix_get_*": {
      "deny_if": [
        { "conditions": [] }
      ]
    },
    "empty": {}
  }
}
`;

const replaced = (from: string, to: string) => text.replace(from, to);

describe("a fix changes what it names and leaves the rest as it was written", () => {
  test.each<[string, JsonPatchOperation[], string]>([
    ["replace a word", [{ op: "replace", path: "/default", value: "deny" }], replaced('"allow"', '"deny"')],
    [
      "rename a member in its place",
      [{ op: "move", from: "/tools/zabbix_logut", path: "/tools/zabbix_logout" }],
      replaced("logut", "logout"),
    ],
    ["remove the last member of a line", [{ op: "remove", path: "/tools/zabbix_logut/rolling" }], replaced(', "rolling": true', "")],
    [
      "remove the first member",
      [{ op: "remove", path: "/tools/zabbix_logut/limits/0/counter" }],
      replaced('"counter": "c",  "max"', '"max"'),
    ],
    ["remove a line", [{ op: "remove", path: "/default" }], replaced('  "default": "allow",\n', "")],
    [
      "remove the only element",
      [{ op: "remove", path: "/tools/zabbix_logut/limits/0" }],
      replaced('[{ "counter": "c",  "max": 1 }]', "[]"),
    ],
    [
      "add to an empty object",
      [{ op: "add", path: "/tools/empty/action", value: "require_approval" }],
      replaced('"empty": {}', '"empty": { "action": "require_approval" }'),
    ],
    [
      "add a member on its own line",
      [{ op: "add", path: "/tools/zabbix_get_*/require", value: [{ conditions: [] }] }],
      replaced("      ]\n    },", '      ],\n      "require": [{ "conditions": [] }]\n    },'),
    ],
    [
      "add an element",
      [{ op: "add", path: "/tools/zabbix_get_*/deny_if/-", value: { conditions: [] } }],
      replaced('{ "conditions": [] }\n', '{ "conditions": [] },\n        { "conditions": [] }\n'),
    ],
    [
      "several steps",
      [
        { op: "remove", path: "/tools/zabbix_logut/rolling" },
        { op: "add", path: "/tools/zabbix_logut/limits/0/rolling", value: true },
      ],
      replaced(', "rolling": true', "").replace('"max": 1 }', '"max": 1, "rolling": true }'),
    ],
  ])("%s", (_, operations, expected) => expect(patchText(text, operations)).toBe(expected));
});

test.each<[string, JsonPatchOperation[]]>([
  [text, [{ op: "remove", path: "/nothing" }]],
  [text, [{ op: "replace", path: "/tools/other/action", value: "deny" }]],
  [text, [{ op: "add", path: "/tools/zabbix_logut/limits/7", value: 1 }]],
  [text, [{ op: "add", path: "/default/x", value: 1 }]],
  ['{ "a": ', [{ op: "add", path: "/b", value: 1 }]],
  ["", [{ op: "add", path: "/b", value: 1 }]],
])("what does not fit changes nothing", (source, operations) => expect(patchText(source, operations)).toBeNull());

test("whatever the spacing, the result means what the patch says", () => {
  const documents = fc.dictionary(fc.constantFrom("a", "b", "c/d", "e~f"), fc.jsonValue({ maxDepth: 2 }), {
    minKeys: 1,
    noNullPrototype: true,
  });
  const value = fc.jsonValue({ maxDepth: 2 });
  fc.assert(
    fc.property(documents, fc.constantFrom(0, 1, 4), value, fc.nat(), (document, spaces, added, pick) => {
      const source = JSON.stringify(document, null, spaces);
      const plain = JSON.parse(source) as Record<string, unknown>;
      const key = Object.keys(plain)[pick % Object.keys(plain).length] as string;
      const path = `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      const after = (...operations: JsonPatchOperation[]) => JSON.parse(patchText(source, operations) ?? "null");
      const { [key]: taken, ...rest } = plain;
      const sent: unknown = JSON.parse(JSON.stringify(added));
      expect(after({ op: "remove", path })).toEqual(rest);
      expect(after({ op: "replace", path, value: added })).toEqual({ ...plain, [key]: sent });
      expect(after({ op: "add", path: "/new", value: added })).toEqual({ ...plain, new: sent });
      expect(Object.entries(after({ op: "move", from: path, path: "/new" }))).toEqual(
        Object.entries(plain).map(([name, member]) => (name === key ? ["new", taken] : [name, member])),
      );
    }),
  );
});

test.each<[JsonPatchOperation[], string]>([
  [[{ op: "replace", path: "/default", value: "deny" }], 'Set default to "deny"'],
  [[{ op: "remove", path: "/tools/a/deny_if/0" }], "Remove this one of deny_if"],
  [[{ op: "move", from: "/tools/zabbix_logut", path: "/tools/zabbix_logout" }], "Rename zabbix_logut to zabbix_logout"],
  [[{ op: "add", path: "/tools/a/action", value: "require_approval" }], 'Add action: "require_approval"'],
  [[{ op: "add", path: "/tools/a/require/-", value: {} }], "Add a require rule"],
  [[{ op: "add", path: "/tools/a/require", value: [{ conditions: [] }] }], "Add a require rule"],
])("%j is called %s", (operations, words) => expect(describeFix(operations)).toBe(words));
