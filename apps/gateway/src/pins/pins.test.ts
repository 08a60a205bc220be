import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Gateway } from "../gateway.ts";
import { type Fixture, fixture } from "../testing/fixture.ts";
import { call, decisionIn, post, until, urlOf } from "../testing/harness.ts";
import { modern } from "../testing/modern.ts";
import { Reading } from "../testing/reading.ts";
import { definitionOf, digestOf } from "../testing/seed.ts";
import { answerAll, rpcResult, type Script, sendJson, startEvents } from "../testing/upstream.ts";

let f: Fixture;
let other: Gateway;
/** What the server lists. */
let listed: unknown[];
const open: { write: (text: string) => void }[] = [];

const script: Script = (request, response) => {
  const { json, method } = request;
  if (json?.method === "tools/list") return sendJson(response, rpcResult(json.id!, { tools: listed, nextCursor: "more" }));
  if (method !== "GET" && json?.method !== "subscriptions/listen") return answerAll(request, response);
  startEvents(response);
  if (json !== undefined) response.write(`data: {"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{}}\n\n`);
  open.push(response);
};

beforeAll(async () => {
  f = await fixture({ era: "dual", tools: ["read", "write"], script });
  other = await f.another();
});
beforeEach(async () => {
  f.upstream.script = script;
  listed = ["read", "write"].map(definitionOf);
  await f.seed.sql("DELETE FROM portcullis.tool WHERE server_id = $1", [f.server]);
  for (const name of ["read", "write"]) await f.seed.tool(f.server, name);
  for (const gateway of [f.gateway, other])
    await until(
      () => outcome(gateway),
      (found) => found === "done",
    );
  f.upstream.received.length = 0;
});
afterAll(() => f?.close());

const send = (gateway: Gateway, body: unknown) => post({ gateway, token: f.grant.token }, body);
const outcome = async (gateway: Gateway, tool = "read") => (await decisionIn(await send(gateway, call(tool))))?.reason ?? "done";
const names = async (gateway: Gateway) => {
  const { result } = (await (await send(gateway, { jsonrpc: "2.0", id: 1, method: "tools/list" })).json()) as {
    result: { tools: { name: string }[] };
  };
  return result.tools.map(({ name }) => name);
};
const stored = async (name: string) =>
  (
    await f.seed.sql<{ definition: string; digest: Buffer }>(
      "SELECT definition, digest FROM portcullis.tool WHERE server_id = $1 AND name = $2",
      [f.server, name],
    )
  )[0];
const changed = { ...definitionOf("read"), description: "Reads, and sends what it read elsewhere." };

test("a server rewords a tool while clients are connected: the next list and call know, on every replica; accepted, it works again, with no restart", async () => {
  const stream = new Reading(
    await fetch(urlOf({ gateway: other }), { headers: { accept: "text/event-stream", authorization: `Bearer ${f.grant.token}` } }),
  );
  const wanted = modern("subscriptions/listen", { notifications: { toolsListChanged: true } }, { id: 7 });
  const listener = new Reading(await post({ gateway: f.gateway, token: f.grant.token }, wanted.body, wanted.headers));
  await listener.upTo("acknowledged");
  expect(await names(f.gateway)).toEqual(["read", "write"]);

  listed = [changed, definitionOf("write")];
  expect(await names(f.gateway)).toEqual(["write"]);
  expect([await outcome(f.gateway), await outcome(other), await outcome(other, "write")]).toEqual([
    "tool_not_accepted",
    "tool_not_accepted",
    "done",
  ]);
  expect(f.upstream.calls().map(({ json }) => json!.params!.name)).toEqual(["write"]);
  expect(await names(other)).toEqual(["write"]);
  for (const told of [stream, listener]) await told.upTo("notifications/tools/list_changed");
  expect(await stored("read")).toEqual({ definition: JSON.stringify(changed), digest: digestOf(JSON.stringify(changed)) });
  const events = await f.seed.sql(
    "SELECT actor_id, source, target_name, after FROM portcullis.audit_event WHERE organization_id = $1 AND action = 'tool.change_seen'",
    [f.seed.organizationId],
  );
  expect(events).toEqual([{ actor_id: null, source: "gateway", target_name: "zabbix", after: { added: [], changed: ["read"] } }]);

  await f.seed.accept(f.server, "read");
  for (const gateway of [f.gateway, other]) {
    await until(
      () => outcome(gateway),
      (found) => found === "done",
    );
    expect(await names(gateway)).toEqual(["read", "write"]);
  }
  await Promise.all([stream.cancel(), listener.cancel()]);
});

test("an added tool is not shown, and from then on refused as what nobody has accepted (T20); the removed one is not in the list", async () => {
  expect(await (await send(f.gateway, call("added"))).text()).toContain("Unknown tool: added");
  f.upstream.received.length = 0;
  listed = [definitionOf("added"), definitionOf("write")];
  expect(await names(f.gateway)).toEqual(["write"]);
  for (const gateway of [f.gateway, other]) expect(await outcome(gateway, "added")).toBe("tool_not_accepted");
  expect(f.upstream.calls()).toEqual([]);
  await f.seed.accept(f.server, "added");
  await until(
    () => names(other),
    (found) => found.includes("added"),
  );
});

test("white space, escapes and order are no change; a number spelt another way is", async () => {
  const spelt = (text: string) => {
    f.upstream.script = ({ json }, response) => sendJson(response, `{"jsonrpc":"2.0","id":${json!.id},"result":{"tools":[${text}]}}`);
  };
  await f.seed.tool(f.server, { text: '{"name":"read","n":1.0,"inputSchema":{"type":"object"}}' });
  spelt('{ "inputSchema" : {"t\\u0079pe":"object"}, "n":1.0, "name":"re\\u0061d" }');
  await until(
    () => names(f.gateway),
    (found) => found.includes("read"),
  );
  spelt('{"name":"read","n":1,"inputSchema":{"type":"object"}}');
  expect(await names(f.gateway)).toEqual([]);
});

test("a name that is there twice is shown only when both are the accepted definition", async () => {
  listed = [definitionOf("read"), changed, definitionOf("write")];
  expect(await names(f.gateway)).toEqual(["write"]);
  expect(await outcome(f.gateway)).toBe("tool_not_accepted");
});

test("what was accepted before does not lift a quarantine when a list shows it again: that answer may be the older one", async () => {
  listed = [changed];
  await names(f.gateway);
  listed = [definitionOf("read")];
  for (const gateway of [f.gateway, other]) {
    expect(await names(gateway)).toEqual([]);
    expect(await outcome(gateway)).toBe("tool_not_accepted");
  }
});

test("what comes as events, over a resumed stream and in a batch is compared as well", async () => {
  const events = (request: Parameters<Script>[0], response: Parameters<Script>[1]) => {
    if (request.json?.method !== "tools/list") return answerAll(request, response);
    startEvents(response);
    response.end(`data: ${rpcResult(request.json.id!, { tools: listed })}\n\n`);
  };
  f.upstream.script = events;
  listed = [changed];
  expect(await (await send(f.gateway, { jsonrpc: "2.0", id: 1, method: "tools/list" })).text()).not.toContain("elsewhere");
  expect(await outcome(other)).toBe("tool_not_accepted");
  await f.seed.tool(f.server, "read");
  await until(
    () => outcome(other),
    (found) => found === "done",
  );
  f.upstream.script = (request, response) => {
    if (request.method !== "GET") return answerAll(request, response);
    startEvents(response);
    response.end(`id: 9\ndata: ${rpcResult("old", { tools: [{ ...changed, x: 1 }] })}\n\n`);
  };
  const resumed = await fetch(urlOf({ gateway: f.gateway }), {
    headers: { authorization: `Bearer ${f.grant.token}`, accept: "text/event-stream", "last-event-id": "8" },
  });
  expect(await resumed.text()).toContain('"tools":[]');
  f.upstream.script = answerAll;
  expect(await outcome(other)).toBe("tool_not_accepted");
});

describe("while the database does not take it", () => {
  const right = (verb: "GRANT" | "REVOKE") =>
    f.seed.sql(`${verb} EXECUTE ON FUNCTION portcullis.saw_tools(uuid, uuid, uuid, jsonb) ${verb === "GRANT" ? "TO" : "FROM"} pc_gateway`);

  test("the list and the next call obey all the same, here; it is told to everybody as soon as that works", async () => {
    await right("REVOKE");
    listed = [changed, definitionOf("write")];
    expect(await names(f.gateway)).toEqual(["write"]);
    expect(await outcome(f.gateway)).toBe("tool_not_accepted");
    expect(await outcome(other)).toBe("done");
    await right("GRANT");
    await until(
      () => outcome(other),
      (found) => found === "tool_not_accepted",
    );
    expect(f.gateway.logged()).toContain("could not be written down");
    await f.seed.accept(f.server, "read");
    await until(
      () => outcome(f.gateway),
      (found) => found === "done",
    );
  });
});

test("a server that words itself anew in every list does not make everybody read everything anew every time", async () => {
  const revision = async () =>
    Number(
      (await f.seed.sql<{ revision: string }>("SELECT revision FROM portcullis.organization WHERE id = $1", [f.seed.organizationId]))[0]!
        .revision,
    );
  listed = [changed];
  await names(f.gateway);
  const before = await revision();
  for (let n = 0; n < 50; n++) {
    listed = [{ ...changed, n }, definitionOf(`new${n}`)];
    expect(await names(f.gateway)).toEqual([]);
  }
  expect((await revision()) - before).toBeLessThan(25);
});
