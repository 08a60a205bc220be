import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, post, until, urlOf } from "./testing/harness.ts";
import { Reading } from "./testing/reading.ts";
import { answerAll, startEvents } from "./testing/upstream.ts";

let f: Fixture;
let other: Fixture["gateway"];
let loading = true;
let load: Promise<unknown>;
/** Streams that the server sees closed. */
let closed = 0;
beforeAll(async () => {
  f = await fixture({
    environment: { LIMIT_CALLS_PER_GRANT: "256", LIMIT_CONNECTIONS_PER_SOURCE: "500", LIMIT_CALLS_PER_UPSTREAM: "256" },
  });
  other = await f.another();
  f.upstream.script = (request, response) => {
    if (request.method === "POST" && request.json?.params?.name !== "read") return answerAll(request, response);
    startEvents(response);
    response.write(": open\n\n");
    response.once("close", () => closed++);
  };
  // Others go on meanwhile.
  const one = async (gateway: { url: string }) => {
    while (loading) expect(await (await post({ gateway, token: f.grant.token }, call("write"))).text()).toContain('"done"');
  };
  load = Promise.all([one(f.gateway), one(other)]);
}, 60_000);
afterAll(async () => {
  loading = false;
  await load;
  await f?.close();
});

type Grant = Fixture["grant"];
const kill = async (scope: string, grant: Grant) => {
  const id = randomUUID();
  await f.seed.sql(
    `INSERT INTO portcullis.kill_switch (organization_id, id, scope, target, grant_id, reason, set_by_name) VALUES ($1, $2, $3, $4::text, $4::uuid, 'a test', 'tester')`,
    [f.seed.organizationId, id, scope, grant.id],
  );
};
const ways: { way: string; end: (grant: Grant) => Promise<unknown> }[] = [
  { way: "its grant is revoked", end: ({ id }) => f.seed.revoke(id) },
  {
    way: "its grant runs out",
    end: ({ id }) =>
      f.seed.sql("UPDATE portcullis.access_grant SET expires_at = clock_timestamp() + interval '200 ms' WHERE id = $1", [id]),
  },
  {
    way: "its token was rotated",
    end: ({ id }) => f.seed.sql("UPDATE portcullis.grant_token SET expires_at = clock_timestamp() WHERE grant_id = $1", [id]),
  },
  { way: "its grant is stopped by a switch", end: (grant) => kill("grant", grant) },
  {
    way: "the server is taken from its grant",
    end: ({ id }) => f.seed.sql("DELETE FROM portcullis.grant_server WHERE grant_id = $1", [id]),
  },
];

test.each(ways)("FR-3: a running call and an open stream are cut within two seconds when $way, on every replica", async ({ end }) => {
  const grant = await f.seed.grant([{ server: f.server, policy: f.policy }]);
  const running = async (gateway: { url: string }) => new Reading(await post({ gateway, token: grant.token }, call("read")));
  const listening = async (gateway: { url: string }) =>
    new Reading(await fetch(urlOf({ gateway }), { headers: { authorization: `Bearer ${grant.token}`, accept: "text/event-stream" } }));
  closed = 0;
  const calls = [await running(f.gateway), await running(other)];
  const streams = [await listening(f.gateway), await listening(other)];
  for (const reading of [...calls, ...streams]) await reading.upTo(": open");
  await end(grant);
  const endedAt = performance.now();
  const texts = await Promise.all(calls.map((reading) => reading.rest()));
  await Promise.all(streams.map((reading) => reading.rest()));
  // Two seconds, and what a machine that others use adds.
  expect(performance.now() - endedAt).toBeLessThan(3_500);
  for (const text of texts)
    expect(text).toMatch(/"id":1,"error":\{"code":-32603,"message":"The access of this call was ended[^"]*may have run/);
  // The server's side is let go as well.
  await until(
    () => closed,
    (count) => count === 4,
  );
  const rows = (await f.seed.decisions()).filter(({ grant_id, tool }) => grant_id === grant.id && tool === "read");
  expect(rows.map(({ outcome }) => outcome)).toEqual(["unknown", "unknown"]);
});

test("FR-3: a running call goes on when something else of its organization changes, and its policy too", async () => {
  const policy = await f.seed.policy(f.server, { version: "1", default: "allow" });
  const grant = await f.seed.grant([{ server: f.server, policy }]);
  const reading = new Reading(await post({ gateway: f.gateway, token: grant.token }, call("read")));
  await reading.upTo(": open");
  await f.seed.revoke((await f.seed.grant([{ server: f.server, policy }])).id);
  await f.seed.publish(policy, { version: "1", default: "deny" });
  await until(
    async () => (await post({ gateway: f.gateway, token: grant.token }, call("write"))).text(),
    (text) => text.includes('"decision":"deny"'),
  );
  const after = performance.now() + 2_500;
  let isOver = false;
  void reading.rest().then(() => {
    isOver = true;
  });
  await until(
    () => isOver || performance.now() > after,
    (answer) => answer,
  );
  expect(isOver).toBe(false);
  await f.seed.revoke(grant.id);
  await until(
    () => isOver,
    (over) => over,
  );
});
