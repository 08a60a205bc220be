import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { post } from "./testing/harness.ts";

let f: Fixture;
beforeAll(async () => {
  f = await fixture();
});
afterAll(() => f?.close());

const answers = {
  ping: { result: {} },
  roots: { result: { roots: [] } },
  elicitation: { result: { action: "accept", content: {} } },
  sampling: { result: { role: "assistant", model: "m", content: { type: "text", text: "x" } } },
  error: { error: { code: -1, message: "no" } },
  unknown: { result: { something: 1 } },
};

test.each([
  ["default allow", { default: "allow" }, ["ping", "roots", "elicitation", "sampling", "error", "unknown"]],
  ["default deny", { default: "deny" }, ["ping"]],
  ["one kind", { default: "deny", server_requests: ["elicitation"] }, ["ping", "elicitation", "error"]],
  ["no policy", undefined, ["ping"]],
])(
  "a posted answer goes to the server where its question may come from it, else it is dropped with 202: %s",
  async (_, document, passing) => {
    const policy = document === undefined ? undefined : await f.seed.policy(f.server, { version: "1", tools: {}, ...document });
    const { token } = await f.seed.grant([{ server: f.server, policy }]);
    const passed: string[] = [];
    for (const [kind, answer] of Object.entries(answers)) {
      f.upstream.received.length = 0;
      const posted = await post({ gateway: f.gateway, token }, { jsonrpc: "2.0", id: "q", ...answer });
      expect([kind, posted.status, await posted.text()]).toEqual([kind, 202, ""]);
      if (f.upstream.received.length > 0) passed.push(kind);
    }
    expect(passed).toEqual(passing);
  },
);
