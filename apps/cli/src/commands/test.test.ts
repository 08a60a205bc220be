import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { workbench } from "../testing/workbench.ts";
import { type Element, readXml } from "../testing/xml.ts";

const { folder, file, portcullis, remove } = workbench();
afterAll(remove);

const golden = path.join(import.meta.dirname, "../../../../packages/policy/decisions");
const goldenFiles = readdirSync(golden).filter((name) => name.endsWith(".json"));
const countIn = (name: string): number => (JSON.parse(readFileSync(path.join(golden, name), "utf8")) as unknown[]).length;

const policy = { version: "1", default: "deny", tools: { a: { limits: [{ counter: "c", window: "day", max: 3 }] } } };
const allowed = { name: "a runs", policy, call: { tool: "a" }, expect: { effect: "allow", reason: "allowed", rule: "/tools/a" } };
const refused = { ...allowed, name: "b runs <&> \u0001", call: { tool: "b" } };

describe("the golden decisions of the language", () => {
  test.each(goldenFiles)("%s", async (name) => {
    expect(await portcullis(["test", path.join(golden, name)])).toEqual({ code: 0, out: `${countIn(name)} passed, 0 failed\n`, error: "" });
  });

  test("the whole folder; an expectation that is turned around is caught in every case", async () => {
    const total = goldenFiles.reduce((sum, name) => sum + countIn(name), 0);
    expect(total).toBeGreaterThanOrEqual(400);
    expect(await portcullis(["test", golden])).toMatchObject({ code: 0, out: `${total} passed, 0 failed\n` });
    const turned = goldenFiles.map((name) =>
      file(name, readFileSync(path.join(golden, name), "utf8").replace(/"effect": "(allow|deny)"/g, (_, effect) =>
        effect === "allow" ? '"effect": "deny"' : '"effect": "allow"',
      )),
    ); // biome-ignore format: one step
    expect(await portcullis(["test", ...turned])).toMatchObject({
      code: 1,
      out: expect.stringMatching(new RegExp(`\n0 passed, ${total} failed\n$`)),
    });
  });
});

test("a failure shows the place, what was expected, what was decided, and why", async () => {
  const cases = file("cases.json", `[\n  ${JSON.stringify(allowed)},\n  ${JSON.stringify(refused)}\n]`);
  const { code, out } = await portcullis(["test", cases]);
  expect(code).toBe(1);
  expect(out).toBe(`FAIL cases.json:3:3 b runs <&> \u0001
  - effect: "allow"
  + effect: "deny"
  - reason: "allowed"
  + reason: "default_deny"
  - rule: "/tools/a"
  + rule: "/default"
  The call is refused: no entry names the tool, and the default is to deny. The rule is /default: "deny". The agent is told: "This tool is not on the allow-list of the policy."

1 passed, 1 failed
`);
});

test.each([
  [{ reservations: [{ counter: "c", amount: "1" }] }, 0],
  [{ reservations: [{ counter: "d" }] }, 1],
  [{ reservations: [] }, 1],
  [{ reservations: [{ counter: "c" }, { counter: "c" }] }, 1],
  [{ visible: true, hidden: false }, 0],
  [{ visible: false }, 1],
  [{ message: "no" }, 1],
  [{ observed: {} }, 1],
  [{ approval: { minApprovals: 1 } }, 1],
])("an expectation of %j ends with %i", async (more, code) => {
  const stdin = JSON.stringify({ ...allowed, expect: { effect: "allow", ...more } });
  expect(await portcullis(["test", "-"], { stdin })).toMatchObject({ code });
});

test("limits and approvals are settled with the facts of the case", async () => {
  const full = { ...allowed, facts: { used: { c: 3 } }, expect: { effect: "deny", reason: "limit_exceeded" } };
  const held = { version: "1", default: "deny", tools: { a: { action: "require_approval" } } };
  const waits = { ...allowed, policy: held, expect: { effect: "deny", reason: "approval_required", approval: { minApprovals: 1 } } };
  const approved = { ...allowed, policy: held, facts: { approved: true } };
  expect(await portcullis(["test", "-"], { stdin: JSON.stringify([full, waits, approved]) })).toMatchObject({ code: 0 });
});

test("cases without a policy and tools of their own take those of --policy and --tools", async () => {
  const spare = { name: "schema", call: { tool: "a", arguments: { n: "x" } }, expect: { effect: "deny", reason: "invalid_arguments" } };
  const strict = file("policy.json", { ...policy, validate_arguments: true });
  const tools = file("tools.json", { tools: [{ name: "a", inputSchema: { type: "object", properties: { n: { type: "number" } } } }] });
  const cases = file("spare.json", [spare]);
  expect(await portcullis(["test", cases, "--policy", strict, "--tools", tools])).toMatchObject({ code: 0, out: "1 passed, 0 failed\n" });
  expect(await portcullis(["test", cases])).toMatchObject({
    code: 2,
    error: "spare.json:1:2 The case has no policy, and no --policy is given. (/0)\n",
  });
  const other = JSON.stringify({ ...allowed, expect: { effect: "allow" } });
  expect(await portcullis(["test", "-", "--policy", strict, "--tools", tools], { stdin: other })).toMatchObject({ code: 0 });
});

test("numbers and names are judged as they are spelled in the file", async () => {
  const text = `{ "name": "spelling", "policy": { "version": "1", "default": "deny",
    "tools": { "a": { "deny_if": [{ "conditions": [{ "path": "args.n", "op": "gt", "value": 1 }] }] } } },
    "call": { "tool": "a", "arguments": { "n": 0.10000000000000000000000000000001 } }, "expect": { "effect": "deny", "reason": "deny_if_matched" } }`;
  expect(await portcullis(["test", "-"], { stdin: text })).toMatchObject({ code: 0 });
});

test("tool entries are judged in the order of the file", async () => {
  const stdin = `{ "name": "order", "policy": { "version": "1", "default": "deny", "tools": { "*": {}, "42": {} } },
    "call": { "tool": "42" }, "expect": { "effect": "allow", "rule": "/tools/*" } }`;
  expect(await portcullis(["test", "-"], { stdin })).toMatchObject({ code: 0 });
});

test("a policy that is not valid fails its case", async () => {
  const { code, out } = await portcullis(["test", "-"], {
    stdin: JSON.stringify({ ...allowed, policy: { version: "1", default: "deny", tols: {} } }),
  });
  expect(code).toBe(1);
  expect(out).toContain('The policy is not valid: unknown_field The field "tols" is not known here. Did you mean "tools"? (/tols)');
});

describe("junit", () => {
  const cases = () => [file("one.json", [allowed, refused]), file("two.json", { ...allowed, policy: {} })];
  const summary = ({ attributes: { tests, failures, errors } }: Element) => [tests, failures, errors];

  test("is XML that says the same", async () => {
    const { code, out, error } = await portcullis(["test", ...cases(), "--reporter", "junit"]);
    expect([code, error]).toEqual([1, "1 passed, 2 failed\n"]);
    const root = readXml(out);
    expect([root.name, summary(root), root.children.map(summary)]).toEqual([
      "testsuites",
      ["3", "1", "1"],
      [
        ["2", "1", "0"],
        ["1", "0", "1"],
      ],
    ]);
    expect(root.children.map(({ name, attributes }) => [name, attributes.name])).toEqual([
      ["testsuite", "one.json"],
      ["testsuite", "two.json"],
    ]);
    const [passed, failed] = root.children[0]!.children;
    expect(passed).toMatchObject({ name: "testcase", attributes: { classname: "one.json", name: "a runs", line: "1" }, children: [] });
    expect(failed!.attributes.name).toBe("b runs <&> \\u0001");
    expect(failed!.children[0]).toMatchObject({ name: "failure", text: expect.stringContaining('- effect: "allow"\n+ effect: "deny"') });
    expect(root.children[1]!.children[0]!.children[0]!.name).toBe("error");
  });

  test("of every golden decision is XML", async () => {
    const { code, out } = await portcullis(["test", golden, "--reporter", "junit"]);
    expect(code).toBe(0);
    expect(readXml(out).children.map(({ children }) => children.length)).toEqual([...goldenFiles].sort().map(countIn));
  });

  test("--output writes the report and keeps stdout empty", async () => {
    const report = path.join(folder, "report.xml");
    expect(await portcullis(["test", ...cases(), "--reporter", "junit", "--output", report])).toEqual({
      code: 1,
      out: "",
      error: "1 passed, 2 failed\n",
    });
    expect(readXml(readFileSync(report, "utf8")).name).toBe("testsuites");
    expect(await portcullis(["test", ...cases(), "--output", folder])).toMatchObject({
      code: 2,
      error: expect.stringContaining("cannot be written"),
    });
  });
});

test("a folder stands for the .json files in it and below", async () => {
  const nested = path.join(folder, "suite/deeper");
  mkdirSync(nested, { recursive: true });
  file("suite/z.json", [allowed]);
  file("suite/deeper/a.json", allowed);
  file("suite/readme.md", "not a case");
  expect(await portcullis(["test", path.join(folder, "suite")])).toMatchObject({ code: 0, out: "2 passed, 0 failed\n" });
  file("suite/policy.json", policy);
  expect(await portcullis(["test", path.join(folder, "suite")])).toMatchObject({ code: 2, out: "" });
  mkdirSync(path.join(folder, "empty"));
  expect(await portcullis(["test", path.join(folder, "empty")])).toMatchObject({
    code: 2,
    error: expect.stringMatching(/^There is no \.json file in /),
  });
});

test.each([
  [[], "stdin holds no cases.\n"],
  [3, "stdin:1:1 A case is an object with name, policy, tools, call, facts, expect. (/)\n"],
  [{ ...allowed, expect: { efect: "allow" } }, 'The field "efect" is not known here. Did you mean "effect"? (/expect/efect)\n'],
  [
    { ...allowed, expect: { effect: "allow", reservations: [{ cuonter: "x" }] } },
    'Did you mean "counter"? (/expect/reservations/0/cuonter)\n',
  ],
  [{ ...allowed, expect: { effect: "allow", reason: "alowed" } }, " A reason is one of allowed, "],
  [{ ...allowed, fact: {} }, 'The field "fact" is not known here. Did you mean "facts"? (/fact)\n'],
  [{ ...allowed, facts: { time: "noon" } }, ' A time is written as "2026-03-01T09:30:00Z". (/facts/time)\n'],
  [{ ...allowed, facts: { used: { c: -1 } } }, " What is used up is a number, not negative, with at most 6 decimals. (/facts/used/c)\n"],
  [{ ...allowed, call: { tool: "a", args: {} } }, ' A call has no field "args". (/call)\n'],
  [{ ...allowed, call: undefined }, 'A case has a "call" or a "callText". (/)\n'],
  [
    { ...allowed, call: undefined, callText: '{"tool":"a","tool":"b"}' },
    'stdin: callText:1:13 The name "tool" occurs twice in one object.\n',
  ],
])("%j is unusable", async (value, error) => {
  expect(await portcullis(["test", "-"], { stdin: JSON.stringify(value) })).toMatchObject({
    code: 2,
    out: "",
    error: expect.stringContaining(error),
  });
});
