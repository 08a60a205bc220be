import { afterAll, expect, test } from "vitest";
import { workbench } from "../testing/workbench.ts";

const { file, portcullis, remove } = workbench();
afterAll(remove);

const base = {
  version: "1",
  default: "deny",
  list: "callable",
  tools: { pay: { deny_if: [{ conditions: [{ path: "args.amount", op: "gt", value: 100 }] }] } },
};
const tools = file("tools.json", { tools: [{ name: "pay" }, { name: "refund" }] });
const diff = (a: unknown, b: unknown, ...more: string[]) => portcullis(["diff", file("a.json", a), file("b.json", b), ...more]);

test("the same meaning in other words is no difference", async () => {
  const reordered = `{ "tools": ${JSON.stringify(base.tools, null, 4)}, "list": "callable", "default": "deny", "version": "1" }`;
  expect(await diff(base, reordered, "--tools", tools)).toEqual({ code: 0, out: "", error: "No difference found.\n" });
});

test("tools that appear and calls that are decided otherwise", async () => {
  const wider = { ...base, tools: { pay: { deny_if: [{ conditions: [{ path: "args.amount", op: "gt", value: 200 }] }] }, refund: {} } };
  const { code, out } = await diff(base, wider, "--tools", tools);
  expect(code).toBe(1);
  expect(out.split("\n")).toEqual(
    expect.arrayContaining([
      "+ tools/list shows refund",
      '~ pay {"amount": 101}: deny deny_if_matched (/tools/pay/deny_if/0) → allow allowed (/tools/pay)',
      "~ refund {}: deny default_deny (/default) → allow allowed (/tools/refund)",
    ]),
  );
  expect((await diff(wider, base, "--tools", tools)).out).toContain("- tools/list no longer shows refund\n");
});

test("without --tools, the policies are compared for the tools that they name, whole categories among them", async () => {
  const { code, out, error } = await diff(base, { ...base, tools: { ...base.tools, "@read": {}, "get_*": { action: "deny" } } });
  expect(code).toBe(1);
  expect(out).toContain("~ @read {}: deny default_deny (/default) → allow allowed (/tools/@read)\n");
  expect(out).toContain("~ get_* {}: deny default_deny (/default) → deny denied (/tools/get_*/action)\n");
  expect(error).toBe("Without --tools, the policies are compared for the tools that they name.\n");
  expect((await diff(base, { ...base, default: "allow" })).out).toContain("+ tools/list shows any other tool\n");
});

test.each([
  ["limits", { tools: { pay: { ...base.tools.pay, limits: [{ counter: "c", window: "day", max: 5 }] } } }, "/tools/pay/limits: (none) → ["],
  ["prompts", { prompts: { allow: ["*"] } }, '/prompts: (none) → {"allow":["*"]}'],
  ["resources", { resources: { deny: ["x"] } }, "/resources: (none) → {"],
  ["mode", { mode: "observe" }, '/mode: "enforce" → "observe"'],
  ["server requests", { server_requests: ["sampling"] }, '/server_requests: (none) → ["sampling"]'],
  ["approvals", { approval: { min_approvals: 2 } }, '/approval: (none) → {"min_approvals":2}'],
])("terms that no call shows: %s", async (_, change, line) => {
  const { code, out } = await diff(base, { ...base, ...change }, "--tools", tools);
  expect(code).toBe(1);
  expect(out).toContain(`~ ${line}`);
});

test("one of the policies may come from standard input; both have to be policies", async () => {
  const a = file("a.json", base);
  expect(await portcullis(["diff", a, "-", "--tools", tools], { stdin: JSON.stringify(base) })).toMatchObject({ code: 0 });
  expect(await portcullis(["diff", "-", "-"])).toMatchObject({ code: 2 });
  expect(await portcullis(["diff", a])).toMatchObject({
    code: 2,
    error: 'diff takes two policies, A and B; one of them may be "-". See: portcullis help diff\n',
  });
  expect(await portcullis(["diff", a, "-"], { stdin: "{}" })).toMatchObject({
    code: 2,
    out: "",
    error: expect.stringContaining("stdin:1:1 error missing_field"),
  });
});
