import { describe, expect, test } from "vitest";
import { type Finding, lint, parsePolicy, printPolicy } from "./index.ts";

const base = { version: "1", default: "deny" };
const findingsOf = (document: unknown): Finding[] => {
  const parsed = parsePolicy(typeof document === "string" ? document : JSON.stringify(document));
  return parsed.findings;
};
const codes = (document: unknown) => findingsOf(document).map(({ code, pointer }) => `${code} ${pointer}`);

describe("the text", () => {
  test("a name that occurs twice is an error, also when it is spelled with an escape", () => {
    expect(codes('{"version":"1","default":"deny","default":"allow"}')).toEqual(["duplicate_member /default"]);
    expect(codes('{"version":"1","default":"deny","tools":{"a":{},"\\u0061":{}}}')).toEqual(["duplicate_member /tools/a"]);
  });
  test("broken JSON names line and column", () => {
    expect(findingsOf('{\n  "version": "1",\n}')[0]).toMatchObject({
      code: "json_syntax",
      message: expect.stringContaining("line 3, column 1"),
    });
    for (const text of ["", "{", '{"version"', "[1,]", "{'a':1}", "01", '"\n"', "nul", "{} x", '"\\x"'])
      expect(codes(text)[0]).toMatch(/^json_syntax/);
  });
  test("deep nesting is refused, not followed", () => {
    expect(codes("[".repeat(100_000))).toEqual(["too_deep "]);
  });
  test("a member called __proto__ is refused", () => {
    expect(codes('{"version":"1","default":"deny","tools":{"__proto__":{}}}')).toEqual(["forbidden_member /tools/__proto__"]);
  });
  test("numbers that readers take differently are errors", () => {
    const withMax = (max: string) =>
      `{"version":"1","default":"deny","tools":{"a":{"limits":[{"counter":"c","window":"day","max":${max}}]}}}`;
    expect(codes(withMax("1.0"))).toEqual([]);
    expect(codes(withMax("1e2"))).toEqual([]);
    expect(codes(withMax("9007199254740993"))[0]).toBe("number_not_comparable /tools/a/limits/0/max");
    expect(codes(withMax("10.0000000000000000001"))[0]).toBe("number_not_comparable /tools/a/limits/0/max");
  });
  test("256 KiB are enough, one byte more is too much", () => {
    const text = JSON.stringify(base);
    expect(parsePolicy(text + " ".repeat(256 * 1024 - text.length)).ok).toBe(true);
    expect(codes(text + " ".repeat(256 * 1024 - text.length + 1))).toEqual(["too_large "]);
    const wide = `{"version":"1","default":"deny","tools":{"a":{"reason":"x"}},"z":"${"é".repeat(131_100)}"}`;
    expect(codes(wide)).toEqual(["too_large "]);
  });
});

describe("the shape", () => {
  test("version and default are required", () => {
    expect(codes({})).toEqual(["missing_field /version", "missing_field /default"]);
    expect(codes({ version: "2", default: "deny" })).toEqual(["invalid_value /version"]);
    expect(codes({ version: 1, default: "deny" })).toEqual(["invalid_value /version"]);
  });
  test("an unknown field names the nearest known one and how to repair it", () => {
    expect(findingsOf({ ...base, tool: {} })).toEqual([
      {
        severity: "error",
        code: "unknown_field",
        pointer: "/tool",
        message: 'The field "tool" is not known here. Did you mean "tools"?',
        fix: [{ op: "move", from: "/tool", path: "/tools" }],
      },
    ]);
    expect(findingsOf({ ...base, tools: { "a/b": { actoin: "deny" } } })[0]).toMatchObject({
      pointer: "/tools/a~1b/actoin",
      message: expect.stringContaining('"action"'),
    });
    expect(findingsOf({ ...base, tools: { a: { limits: [{ counter: "c", window: "day", max: 1, maks: 2 }] } } })[0]?.message).toContain(
      '"max"',
    );
    expect(findingsOf({ ...base, colour: "red" })[0]?.message).toBe('The field "colour" is not known here.');
  });
  test("a wrong word names the nearest right one", () => {
    expect(findingsOf({ version: "1", default: "denny" })[0]?.fix).toEqual([{ op: "replace", path: "/default", value: "deny" }]);
    expect(codes({ ...base, tools: { a: { action: "block" } } })).toEqual(["invalid_value /tools/a/action"]);
  });
  test("kinds and sizes", () => {
    expect(codes("[]")).toEqual(["invalid_type "]);
    expect(codes({ ...base, tools: [] })).toEqual(["invalid_type /tools"]);
    expect(codes({ ...base, tools: { a: null } })).toEqual(["invalid_type /tools/a"]);
    expect(codes({ ...base, tools: { "": {} } })).toEqual(["unknown_selector /tools/"]);
    const many = Object.fromEntries(Array.from({ length: 2_001 }, (_, index) => [`t${index}`, {}]));
    expect(codes({ ...base, tools: many })).toEqual(["too_large /tools"]);
    const limits = Array.from({ length: 51 }, (_, index) => ({ counter: `c${index}`, window: "day", max: 1 }));
    expect(codes({ ...base, tools: { a: { limits } } })).toEqual(["too_large /tools/a/limits"]);
  });
});

describe("the document", () => {
  test("an unknown category is an error with the nearest one", () => {
    expect(findingsOf({ ...base, tools: { "@reed": {} } })[0]).toMatchObject({
      code: "unknown_selector",
      fix: [{ op: "move", from: "/tools/@reed", path: "/tools/@read" }],
    });
    expect(codes({ ...base, hide: ["@everything"] })).toEqual(["unknown_selector /hide/0"]);
  });
  test("limits that contradict themselves", () => {
    const limit = (fields: object) => codes({ ...base, tools: { a: { limits: [{ counter: "c", window: "day", max: 1, ...fields }] } } });
    expect(limit({ max: 1.5 })).toEqual(["bad_max /tools/a/limits/0/max"]);
    expect(limit({ max: -1 })).toEqual(["too_small /tools/a/limits/0/max"]);
    expect(limit({ window: "fortnight" })).toEqual(["invalid_value /tools/a/limits/0/window"]);
    expect(limit({ window: 0 })).toHaveLength(1);
    expect(limit({ window: 60, max: 1_001 })).toEqual(["bad_max /tools/a/limits/0/max"]);
    expect(limit({ window: 60, rolling: false })).toEqual(["bad_window /tools/a/limits/0/rolling"]);
    expect(limit({ scope: "team" })).toEqual(["invalid_value /tools/a/limits/0/scope"]);
  });
  test("one counter, two meanings", () => {
    const two = (second: object) =>
      codes({
        ...base,
        tools: {
          a: { limits: [{ counter: "c", window: "day", max: 1 }] },
          b: { limits: [{ counter: "c", window: "day", max: 1, ...second }] },
        },
      });
    expect(two({})).toEqual([]);
    expect(two({ max: 2 })).toEqual(["counter_conflict /tools/b/limits/0"]);
    expect(two({ window: "hour" })).toEqual(["counter_conflict /tools/b/limits/0"]);
    expect(two({ scope: "server" })).toEqual(["counter_conflict /tools/b/limits/0"]);
  });
  test("the seed document has no findings at all", () => {
    const seed = {
      ...base,
      tools: { zabbix_logout: { limits: [{ counter: "zabbix_logout_rate", window: "minute", max: 10, scope: "grant" }] } },
    };
    expect(lint(JSON.stringify(seed))).toEqual([]);
  });
});

test("reading what was printed gives the same policy, in the same order", () => {
  const text =
    '{"version":"1","default":"deny","tools":{"b":{},"7":{"reason":"\\u0000 ü"},"a":{"limits":[{"counter":"c","window":60,"max":1.0}]}},"hide":[]}';
  const first = parsePolicy(text);
  if (!first.ok) throw new Error("the text is fine");
  const printed = printPolicy(first.policy);
  const second = parsePolicy(printed);
  if (!second.ok) throw new Error("the print is fine");
  expect(second.policy).toEqual(first.policy);
  expect(printPolicy(second.policy)).toBe(printed);
  expect(printed.indexOf('"b"')).toBeLessThan(printed.indexOf('"7"'));
});
