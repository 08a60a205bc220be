import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, decisionIn, post, until } from "./testing/harness.ts";
import { definitionOf } from "./testing/seed.ts";
import { answerAll, rpcResult, sendJson } from "./testing/upstream.ts";

let f: Fixture;
beforeAll(async () => {
  f = await fixture({ tools: ["read", "write", "denied", "hidden"] });
});
beforeEach(() => {
  f.upstream.received.length = 0;
  f.upstream.script = answerAll;
});
afterAll(() => f?.close());

type Access = { policy?: string; shadow?: string };
const policyOf = (document: object | string) =>
  f.seed.policy(f.server, typeof document === "string" ? document : { version: "1", default: "deny", ...document });

async function grantOn(access: Access) {
  const grant = await f.seed.grant([{ server: f.server, ...access }]);
  const send = (body: unknown) => post({ gateway: f.gateway, token: grant.token }, body);
  const recorded = async () => (await f.seed.decisions()).filter((row) => row.grant_id === grant.id);
  return { send, recorded, ask: async (name: string, args?: Record<string, unknown>) => decisionIn(await send(call(name, args))) };
}

const observing = {
  mode: "observe",
  list: "callable",
  hide: ["hidden"],
  tools: {
    read: { limits: [{ counter: "r", window: "month", max: 2 }] },
    write: { action: "require_approval" },
    denied: { action: "deny" },
  },
};

test("observe: every call is forwarded and recorded with what enforcing would have answered; hidden tools still block", async () => {
  const { ask, recorded } = await grantOn({ policy: await policyOf({ ...observing, default: "deny" }) });
  for (const name of ["read", "read", "read", "write", "denied"]) expect(await ask(name)).toBeUndefined();
  expect(f.upstream.calls().map(({ json }) => json!.params!.name)).toEqual(["read", "read", "read", "write", "denied"]);
  expect(await (await (await grantOn({ policy: await policyOf(observing) })).send(call("hidden"))).json()).toMatchObject({
    error: { code: -32602 },
  });
  expect(f.upstream.calls()).toHaveLength(5);
  const rows = await recorded();
  expect(rows.map(({ tool, effect, reason, outcome }) => [tool, effect, reason, outcome])).toEqual(
    ["read", "read", "read", "write", "denied"].map((tool) => [tool, "allow", "allowed", "ok"]),
  );
  expect(rows.map(({ observed, observed_reason, observed_rule }) => [observed, observed_reason, observed_rule])).toEqual([
    [null, null, null],
    [null, null, null],
    ["would_limit", "limit_exceeded", "/tools/read/limits/0"],
    ["would_require_approval", "approval_required", "/tools/write/action"],
    ["would_deny", "denied", "/tools/denied/action"],
  ]);
});

test("observe: nothing but what is hidden is dropped from lists; prompts and resources pass", async () => {
  const { send, recorded } = await grantOn({ policy: await policyOf(observing) });
  f.upstream.script = ({ json }, response) =>
    sendJson(
      response,
      rpcResult(json!.id!, {
        tools: ["read", "write", "denied", "hidden", "unread"].map(definitionOf),
        resources: [{ uri: "a://b", name: "b" }],
      }),
    );
  const listed = (await (await send({ jsonrpc: "2.0", id: 1, method: "tools/list" })).json()) as { result: { tools: { name: string }[] } };
  expect(listed.result.tools.map(({ name }) => name)).toEqual(["read", "write", "denied"]);
  expect(await (await send({ jsonrpc: "2.0", id: 1, method: "resources/list" })).json()).toMatchObject({
    result: { resources: [{ uri: "a://b" }] },
  });
  await send({ jsonrpc: "2.0", id: 1, method: "resources/read", params: { uri: "a://b" } });
  expect(f.upstream.calls("resources/read")).toHaveLength(1);
  expect((await recorded()).at(-1)).toMatchObject({ effect: "allow", observed: "would_deny", observed_reason: "default_deny" });
});

test("a shadow judges the same calls: recorded, never enforced, and its limits are never taken", async () => {
  const shadow = await policyOf({ tools: { write: { limits: [{ counter: "w", window: "month", max: 1 }] } } });
  const { ask, recorded } = await grantOn({ policy: await policyOf({ tools: { read: {}, write: {} } }), shadow });
  expect([await ask("read"), await ask("write"), await ask("write")]).toEqual([undefined, undefined, undefined]);
  expect(await ask("denied")).toMatchObject({ reason: "default_deny" });
  const rows = await recorded();
  expect(rows.map(({ effect, shadow_effect, shadow_reason, shadow_rule }) => [effect, shadow_effect, shadow_reason, shadow_rule])).toEqual([
    ["allow", "deny", "default_deny", "/default"],
    ["allow", "allow", "allowed", "/tools/write"],
    ["allow", "allow", "allowed", "/tools/write"],
    ["deny", "deny", "default_deny", "/default"],
  ]);
  expect(rows[0]).toMatchObject({ shadow_policy_id: shadow, shadow_policy_version: 1 });
  expect(await f.seed.sql("SELECT 1 FROM portcullis.limit_counter WHERE name = 'w'")).toEqual([]);
  // A new version of the shadow is what judges from then on.
  await f.seed.publish(shadow, { version: "1", default: "allow" });
  await until(
    async () => {
      await ask("read");
      return (await recorded()).at(-1)!;
    },
    (row) => row.shadow_policy_version === 2 && row.shadow_effect === "allow",
  );
});

test("a shadow that does not compile is an engine error in the record, also behind a good version, and no call knows of it", async () => {
  const shadow = await policyOf({});
  const { ask, recorded } = await grantOn({ policy: await policyOf({ tools: { read: {} } }), shadow });
  expect(await ask("read")).toBeUndefined();
  await f.seed.publish(shadow, `{"version":"1","default":"deny","mode":"sometimes"}`);
  await until(
    async () => {
      expect(await ask("read")).toBeUndefined();
      return (await recorded()).at(-1)!;
    },
    (row) => row.shadow_policy_version === 2 && row.shadow_reason === "engine_error" && row.shadow_effect === "deny",
  );
});

test("a shadow beside no policy opens nothing", async () => {
  const { ask, recorded } = await grantOn({ shadow: await policyOf({ default: "allow" }) });
  expect(await ask("read")).toMatchObject({ reason: "no_policy" });
  expect(f.upstream.calls()).toEqual([]);
  expect((await recorded()).at(-1)).toMatchObject({ effect: "deny", reason: "no_policy", shadow_effect: "allow" });
});
