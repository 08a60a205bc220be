import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ApprovalFixture, approvalFixture, approvalPolicy, urlCall } from "./testing/approvals.ts";
import { call, post, until } from "./testing/harness.ts";
import { modern } from "./testing/modern.ts";
import { Reading } from "./testing/reading.ts";
import { answerAll, rpcResult, sendJson } from "./testing/upstream.ts";

let f: ApprovalFixture;
let policyBefore: unknown;
beforeAll(async () => {
  f = await approvalFixture({ environment: { DASHBOARD_URL: "https://gate.example.com/" } });
  policyBefore = approvalPolicy();
});
beforeEach(async () => {
  await f.approvers.clear();
  f.upstream.received.length = 0;
  f.upstream.script = answerAll;
});
afterAll(() => f?.close());

let next = 0;
/** Arguments that no other test has. */
const args = () => ({ host: `host-${next++}` });
const ask = async (body: unknown, headers: Record<string, string> = {}) => (await f.send(body, headers)).json() as Promise<Answer>;
const sent = ({ body, headers }: ReturnType<typeof modern>) => ask(body, headers);
type Answer = {
  result?: {
    isError?: boolean;
    resultType?: string;
    content?: { text: string }[];
    inputRequests?: Record<string, { method: string; params: { mode: string; url: string; message: string } }>;
    requestState?: string;
    _meta?: { "io.portcullis/decision"?: Decision };
  };
  error?: { code: number; message: string };
};
type Decision = { decision: string; reason: string; rule: string; approval_id?: string; approval_url?: string };
const decisionOf = ({ result }: Answer) => result?._meta?.["io.portcullis/decision"];
const done = { result: { content: [{ text: "done" }] } };

describe("the refusal with a reference", () => {
  test("says where and what to do, asks once, and the same call runs once it is approved; exactly once", async () => {
    const wanted = call("write", args());
    const first = await ask(wanted);
    const [id] = await f.approvers.pending();
    expect(decisionOf(first)).toEqual({
      decision: "approval",
      reason: "approval_required",
      rule: "/tools/write/action",
      policy_version: 1,
      approval_id: id,
      approval_url: `https://gate.example.com/o/acme/approvals/${id}`,
    });
    expect(first.result).toMatchObject({ isError: true });
    expect(first.result!.content![0]!.text).toMatch(/^\[POLICY DENIED\] Writing needs a person\. .*retry the same call/);
    expect(decisionOf(await ask({ ...wanted, id: 2 }))?.approval_id).toBe(id);
    expect(f.upstream.received).toEqual([]);

    await f.approvers.vote(id!);
    expect(await ask({ ...wanted, id: 3 })).toMatchObject(done);
    expect(f.upstream.calls()).toHaveLength(1);
    const again = decisionOf(await ask({ ...wanted, id: 4 }));
    expect(again).toMatchObject({ reason: "approval_required" });
    expect(again!.approval_id).not.toBe(id);
    expect(f.upstream.calls()).toHaveLength(1);
    const rows = (await f.seed.decisions()).filter(({ tool }) => tool === "write");
    expect(rows.map(({ effect, reason, outcome }) => [effect, reason, outcome])).toEqual([
      ["deny", "approval_required", "held"],
      ["deny", "approval_required", "held"],
      ["allow", "allowed", "ok"],
      ["deny", "approval_required", "held"],
    ]);
  });

  test("one that people refuse is told so, and nobody is asked again", async () => {
    const wanted = call("write", args());
    const id = decisionOf(await ask(wanted))!.approval_id!;
    await f.approvers.vote(id, "refuse");
    const before = (await f.approvers.requests()).length;
    expect(decisionOf(await ask(wanted))).toMatchObject({ decision: "approval", reason: "approval_required" });
    expect(await f.approvers.requests()).toHaveLength(before);
    expect(f.upstream.received).toEqual([]);
  });

  test("approved N times runs N times", async () => {
    const wanted = call("write", args());
    const id = decisionOf(await ask(wanted))!.approval_id!;
    await f.approvers.vote(id, "approve", { uses: 3 });
    for (let n = 0; n < 3; n++) expect(await ask(wanted)).toMatchObject(done);
    expect(decisionOf(await ask(wanted))).toMatchObject({ reason: "approval_required" });
    expect(f.upstream.calls()).toHaveLength(3);
  });

  test("other arguments, another number text, another grant: not this approval (AP-1)", async () => {
    const id = decisionOf(await ask('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"write","arguments":{"n":1}}}'))!
      .approval_id!;
    await f.approvers.vote(id);
    const other = await f.seed.grant([{ server: f.server, policy: f.policy }]);
    const texts = ['{"n":1.0}', '{"n":2}', '{"n":1,"m":null}', "{}"];
    for (const text of texts) {
      const answer = await ask(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"write","arguments":${text}}}`);
      expect(decisionOf(answer)!.approval_id, text).not.toBe(id);
    }
    const foreign = await post({ gateway: f.gateway, token: other.token }, call("write", { n: 1 }));
    expect(decisionOf((await foreign.json()) as Answer)!.approval_id).not.toBe(id);
    expect(f.upstream.received).toEqual([]);
    expect(await ask(call("write", { n: 1 }))).toMatchObject(done);
  });

  test("a batch is refused whole, and nobody is asked (B8)", async () => {
    f.upstream.script = ({ json }, response) =>
      sendJson(
        response,
        rpcResult(json!.id!, { protocolVersion: "2025-03-26", capabilities: {}, serverInfo: { name: "s", version: "1" } }),
        { "mcp-session-id": "s-1" },
      );
    const opened = await f.send({
      jsonrpc: "2.0",
      id: 0,
      method: "initialize",
      params: { protocolVersion: "2025-03-26", capabilities: {}, clientInfo: { name: "t", version: "1" } },
    });
    const session = opened.headers.get("mcp-session-id")!;
    f.upstream.received.length = 0;
    const before = (await f.approvers.requests()).length;
    const answer = await f.send([call("read", {}, 1), call("write", args(), 2)], { "mcp-session-id": session });
    const bodies = (await answer.json()) as { id: number; error: { code: number; data: Record<string, Decision> } }[];
    expect(bodies.map(({ id, error }) => [id, error.code, error.data["io.portcullis/decision"]!.reason])).toEqual([
      [1, 4030, "batch_refused"],
      [2, 4030, "batch_refused"],
    ]);
    expect(await f.approvers.requests()).toHaveLength(before);
    expect(f.upstream.received).toEqual([]);
  });

  test("a policy that only observes asks nobody", async () => {
    await f.seed.publish(f.policy, approvalPolicy({ mode: "observe" }));
    const before = (await f.approvers.requests()).length;
    expect(await ask(call("write", args()))).toMatchObject(done);
    expect(await f.approvers.requests()).toHaveLength(before);
    await f.seed.publish(f.policy, policyBefore);
  });

  test("a call that is too long to be read by a person is refused", async () => {
    const before = (await f.approvers.requests()).length;
    const answer = await ask(call("write", { text: "x".repeat(300 * 1024) }));
    expect(decisionOf(answer)).toMatchObject({ decision: "approval", reason: "approval_required" });
    expect(answer.result!.content![0]!.text).toContain("too long");
    expect(await f.approvers.requests()).toHaveLength(before);
  });
});

describe("what was approved is not what it was (AP-5)", () => {
  const approved = async () => {
    const wanted = call("write", args());
    const id = decisionOf(await ask(wanted))!.approval_id!;
    await f.approvers.vote(id);
    return { wanted, id };
  };
  const refusedAs = async (wanted: unknown, reason: string, words: RegExp) => {
    const answer = await until(
      () => ask(wanted),
      (found) => decisionOf(found)?.reason !== "stale_policy",
    );
    expect(decisionOf(answer)?.reason).toBe(reason);
    expect(answer.result!.content![0]!.text).toMatch(words);
    expect(f.upstream.received).toEqual([]);
  };

  test("a new version of the policy", async () => {
    const { wanted } = await approved();
    await f.seed.publish(f.policy, approvalPolicy({ list: "callable" }));
    await refusedAs(wanted, "approval_invalid", /policy/i);
    await f.seed.publish(f.policy, policyBefore);
  });

  test("a new version that denies it: the live policy wins", async () => {
    const { wanted } = await approved();
    await f.seed.publish(f.policy, { version: "1", default: "deny" });
    await refusedAs(wanted, "default_deny", /./);
    await f.seed.publish(f.policy, policyBefore);
  });

  test("another definition of the tool", async () => {
    const { wanted } = await approved();
    await f.seed.tool(f.server, { name: "write", inputSchema: { type: "object", description: "new" } });
    await refusedAs(wanted, "approval_invalid", /definition/i);
  });

  test("the approver has lost the role", async () => {
    const wanted = call("write", args());
    const id = decisionOf(await ask(wanted))!.approval_id!;
    const by = await f.approvers.person();
    await f.approvers.vote(id, "approve", { by });
    await f.seed.sql("UPDATE portcullis.membership SET role = 'viewer' WHERE user_id = $1", [by]);
    const answer = await ask(wanted);
    expect(decisionOf(answer)?.decision).toBe("approval");
    expect(f.upstream.received).toEqual([]);
  });

  test("a kill switch", async () => {
    const { wanted } = await approved();
    await f.seed.sql(
      `INSERT INTO portcullis.kill_switch (organization_id, id, scope, target, reason, set_by_name)
       VALUES ($1, gen_random_uuid(), 'organization', '', '', 'somebody')`,
      [f.seed.organizationId],
    );
    await refusedAs(wanted, "killed", /stopped/);
    await f.seed.sql("DELETE FROM portcullis.kill_switch WHERE organization_id = $1", [f.seed.organizationId]);
  });
});

describe("the page behind a URL (C9)", () => {
  const key = "io.portcullis/approval";

  test("is asked for, and the retry with the state runs the call; neither of the two reaches the server (W2)", async () => {
    const given = args();
    const first = await sent(urlCall("write", given));
    const [id] = await f.approvers.pending();
    expect(first.result).toMatchObject({
      resultType: "input_required",
      inputRequests: {
        [key]: { method: "elicitation/create", params: { mode: "url", url: `https://gate.example.com/o/acme/approvals/${id}` } },
      },
    });
    expect(decisionOf(first)?.approval_id).toBe(id);
    const state = first.result!.requestState!;
    await f.approvers.vote(id!);
    const retry = urlCall("write", given, { requestState: state, inputResponses: { [key]: { action: "accept" } } }, 2);
    expect(await sent(retry)).toMatchObject(done);
    const [received] = f.upstream.calls();
    expect(received!.json!.params).not.toHaveProperty("requestState");
    expect(received!.json!.params).not.toHaveProperty("inputResponses");
    expect(received!.json!.params!.arguments).toEqual(given);
    const [row] = await f.seed.sql<{ splices: string[] }>(
      "SELECT splices FROM portcullis.attempt WHERE effect = 'allow' ORDER BY at DESC LIMIT 1",
    );
    expect(row!.splices).toEqual(expect.arrayContaining(["/params/requestState", "/params/inputResponses/io.portcullis~1approval"]));
  });

  test("a retry before the decision is refused with the reference, and the user is not sent there twice", async () => {
    const given = args();
    const state = (await sent(urlCall("write", given))).result!.requestState;
    const early = await sent(urlCall("write", given, { requestState: state, inputResponses: { [key]: { action: "accept" } } }));
    expect(early.result).toMatchObject({ resultType: "complete", isError: true });
    expect(decisionOf(early)).toMatchObject({ decision: "approval", reason: "approval_required" });
  });

  test("a user who declines takes the call back", async () => {
    const given = args();
    const first = await sent(urlCall("write", given));
    const id = decisionOf(first)!.approval_id!;
    const state = first.result!.requestState;
    const answer = await sent(urlCall("write", given, { requestState: state, inputResponses: { [key]: { action: "decline" } } }));
    expect(decisionOf(answer)).toMatchObject({ decision: "approval" });
    await until(
      () => f.approvers.state(id),
      (found) => found === "withdrawn",
    );
  });

  test("a client without it, or of forms only, gets the refusal", async () => {
    for (const capabilities of [{}, { elicitation: {} }, { elicitation: { form: {} } }]) {
      const answer = await sent(modern("tools/call", { name: "write", arguments: args() }, { capabilities }));
      expect(answer.result).toMatchObject({ resultType: "complete", isError: true });
    }
  });

  test("the server's own state, and its questions, go on behind the gateway's", async () => {
    let round = 0;
    f.upstream.script = ({ json }, response) =>
      sendJson(
        response,
        rpcResult(
          json!.id!,
          round++ === 0
            ? {
                resultType: "input_required",
                inputRequests: { sure: { method: "elicitation/create", params: { mode: "form", message: "sure?", requestedSchema: {} } } },
                requestState: "upstream's own",
              }
            : { resultType: "complete", content: [{ type: "text", text: "done" }] },
        ),
      );
    const allowed = { server_requests: ["elicitation"] };
    await f.seed.publish(f.policy, approvalPolicy(allowed));
    const given = args();
    const capabilities = { elicitation: { url: {}, form: {} } };
    const make = (more: object) => modern("tools/call", { name: "write", arguments: given, ...more }, { capabilities });
    const waiting = await sent(make({}));
    await f.approvers.vote(decisionOf(waiting)!.approval_id!);
    const question = await sent(make({ requestState: waiting.result!.requestState, inputResponses: { [key]: { action: "accept" } } }));
    expect(question.result!.requestState).toMatch(/^pcr1\./);
    const answered = { requestState: question.result!.requestState, inputResponses: { sure: { action: "accept", content: { a: 1.5 } } } };
    // With its answers it is another call: people are asked about that one too.
    const second = await sent(make(answered));
    expect(second.result!.requestState).toMatch(/^pca1\./);
    await f.approvers.vote(decisionOf(second)!.approval_id!);
    const last = await sent(make({ requestState: second.result!.requestState, inputResponses: { [key]: { action: "accept" } } }));
    expect(last).toMatchObject(done);
    expect(f.upstream.calls().at(-1)!.json!.params).toMatchObject({
      requestState: "upstream's own",
      inputResponses: answered.inputResponses,
    });
    await f.seed.publish(f.policy, policyBefore);
  });
});

describe("held open", () => {
  const events = { accept: "application/json, text/event-stream" };
  const held = async (gateway = f.gateway, given: object = args(), headers: Record<string, string> = events, meta?: object) => {
    const body = call("hold", given as Record<string, unknown>);
    const answer = post(
      { gateway, token: f.grant.token },
      meta === undefined ? body : { ...body, params: { ...body.params, _meta: meta } },
      headers,
    );
    return { answer, given };
  };

  test("until it is approved, at another gateway too; progress goes to who asked for it", async () => {
    const second = await f.another();
    for (const gateway of [f.gateway, second]) {
      const { answer } = await held(gateway, args(), events, { progressToken: "p-1" });
      const reading = new Reading(await answer);
      expect(await reading.upTo("notifications/progress")).toContain('"progressToken":"p-1"');
      const [id] = await f.approvers.pending();
      await f.approvers.vote(id!);
      expect(await reading.rest()).toMatch(/data: .*"done"/);
    }
    expect(f.upstream.calls()).toHaveLength(2);
  });

  test("who takes JSON only waits for the answer", async () => {
    const { answer } = await held(f.gateway, args(), { accept: "application/json" });
    const [id] = await f.approvers.pending();
    await f.approvers.vote(id!);
    const response = await answer;
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.json()).toMatchObject(done);
  });

  test("a refusal is told at once", async () => {
    const { answer } = await held();
    const [id] = await f.approvers.pending();
    await f.approvers.vote(id!, "refuse");
    expect(await (await answer).text()).toMatch(/data: .*"isError":true.*approval_required/);
    expect(f.upstream.received).toEqual([]);
  });

  test("a vote is not what lets it through: the live policy is asked again", async () => {
    const { answer } = await held();
    const [id] = await f.approvers.pending();
    await f.seed.publish(f.policy, { version: "1", default: "deny", tools: { hold: { action: "deny", reason: "Not today." } } });
    await f.approvers.vote(id!).catch(() => {});
    expect(await (await answer).text()).toContain("Not today.");
    expect(f.upstream.received).toEqual([]);
    await f.seed.publish(f.policy, policyBefore);
  });

  test("gives its place and its connection back while it waits", async () => {
    const gateway = await f.another({ LIMIT_CALLS_PER_GRANT: "1", LIMIT_CONNECTIONS_PER_UPSTREAM: "1" });
    const { answer } = await held(gateway);
    const [id] = await f.approvers.pending();
    const response = await answer;
    expect(await (await post({ gateway, token: f.grant.token }, call("read"))).json()).toMatchObject(done);
    await f.approvers.vote(id!);
    expect(await response.text()).toContain('"done"');
  });

  test("no more than a grant's share are held; the rest are told where to look", async () => {
    const gateway = await f.another({ LIMIT_HELD_PER_GRANT: "2" });
    const given = args();
    const first = [await (await held(gateway, given)).answer, await (await held(gateway, given)).answer];
    const third = await (await (await held(gateway, given)).answer).json();
    expect(decisionOf(third as Answer)).toMatchObject({ reason: "approval_required" });
    const [id] = await f.approvers.pending();
    await f.approvers.vote(id!, "approve", { uses: 2 });
    for (const response of first) expect(await response.text()).toContain('"done"');
  });

  test("ends with the refusal when its time is up, and the request stays", async () => {
    await f.seed.publish(f.policy, approvalPolicy({ tools: { hold: { action: "require_approval", approval: { wait: "1s" } } } }));
    const { answer } = await held();
    expect(await (await answer).text()).toMatch(/data: .*retry the same call/);
    expect(await f.approvers.pending()).toHaveLength(1);
    await f.approvers.vote((await f.approvers.pending())[0]!, "refuse");
    await f.seed.publish(f.policy, policyBefore);
  });

  test("ends with the refusal when the gateway does, and the request stays", async () => {
    const gateway = await f.another();
    const { answer } = await held(gateway);
    const response = await answer;
    const [id] = await f.approvers.pending();
    await gateway.close();
    expect(await response.text()).toMatch(/data: .*retry the same call/);
    expect(await f.approvers.state(id!)).toBe("pending");
    await f.approvers.vote(id!, "refuse");
  });

  test("the grant ends: so does the wait", async () => {
    const { id: grant, token } = await f.seed.grant([{ server: f.server, policy: f.policy }]);
    const response = await post({ gateway: f.gateway, token }, call("hold", args()), events);
    await f.seed.revoke(grant);
    expect(await response.text()).toMatch(/grant_revoked/);
    for (const id of await f.approvers.pending()) await f.approvers.vote(id, "refuse");
  });

  test("a modern client that hangs up takes its call back (C6)", async () => {
    const { body, headers } = modern("tools/call", { name: "hold", arguments: args() });
    const abort = new AbortController();
    const answer = fetch(`${f.gateway.url}/acme/zabbix/mcp`, {
      method: "POST",
      headers: { "content-type": "application/json", ...events, authorization: `Bearer ${f.grant.token}`, ...headers },
      body: JSON.stringify(body),
      signal: abort.signal,
    });
    const [id] = await f.approvers.pending();
    await answer;
    abort.abort();
    await until(
      () => f.approvers.state(id!),
      (state) => state === "withdrawn",
    );
  });

  test("one of two that hold the same call takes back its own: the other runs, here and at another gateway", async () => {
    const second = await f.another();
    for (const other of [f.gateway, second]) {
      const given = args();
      const { body, headers } = modern("tools/call", { name: "hold", arguments: given });
      const abort = new AbortController();
      const ask = (url: string, signal?: AbortSignal) =>
        fetch(`${url}/acme/zabbix/mcp`, {
          method: "POST",
          headers: { "content-type": "application/json", ...events, authorization: `Bearer ${f.grant.token}`, ...headers },
          body: JSON.stringify(body),
          ...(signal && { signal }),
        });
      const [gone, stays] = await Promise.all([ask(f.gateway.url, abort.signal), ask(other.url)]);
      const [first] = await f.approvers.pending();
      expect(await f.approvers.pending()).toHaveLength(1);
      abort.abort();
      await gone.text().catch(() => {});
      // At the same gateway nothing changes; at another one the call is asked about anew.
      if (other !== f.gateway) await until(async () => (await f.approvers.pending())[0] !== first, Boolean);
      else await new Promise((resolve) => setTimeout(resolve, 300));
      const [id] = await f.approvers.pending();
      expect(id === first).toBe(other === f.gateway);
      await f.approvers.vote(id!);
      expect(await stays.text()).toContain('"done"');
    }
    expect(f.upstream.calls()).toHaveLength(2);
  });

  test("a legacy client that hangs up has cancelled nothing (D8)", async () => {
    const abort = new AbortController();
    const given = args();
    const answer = await fetch(`${f.gateway.url}/acme/zabbix/mcp`, {
      method: "POST",
      headers: { "content-type": "application/json", ...events, authorization: `Bearer ${f.grant.token}` },
      body: JSON.stringify(call("hold", given)),
      signal: abort.signal,
    });
    expect(answer.status).toBe(200);
    abort.abort();
    const [id] = await f.approvers.pending();
    await f.approvers.vote(id!);
    expect(f.upstream.received).toEqual([]);
    const again = await (await held(f.gateway, given)).answer;
    expect(await again.text()).toContain('"done"');
    expect(f.upstream.calls()).toHaveLength(1);
  });

  test("a cancellation takes it back, at whatever gateway it is held (T15)", async () => {
    f.upstream.script = ({ json }, response) => {
      if (json?.id === undefined) return void response.writeHead(202).end();
      const opened = { protocolVersion: "2025-06-18", capabilities: {}, serverInfo: { name: "s", version: "1" } };
      sendJson(response, rpcResult(json.id, opened), { "mcp-session-id": "s-1" });
    };
    const second = await f.another();
    const initialize = {
      jsonrpc: "2.0",
      id: 0,
      method: "initialize",
      params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "t", version: "1" } },
    };
    const session = (await f.send(initialize)).headers.get("mcp-session-id")!;
    for (const [holder, teller] of [
      [f.gateway, f.gateway],
      [f.gateway, second],
      [second, f.gateway],
    ] as const) {
      const response = await (await held(holder, args(), { ...events, "mcp-session-id": session })).answer;
      const [id] = await f.approvers.pending();
      const cancelled = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1 } };
      const told = await post({ gateway: teller, token: f.grant.token }, cancelled, { ...events, "mcp-session-id": session });
      expect(told.status).toBe(202);
      expect(await response.text()).not.toContain('"result"');
      await until(
        () => f.approvers.state(id!),
        (state) => state === "withdrawn",
      );
    }
    expect(f.upstream.calls()).toEqual([]);
  });
});
