import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Fixture, fixture } from "../testing/fixture.ts";
import { call, until } from "../testing/harness.ts";
import { rpcResult, type Script, sendJson, startEvents } from "../testing/upstream.ts";

// B8: what a batch leaves behind at its server, and what the breaker knows of it.
let f: Fixture;
let how: "endless 404" | "endless events" = "endless 404";
let open = 0;
const script: Script = ({ json, body }, response) => {
  if (json?.method === "initialize") {
    const result = { protocolVersion: json.params!.protocolVersion, capabilities: {}, serverInfo: { name: "s", version: "1" } };
    return sendJson(response, rpcResult(json.id!, result), { "mcp-session-id": "s-1" });
  }
  open++;
  response.once("close", () => open--);
  if (how === "endless 404") response.writeHead(404, { "content-type": "text/plain" });
  else {
    startEvents(response);
    for (const { id } of JSON.parse(body.toString()) as { id: number }[]) response.write(`data: ${rpcResult(id, { done: id })}\n\n`);
  }
  const more = setInterval(() => response.write(": more\n\n"), 20);
  response.once("close", () => clearInterval(more));
};
beforeAll(async () => {
  f = await fixture({ script, environment: { LIMIT_BREAKER_FAILURES: "5" } });
});
beforeEach(() => {
  f.upstream.received.length = 0;
});
afterAll(() => f?.close());

const two = [call("read", {}, 1), call("read", {}, 2)];
async function session(): Promise<Record<string, string>> {
  const answer = await f.send({
    jsonrpc: "2.0",
    id: 0,
    method: "initialize",
    params: { protocolVersion: "2025-03-26", capabilities: {} },
  });
  await answer.arrayBuffer();
  f.upstream.received.length = 0;
  return { "mcp-session-id": answer.headers.get("mcp-session-id")! };
}

test.each([
  ["endless 404", 404],
  ["endless events", 200],
] as const)("%s: the client has its answer, and the server is not listened to for ever", async (which, status) => {
  how = which;
  const answer = await f.send(two, await session());
  expect(answer.status).toBe(status);
  const text = await answer.text();
  if (status === 200) expect(text).toContain(`data: ${rpcResult(2, { done: 2 })}`);
  expect(open).toBe(1);
  await until(
    () => open,
    (left) => left === 0,
    5_000,
  );
});

test("batches that do not reach their server open its breaker, and are then refused id by id", async () => {
  const own = await session();
  await f.upstream.close();
  const said: string[] = [];
  for (let n = 0; n < 8; n++) {
    const answer = await f.send(two, own);
    expect(answer.status).toBe(502);
    const answers = (await answer.json()) as { id: number; error: { code: number; message: string } }[];
    expect(answers.map(({ id, error }) => [id, error.code])).toEqual([
      [1, -32603],
      [2, -32603],
    ]);
    said.push(answers[0]!.error.message);
  }
  // The first may still meet the connection that was left open, which says nothing of the server.
  expect(said.slice(0, 5).filter((message) => message.includes("did not answer lately"))).toEqual([]);
  expect(said.at(-1)).toContain("did not answer lately");
});
