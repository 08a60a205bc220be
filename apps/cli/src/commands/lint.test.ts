import { afterAll, describe, expect, test } from "vitest";
import { workbench } from "../testing/workbench.ts";

const { file, portcullis, remove } = workbench();
afterAll(remove);

const good = { version: "1", default: "deny", tools: { alpha: { limits: [{ counter: "c", window: "minute", max: 5 }] } } };
const wrong = `{
  "version": "1",
  "default": "deny",
  "tools": {
    "alpha": {
      "denyif": []
    },
    "a/b": { "require": [{ "conditions": [{ "path": "args.x", "op": "regex", "value": "(" }] }] }
  }
}
`;

test("a policy without faults", async () => {
  expect(await portcullis(["lint", file("good.json", good)])).toEqual({ code: 0, out: "", error: "No findings.\n" });
  expect(await portcullis(["lint", "-", "--format", "json"], { stdin: JSON.stringify(good) })).toMatchObject({ code: 0, out: "[]\n" });
});

test("file:line:column severity code message (pointer), for every file that is named", async () => {
  const { code, out, error } = await portcullis(["lint", file("wrong.json", wrong), file("also.json", { version: "1" })]);
  expect(code).toBe(1);
  expect(out.split("\n")).toEqual([
    'wrong.json:6:7 error unknown_field The field "denyif" is not known here. Did you mean "deny_if"? (/tools/alpha/denyif)',
    expect.stringMatching(/^also\.json:1:1 error missing_field .* \(\/default\)$/),
    "",
  ]);
  expect(error).toBe("2 errors, 0 warnings.\n");
});

test("a pointer with escapes finds its place", async () => {
  const { out } = await portcullis(["lint", "-"], { stdin: wrong.replace('"denyif": []', "") });
  expect(out).toMatch(/^stdin:8:\d+ error \S+ .* \(\/tools\/a~1b\/require\/0\/conditions\/0\/value\)\n$/);
});

test("json: what editors and pipelines read", async () => {
  const { code, out } = await portcullis(["lint", "--format", "json", file("wrong.json", wrong)]);
  expect(code).toBe(1);
  expect(JSON.parse(out)[0]).toEqual({
    file: expect.stringMatching(/wrong\.json$/),
    line: 6,
    column: 7,
    severity: "error",
    code: "unknown_field",
    pointer: "/tools/alpha/denyif",
    message: expect.any(String),
    fix: [{ op: "move", from: "/tools/alpha/denyif", path: "/tools/alpha/deny_if" }],
  });
});

describe("--tools", () => {
  const tools = [{ name: "beta", description: "…", inputSchema: { type: "object" } }];
  test.each([
    ["an array", tools],
    ["a tools/list result", { tools, nextCursor: "x" }],
    ["a JSON-RPC answer", { jsonrpc: "2.0", id: 1, result: { tools } }],
  ])("%s", async (_, written) => {
    const { code, out } = await portcullis(["lint", file("good.json", good), "--tools", file("tools.json", written)]);
    expect(code).toBe(1);
    expect(out).toMatch(/^good\.json:1:\d+ error \S+ .*alpha.* \(\/tools\/alpha\)\n/);
  });

  test("the server's tools may come from standard input", async () => {
    const stdin = JSON.stringify({ tools: [{ name: "alpha" }] });
    expect(await portcullis(["lint", file("good.json", good), "--tools", "-"], { stdin })).toMatchObject({ code: 0 });
  });

  test.each([
    [{ tools: "x" }, "tools.json:1:2 The tools are an array"],
    [[{ name: 1 }], "tools.json:1:3 A tool's name is a string. (/0/name)"],
    [[{ name: "a", category: "reed" }], "tools.json:1:14 A category is one of read, "],
    ["x", "tools.json:1:1 This is not JSON"],
  ])("%j is unusable", async (written, message) => {
    const answer = await portcullis(["lint", file("good.json", good), "--tools", file("tools.json", written)]);
    expect(answer).toMatchObject({ code: 2, out: "", error: expect.stringContaining(message) });
  });
});

test("--severity error leaves warnings out, also of the status", async () => {
  const lax = file("lax.json", { version: "1", default: "allow" });
  const { code, out } = await portcullis(["lint", lax]);
  expect([code, out]).toEqual([1, expect.stringMatching(/^lax\.json:1:16 warning /)]);
  expect(await portcullis(["lint", lax, "--severity", "error"])).toEqual({ code: 0, out: "", error: "No findings.\n" });
});

test("colours where they are wanted", async () => {
  const { out } = await portcullis(["lint", "-"], { stdin: "{}", colors: true });
  expect(out).toContain("\u001b[31merror\u001b[0m ");
});

test.each([
  ["", "stdin:1:1 This is not JSON: a JSON value is expected.\n"],
  ['{\n  "version": "1",\n}', "stdin:3:1 This is not JSON: a name in double quotes is expected.\n"],
  ["\ufeff{}", "stdin:1:1 This is not JSON: the text starts with a byte order mark.\n"],
])("%j is unusable", async (stdin, error) => {
  expect(await portcullis(["lint", "-"], { stdin })).toEqual({ code: 2, out: "", error });
});

test("a name that occurs twice is a finding, at its second place", async () => {
  const { code, out } = await portcullis(["lint", "-"], { stdin: '{"version":"1",\n"default":"deny",\n"default":"allow"}' });
  expect([code, out]).toEqual([1, expect.stringMatching(/^stdin:3:1 error duplicate_member /)]);
});
