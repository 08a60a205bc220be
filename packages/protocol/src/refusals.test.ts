import { describe, expect, test } from "vitest";
import {
  type Denial,
  denialCode,
  type MessageId,
  methodDenial,
  methodNotFound,
  readAnswer,
  readInbound,
  rpcError,
  STATUS,
  toolDenial,
  unknownTool,
} from "./index.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
function idOf(spelling: string): MessageId {
  const result = readInbound(new TextEncoder().encode(`{"jsonrpc":"2.0","id":${spelling},"method":"tools/call"}`));
  if (!result.ok || result.body.kind !== "request") throw new Error("not read");
  return result.body.id;
}
const denial: Denial = {
  decision: "deny",
  reason: "deny_if_matched",
  rule: "/tools/zabbix_host_delete/deny_if/0",
  policyVersion: 12,
  message: "Deleting hosts needs an operator.",
};

describe("section 7", () => {
  test("a tool denial is the documented result", () => {
    expect(text(toolDenial(idOf("7"), "modern", denial))).toBe(
      '{"jsonrpc":"2.0","id":7,"result":{"resultType":"complete","isError":true,"content":[{"type":"text","text":"[POLICY DENIED] Deleting hosts needs an operator."}],' +
        '"_meta":{"io.portcullis/decision":{"decision":"deny","reason":"deny_if_matched","rule":"/tools/zabbix_host_delete/deny_if/0","policy_version":12}}}}',
    );
  });
  test("resultType is modern only", () => expect(text(toolDenial(idOf("7"), "legacy", denial))).not.toContain("resultType"));
  test.each(['"\\u0061\\/é"', "-0", "9007199254740991", '""'])("the id %s is echoed byte for byte", (spelling) => {
    for (const bytes of [
      toolDenial(idOf(spelling), "legacy", denial),
      methodDenial(idOf(spelling), denial),
      unknownTool(idOf(spelling), "x"),
    ]) {
      expect(text(bytes).startsWith(`{"jsonrpc":"2.0","id":${spelling},`)).toBe(true);
    }
  });
  test.each([
    ["deny", 4030],
    ["approval", 4280],
    ["limit", 4290],
    ["unavailable", 5030],
  ] as const)("%s is %d, with a fixed sentence where the rule has none", (decision, code) => {
    expect(denialCode(decision)).toBe(code);
    const parsed = JSON.parse(text(methodDenial(idOf("1"), { decision, reason: "r", rule: "" })));
    expect(parsed.error).toMatchObject({
      code,
      message: expect.stringMatching(/^\[POLICY DENIED\] .+\.$/),
      data: { "io.portcullis/decision": { decision, reason: "r", rule: "" } },
    });
  });
  test("optional members stand only where they apply", () => {
    const whole = JSON.parse(
      text(toolDenial(idOf("1"), "legacy", { ...denial, decision: "limit", retryAfterSeconds: 41, approvalId: "a", approvalUrl: "u" })),
    );
    expect(whole.result._meta["io.portcullis/decision"]).toMatchObject({ retry_after_seconds: 41, approval_id: "a", approval_url: "u" });
    expect(
      Object.keys(
        JSON.parse(text(toolDenial(idOf("1"), "legacy", { decision: "deny", reason: "r", rule: "" }))).result._meta[
          "io.portcullis/decision"
        ],
      ),
    ).toEqual(["decision", "reason", "rule"]);
  });
  test("a hidden and an unknown tool differ in the name alone", () => {
    expect(text(unknownTool(idOf("1"), "a"))).toBe('{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"Unknown tool: a"}}');
    expect(text(unknownTool(idOf("1"), "a")).replace("tool: a", "tool: b")).toBe(text(unknownTool(idOf("1"), "b")));
  });
  test("errors without an id leave the member out", () => {
    expect(text(rpcError(undefined, -32700, "no"))).toBe('{"jsonrpc":"2.0","error":{"code":-32700,"message":"no"}}');
    expect(text(methodNotFound(undefined))).not.toContain('"id"');
  });
  test("every refusal passes our own strict profile", () => {
    const bodies = [
      toolDenial(idOf("1"), "modern", denial),
      methodDenial(undefined, denial),
      unknownTool(idOf('"x"'), 'a"\\\n'),
      rpcError(idOf("1"), 1, "m", { a: { b: 1 } }),
    ];
    for (const body of bodies) expect(readAnswer(body, "whole").ok).toBe(true);
  });
});

test("no status carries a code that the specification keeps for itself under the modern era", () => {
  const codes = Object.values(STATUS).map((status) => ("code" in status ? status.code : undefined));
  for (const code of codes) expect([-32002, -32042]).not.toContain(code);
});
