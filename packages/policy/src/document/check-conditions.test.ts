import { describe, expect, test } from "vitest";
import { parsePolicy } from "../index.ts";

const findings = (tools: object, more: object = {}) =>
  parsePolicy(JSON.stringify({ version: "1", default: "deny", ...more, tools: { t: tools } })).findings.map(
    ({ code, pointer }) => `${code} ${pointer}`,
  );
const at = "/tools/t/require/0/conditions/0";
const condition = (path: string, op: string, value?: unknown, more: object = {}) =>
  findings({ require: [{ conditions: [{ path, op, value, ...more }] }] });

describe("paths", () => {
  test.each([
    "args",
    "args.a",
    "args.a_b-c.$d",
    'args["odd key"][0][*].x',
    "args[*]",
    'args["a\\"b"]',
    "tool.risk",
    "grant.tags[*]",
    "grant.tags[0]",
    "client.version",
    "time.weekday",
  ])("%s is one", (path) => expect(condition(path, "exists", true)).toEqual([]));
  test.each([
    "",
    "arg.x",
    "args.",
    "args..x",
    "args.1",
    "args[-1]",
    "args[01]",
    "args[x]",
    "args['x']",
    "args[*",
    "args x",
    'args["x]',
    "ARGS.x",
    "tool",
    "tool.colour",
    "tool[0]",
    "grant.tags.x",
    "grant.label[0]",
    "time",
    "time.second",
    "client.name.x",
    "args[9999999]",
  ])("%j is none", (path) => expect(condition(path, "exists", true)).toHaveLength(1));
  test("a wrong member names the nearest one", () => {
    const parsed = parsePolicy(
      JSON.stringify({
        version: "1",
        default: "deny",
        tools: { t: { deny_if: [{ conditions: [{ path: "grant.lable", op: "eq", value: "x" }] }] } },
      }),
    );
    expect(parsed.findings[0]).toMatchObject({ code: "bad_path", message: "grant has only label, tags; did you mean grant.label?" });
  });
});

describe("values", () => {
  const rows: [string, string, unknown, string[]][] = [
    ["null", "eq", null, [`invalid_value ${at}/value`]],
    ["left out", "eq", undefined, [`missing_field ${at}/value`]],
    ["a text for a number", "gt", "5", [`invalid_type ${at}/value`]],
    ["a text for a list", "in", "a", [`invalid_type ${at}/value`]],
    ["an empty list", "in", [], [`too_small ${at}/value`]],
    ["a text for true or false", "exists", "yes", [`invalid_type ${at}/value`]],
    ["a broken pattern", "regex", "(", [`bad_regex ${at}/value`]],
    ["a lookahead", "not_regex", "(?=a)", [`bad_regex ${at}/value`]],
    ["a back reference", "regex", "(a)\\1", [`bad_regex ${at}/value`]],
    ["a pattern of 512 characters", "regex", "😀".repeat(512), []],
    ["a pattern of 513 characters", "regex", "a".repeat(513), [`invalid_value ${at}/value`]],
    ["a negative length", "length_gte", -1, [`too_small ${at}/value`]],
    ["a URL for a host", "host_in", ["https://example.com"], [`bad_host ${at}/value/0`]],
    ["a port", "host_in", ["example.com", "example.com:80"], [`bad_host ${at}/value/1`]],
    ["a star", "host_not_in", ["*.example.com"], [`bad_host ${at}/value/0`]],
    ["a relative folder", "path_within", ["data"], [`bad_folder ${at}/value/0`]],
    ["a folder that climbs", "path_not_within", ["/a/../b"], [`bad_folder ${at}/value/0`]],
    ["a prefix that is too long", "cidr_in", ["10.0.0.0/33"], [`bad_cidr ${at}/value/0`]],
    ["a name for an address", "cidr_not_in", ["localhost"], [`bad_cidr ${at}/value/0`]],
    ["an unknown operator", "equals", 1, [`invalid_value ${at}/op`]],
  ];
  test.each(rows)("%s", (_, op, value, expected) => expect(condition("args.a", op, value)).toEqual(expected));
});

test("unknown fields of conditions and groups", () => {
  expect(condition("args.a", "eq", 1, { vlaue: 2 })).toEqual([`unknown_field ${at}/vlaue`]);
  expect(findings({ require: [{ conditions: [{ any: [], all: [] }] }] }).length).toBeGreaterThan(0);
  expect(findings({ require: [{ conditions: [{ nott: {} }] }] })).toEqual([`invalid_value ${at}`]);
  expect(findings({ require: [{ conditions: [5] }] })).toEqual([`invalid_value ${at}`]);
});

test("time zones", () => {
  expect(condition("time.hour", "lt", 5, { timezone: "Europe/Berlin" })).toEqual([]);
  expect(condition("time.hour", "lt", 5, { timezone: "Europe/Atlantis" })).toEqual([`bad_timezone ${at}/timezone`]);
  expect(condition("time.hour", "lt", 5, { timezone: "+01:00" })).toEqual([`bad_timezone ${at}/timezone`]);
  expect(condition("args.hour", "lt", 5, { timezone: "UTC" })).toEqual([`bad_timezone ${at}/timezone`]);
});

test("sizes", () => {
  const leaf = { path: "args.a", op: "exists", value: true };
  const nested = (depth: number): object => (depth === 0 ? leaf : { not: nested(depth - 1) });
  expect(findings({ require: [{ conditions: [nested(5)] }] })).toEqual([]);
  expect(findings({ require: [{ conditions: [nested(6)] }] })).toEqual([`too_deep ${at}${"/not".repeat(6)}`]);
  expect(findings({ require: [{ conditions: Array(20).fill(leaf) }] })).toEqual([]);
  expect(findings({ require: [{ conditions: Array(21).fill(leaf) }] })).toEqual(["too_large /tools/t/require/0/conditions"]);
  expect(findings({ require: [{ conditions: [{ any: Array(20).fill(leaf) }, leaf] }] })).toEqual([
    "too_large /tools/t/require/0/conditions",
  ]);
  expect(findings({ deny_if: Array(51).fill({ conditions: [] }) })).toEqual(["too_large /tools/t/deny_if"]);
});

test("approvals and amounts", () => {
  const approval = (fields: object) => findings({ approval: fields });
  expect(approval({ expires_after: "24h", wait: "5m", min_approvals: 2, approvers: ["owner"] })).toEqual([]);
  expect(approval({ expires_after: "25h" })).toEqual(["bad_duration /tools/t/approval/expires_after"]);
  expect(approval({ expires_after: "0s" })).toEqual(["bad_duration /tools/t/approval/expires_after"]);
  expect(approval({ wait: "301s" })).toEqual(["bad_duration /tools/t/approval/wait"]);
  expect(approval({ expires_after: "soon" })).toEqual(["invalid_value /tools/t/approval/expires_after"]);
  expect(approval({ approvers: ["viewer"] })).toEqual(["invalid_value /tools/t/approval/approvers/0"]);
  expect(approval({ approvers: ["owner", "owner"] })).toEqual(["duplicate_value /tools/t/approval/approvers"]);
  expect(findings({}, { approval: { when: [] } })).toEqual(["unknown_field /approval/when"]);
  const limit = (fields: object) => findings({ limits: [{ counter: "c", window: "day", max: 1, ...fields }] });
  expect(limit({ amount: "args.a", max: 0.000001 })).toEqual([]);
  expect(limit({ amount: "args.a", max: 0.0000001 })).toEqual(["bad_max /tools/t/limits/0/max"]);
  expect(limit({ amount: "args.a[*]" })).toEqual(["bad_path /tools/t/limits/0/amount"]);
  expect(limit({ increment_from: "tool.name" })).toEqual(["bad_path /tools/t/limits/0/increment_from"]);
  expect(limit({ amount: "args.a", increment_from: "args.a" })).toEqual(["two_names /tools/t/limits/0/increment_from"]);
  expect(limit({ timezone: "Mars" })).toEqual(["bad_timezone /tools/t/limits/0/timezone"]);
  expect(limit({ rolling: true, max: 1_001 })).toEqual(["bad_max /tools/t/limits/0/max"]);
});
