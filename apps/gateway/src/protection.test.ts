import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, test } from "vitest";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, until } from "./testing/harness.ts";
import { metricOf, RawClient } from "./testing/raw.ts";
import { answerAll, rpcResult, sendJson, startEvents } from "./testing/upstream.ts";

let f: Fixture;
beforeAll(async () => {
  f = await fixture({ era: "dual" });
});
beforeEach(() => {
  f.upstream.received.length = 0;
  f.upstream.script = answerAll;
});
afterAll(() => f?.close());

test("one request after the other on a connection is served", async () => {
  const client = new RawClient(f.gateway, f.grant.token);
  for (let id = 1; id <= 3; id++) {
    client.send(client.request("POST", call("read", {}, id)));
    await until(
      () => client.received,
      (text) => text.includes(`"id":${id}`),
    );
  }
  client.socket.destroy();
});

test("a second request before the first one's answer ends the connection, and nothing of it is kept", async () => {
  const held: ServerResponse[] = [];
  f.upstream.script = ({ method }, response) => {
    held.push(response);
    if (method === "GET") startEvents(response);
  };
  const calls = new RawClient(f.gateway, f.grant.token);
  calls.send(...[1, 2, 3].map((id) => calls.request("POST", call("read", {}, id))));
  await calls.closed();
  const streams = new RawClient(f.gateway, f.grant.token);
  streams.send(...[1, 2, 3].map(() => streams.request("GET")));
  await streams.closed();
  await until(
    () => f.upstream.calls().length,
    (count) => count === 1,
  );
  // A legacy call runs on when its client has gone.
  sendJson(held[0]!, rpcResult(1, { content: [] }));
  for (const name of ["portcullis_gateway_calls_in_flight", "portcullis_gateway_streams_open"])
    await until(
      () => metricOf(f.gateway, name),
      (count) => count === 0,
    );
  await until(
    () => f.seed.sql("SELECT 1 FROM portcullis.installation_log WHERE kind = 'malformed_http' AND detail = 'pipelined'"),
    (rows) => rows.length > 0,
  );
});
