import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Gateway } from "./gateway.ts";
import { type ApprovalFixture, approvalFixture, approvalPolicy, urlCall } from "./testing/approvals.ts";
import { call, environmentFor, post, until } from "./testing/harness.ts";
import { type Bug, plantedGateway } from "./testing/planted.ts";
import { rpcResult, sendJson } from "./testing/upstream.ts";

/** Bugs that approvals on the wire could have, each planted into a build: the check holds for the gateway and fails for the one that has it. */
type Planted = Bug & { name: string; environment?: Record<string, string>; check: (gateway: Gateway) => Promise<void> };

let f: ApprovalFixture;
let spool: string;
beforeAll(async () => {
  f = await approvalFixture();
  spool = mkdtempSync(path.join(tmpdir(), "portcullis-spool-"));
});
beforeEach(async () => {
  await f.approvers.clear();
  await f.seed.publish(f.policy, approvalPolicy());
  f.upstream.received.length = 0;
  f.upstream.script = ({ json }, response) => {
    if (json?.id === undefined) return void response.writeHead(202).end();
    const opened = { protocolVersion: "2025-06-18", capabilities: {}, serverInfo: { name: "s", version: "1" } };
    const result = json.method === "initialize" ? opened : { content: [{ type: "text", text: "done" }] };
    sendJson(response, rpcResult(json.id, result), json.method === "initialize" ? { "mcp-session-id": "s-1" } : {});
  };
});
afterAll(async () => {
  await f?.close();
  rmSync(spool, { recursive: true, force: true });
});

let next = 0;
const args = () => ({ n: next++ });
const events = { accept: "application/json, text/event-stream" };
const send = (gateway: { url: string }, body: unknown, headers: Record<string, string> = events) =>
  post({ gateway, token: f.grant.token }, body, headers);
const forwarded = () => f.upstream.calls().length;

const bugs: Planted[] = [
  {
    name: "a vote lets a held call through by itself (PB-38)",
    file: "apps/gateway/src/admit/admission.ts",
    from: '      if (told !== "again") return told;',
    to: '      if (told !== "again") return told; else return undefined;',
    check: async (gateway) => {
      const answer = send(gateway, call("hold", args()));
      const [id] = await f.approvers.pending();
      await f.approvers.vote(id!);
      expect(await (await answer).text()).toContain('"done"');
      expect(await f.approvers.state(id!)).toBe("used");
    },
  },
  {
    name: "a call of a buffered server is admitted without the database",
    environment: { SPOOL_DIRECTORY: "spool" },
    file: "apps/gateway/src/admit/buffered.ts",
    from: "x.approval !== undefined || ",
    to: "",
    check: async (gateway) => {
      await f.seed.sql("UPDATE portcullis.server SET recording = 'buffered' WHERE id = $1", [f.server]);
      try {
        // Once the spool is ready the others leave by it.
        await (await send(gateway, call("read", args()))).text();
        await until(
          async () => (await (await send(gateway, call("read", args()))).text()).includes('"done"'),
          (done) => done,
        );
        f.upstream.received.length = 0;
        await (await send(gateway, call("write", args()))).text();
        expect(forwarded()).toBe(0);
        // Without that place the last door holds: what was admitted by no approval does not leave. But then nobody is asked.
        expect((await f.approvers.requests()).filter(({ state }) => state === "pending")).toHaveLength(1);
      } finally {
        await f.seed.sql("UPDATE portcullis.server SET recording = 'guaranteed' WHERE id = $1", [f.server]);
      }
    },
  },
  {
    name: "a held call keeps its place",
    environment: { LIMIT_CALLS_PER_GRANT: "1" },
    file: "apps/gateway/src/admit/hold.ts",
    from: "  x.rest();",
    to: "",
    check: async (gateway) => {
      const held = await send(gateway, call("hold", args()));
      await f.approvers.pending();
      const other = await send(gateway, call("read", args()));
      await f.approvers.refuse();
      await held.text();
      expect(await other.text()).toContain('"done"');
    },
  },
  {
    name: "a cancellation is not told to other replicas (T15)",
    file: "apps/gateway/src/admit/taken-back.ts",
    from: "  deps.store.callCancelled(mark);",
    to: "",
    check: async (gateway) => {
      const initialize = {
        jsonrpc: "2.0",
        id: 0,
        method: "initialize",
        params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "t", version: "1" } },
      };
      const session = (await send(f.gateway, initialize)).headers.get("mcp-session-id")!;
      const headers = { ...events, "mcp-session-id": session };
      const held = await send(f.gateway, call("hold", args()), headers);
      const [id] = await f.approvers.pending();
      const cancelled = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1 } };
      expect((await send(gateway, cancelled, headers)).status).toBe(202);
      const ended = held.text();
      try {
        await until(
          () => f.approvers.state(id!),
          (state) => state === "withdrawn",
          1_000,
        );
      } finally {
        await f.approvers.refuse();
        await ended;
      }
    },
  },
  {
    name: "the gateway's own state goes on to the server (W2)",
    file: "apps/gateway/src/message/approval-state.ts",
    from: "  x.body = Buffer.from(body.buffer, body.byteOffset, body.byteLength);\n  x.message = read.body;",
    to: "  const whole = x.message; x.message = read.body; queueMicrotask(() => { x.message = whole; });",
    check: async (gateway) => {
      const given = args();
      const first = urlCall("write", given);
      const asked = (await (await send(gateway, first.body, { ...events, ...first.headers })).json()) as {
        result: { requestState: string };
      };
      const [id] = await f.approvers.pending();
      await f.approvers.vote(id!);
      const inputResponses = { "io.portcullis/approval": { action: "accept" } };
      const retry = urlCall("write", given, { requestState: asked.result.requestState, inputResponses });
      expect(await (await send(gateway, retry.body, { ...events, ...retry.headers })).text()).toContain('"done"');
      expect(f.upstream.calls().at(-1)!.body.toString()).not.toMatch(/requestState|inputResponses/);
    },
  },
];

test.each(bugs)("$name: caught", async ({ check, environment = {}, ...bug }) => {
  const own = { ...environment, ...(environment.SPOOL_DIRECTORY && { SPOOL_DIRECTORY: spool }) };
  for (const planted of [undefined, bug]) {
    await f.approvers.clear();
    await f.seed.publish(f.policy, approvalPolicy());
    f.upstream.received.length = 0;
    const gateway = await plantedGateway(planted, environmentFor(f.database, own));
    try {
      if (planted === undefined) await check(gateway);
      else await expect(check(gateway), "the bug").rejects.toThrow();
    } finally {
      await gateway.close();
    }
  }
});

test("a database that does not know of approvals lets nothing through that needs one", async () => {
  const bug = {
    file: "packages/control-plane/src/gateway/encode-admission.ts",
    from: "if (approval !== undefined) approvals.push",
    to: "if (approval === null) approvals.push",
  };
  const gateway = await plantedGateway(bug, environmentFor(f.database));
  try {
    expect(await (await send(gateway, call("write", args()))).text()).toContain("store_unavailable");
    expect(await (await send(gateway, call("read", args()))).text()).toContain('"done"');
    expect(forwarded()).toBe(1);
  } finally {
    await gateway.close();
  }
});
