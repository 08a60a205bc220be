import type net from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, post, until } from "./testing/harness.ts";
import { metricOf } from "./testing/raw.ts";
import { answerOf, type Behaviour, chunk, eventHead, RawUpstream, respond, soundly } from "./testing/raw-upstream.ts";

const limitMs = 1_000;
let f: Fixture;
let sound: RawUpstream;
const opened: RawUpstream[] = [];

beforeAll(async () => {
  f = await fixture({
    environment: {
      LIMIT_SILENCE_SECONDS: "1",
      LIMIT_CONNECT_SECONDS: "1",
      LIMIT_CALL_SECONDS: "2",
      LIMIT_BREAKER_FAILURES: "1000000",
      LIMIT_CONNECTIONS_PER_SOURCE: "500",
    },
  });
  sound = await RawUpstream.start();
});
afterAll(async () => {
  await Promise.all([sound, ...opened].map((upstream) => upstream?.close()));
  await f?.close();
});

/** A server with a route and a grant of its own. */
async function served(slug: string, url: string): Promise<(body: unknown) => Promise<Response>> {
  const server = await f.seed.server({ slug, url, tools: ["read"] });
  const { token } = await f.seed.grant([{ server, policy: await f.seed.policy(server, { version: "1", default: "allow" }) }]);
  return (body) => post({ gateway: f.gateway, server: slug, token }, body);
}

const never: Behaviour = () => {};
const raw =
  (text: string, end = false): Behaviour =>
  (_, socket) =>
    void (end ? socket.end(text) : socket.write(text));
const status =
  (line: string, body = "secret", type = "text/html"): Behaviour =>
  (_, socket) =>
    respond(socket, body, type, line);
const answerHead = (length: number) => `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;
const drip = (socket: net.Socket, text: string, everyMs: number) => {
  let at = 0;
  const timer = setInterval(() => (at < text.length ? socket.write(text[at++]!) : clearInterval(timer)), everyMs);
  socket.once("close", () => clearInterval(timer));
};

/** What a server may do, and what the record then says of the call: may it have run? */
const behaviours: [name: string, behaviour: Behaviour, outcome: string, answers?: true][] = [
  ["accepts and hangs", never, "timeout"],
  ["closes at once", (_, socket) => void socket.destroy(), "unknown"],
  ["resets", (_, socket) => void socket.resetAndDestroy(), "unknown"],
  ["half-closes without a byte", (_, socket) => void socket.end(), "unknown"],
  ["says a status line and hangs", raw("HTTP/1.1 200 OK\r\n"), "timeout"],
  ["drips its head", (_, socket) => drip(socket, answerHead(10), 100), "timeout"],
  ["drips its body, fast enough", ({ id }, socket) => drip(socket, `${answerHead(answerOf(id).length)}${answerOf(id)}`, 2), "ok", true],
  ["drips its body for ever", (_, socket) => drip(socket, answerHead(100_000) + " ".repeat(99_000), 50), "timeout"],
  [
    "resets in its body",
    (_, socket) => void socket.write(`${answerHead(100)}{`, () => setTimeout(() => socket.resetAndDestroy(), 20)),
    "unknown",
  ],
  ["promises more than it sends", raw(`${answerHead(100)}{}`, true), "unknown"],
  ["sends garbage", raw("\0\x01\x02 not http at all\r\n\r\n"), "unknown"],
  ["answers HTML with 200", status("200 OK"), "unknown"],
  ["redirects (301)", status("301 Moved Permanently"), "unknown"],
  ["redirects (307)", status("307 Temporary Redirect"), "unknown"],
  ["says 401", status("401 Unauthorized"), "protocol_error"],
  ["says 403", status("403 Forbidden"), "protocol_error"],
  ["says 404 in HTML", status("404 Not Found"), "unknown"],
  ["says 413", status("413 Payload Too Large"), "unknown"],
  ["says 429", status("429 Too Many Requests"), "unknown"],
  ["says 500 with a stack trace", status("500 Internal Server Error", "Traceback secret"), "unknown"],
  ["says 503", status("503 Service Unavailable"), "unknown"],
  [
    "gives two lengths",
    raw("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}"),
    "unknown",
  ],
  [
    "gives length and chunks",
    raw("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
    "unknown",
  ],
  [
    "sends broken chunks",
    raw("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}"),
    "unknown",
  ],
  ["floods its head", raw(`HTTP/1.1 200 OK\r\n${`x-a: ${"y".repeat(200)}\r\n`.repeat(200)}\r\n`), "unknown"],
  ["opens a stream and says nothing", raw(eventHead), "timeout"],
  ["ends its stream without an answer", raw(`${eventHead}0\r\n\r\n`), "unknown"],
  ["cuts its stream in the answer", (_, socket) => void socket.end(`${eventHead}${chunk('data: {"jsonrpc"')}`), "unknown"],
  [
    "keeps its stream busy with comments only",
    (_, socket) => {
      socket.write(eventHead);
      const timer = setInterval(() => socket.write(chunk(": still here\n\n")), 100);
      socket.once("close", () => clearInterval(timer));
    },
    "timeout",
  ],
  [
    "tells of progress for ever",
    (_, socket) => {
      socket.write(eventHead);
      const timer = setInterval(
        () => socket.write(chunk('data: {"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"x"}}\n\n')),
        100,
      );
      socket.once("close", () => clearInterval(timer));
    },
    "timeout",
  ],
  ["answers another call", (_, socket) => respond(socket, answerOf("other")), "unknown"],
  [
    "answers twice",
    ({ id }, socket) => void socket.write(`${eventHead}${chunk(`data: ${answerOf(id)}\n\ndata: ${answerOf(id, "second")}\n\n`)}0\r\n\r\n`),
    "ok",
    true,
  ],
];

test.each(behaviours)(
  "FA-6: a server that %s: one well-formed answer in time, and the right outcome",
  async (name, behaviour, outcome, answers) => {
    const upstream = await RawUpstream.start(behaviour);
    opened.push(upstream);
    const send = await served(`s${opened.length}`, upstream.url);
    const id = `call ${opened.length}`;
    const begun = performance.now();
    const answer = await send(call("read", {}, id));
    const text = await answer.text();
    // A whole call may take two of these.
    expect(performance.now() - begun).toBeLessThan(2 * limitMs + 500 + 1_000);
    expect([name, text.includes("secret"), text.includes("second")]).toEqual([name, false, false]);
    const messages =
      answer.headers.get("content-type") === "text/event-stream" ? [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => data!) : [text];
    const finals = messages
      .map((message) => JSON.parse(message) as { id?: string; result?: unknown; error?: { code: number } })
      .filter((message) => message.id !== undefined);
    expect(finals).toHaveLength(1);
    expect(finals[0]).toMatchObject(answers ? { id, result: {} } : { id, error: { code: -32603 } });
    expect((await f.seed.decisions()).at(-1)).toMatchObject({ outcome, effect: "allow" });
    // Exactly once, whatever became of it.
    expect(upstream.received).toHaveLength(1);
    await until(
      () => upstream.sockets.size,
      (count) => count <= 1,
      7_000,
    );
  },
  15_000,
);

test("FA-6: refused, no such name, a certificate that nobody signed: 502 in time, not sent", async () => {
  for (const [index, url] of [
    "http://127.0.0.1:1/mcp",
    "https://no-such-name.invalid/mcp",
    `https://127.0.0.1:${sound.port}/mcp`,
  ].entries()) {
    const send = await served(`unreachable${index}`, url);
    const begun = performance.now();
    const answer = await send(call("read"));
    expect([url, answer.status, await answer.json()]).toMatchObject([
      url,
      expect.toSatisfy((code) => code === 502 || code === 504),
      { id: 1, error: { code: -32603 } },
    ]);
    expect(performance.now() - begun).toBeLessThan(limitMs + 500);
    expect((await f.seed.decisions()).at(-1)).toMatchObject({ outcome: "not_sent" });
  }
});

test("FA-6: another server's calls are no slower while one hangs", async () => {
  const fine = await served("fine", sound.url);
  const hanging = await RawUpstream.start(never);
  opened.push(hanging);
  const stuck = await served("stuck", hanging.url);
  const median = async () => {
    const times: number[] = [];
    for (let turn = 0; turn < 60; turn++) {
      const begun = performance.now();
      await (await fine(call("read", {}, turn))).text();
      times.push(performance.now() - begun);
    }
    return times.sort((a, b) => a - b)[30]!;
  };
  await median();
  const before = await median();
  const held = Array.from({ length: 30 }, (_, id) => stuck(call("read", {}, id)));
  await until(
    () => hanging.received.length,
    (count) => count === 30,
  );
  // The machine's own noise is larger than what is looked for; a call that waited for one that hangs would take a second.
  expect(await median()).toBeLessThan(before * 1.5 + 20);
  for (const answer of await Promise.all(held)) expect(answer.status).toBe(504);
  await until(
    () => metricOf(f.gateway, "portcullis_gateway_calls_in_flight"),
    (count) => count === 0,
  );
});

test("FA-7: a server that closes idle connections at random: no call arrives twice, and what may have arrived is said to have", async () => {
  let closes = 0;
  const upstream = await RawUpstream.start((request, socket, self) => {
    void soundly(request, socket, self);
    const turn = self.received.length % 7;
    // At once, in the next tick, a moment later: in some of them the next request is on its way already.
    if (turn === 1) socket.end();
    else if (turn === 3) setImmediate(() => socket.destroy());
    else if (turn === 5) setTimeout(() => socket.resetAndDestroy(), turn);
    if (turn % 2 === 1) closes++;
  });
  opened.push(upstream);
  const send = await served("stale", upstream.url);
  const failed: (string | number)[] = [];
  const client = async (number: number) => {
    for (let turn = 0; turn < 250; turn++) {
      const id = `${number}-${turn}`;
      const answer = await send(call("read", {}, id));
      if (answer.status !== 200) failed.push(id);
      await answer.text();
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, number) => client(number)));
  expect(closes).toBeGreaterThan(200);
  const arrived = upstream.received.map(({ id }) => id!);
  expect(new Set(arrived).size).toBe(arrived.length);
  const rows = (await f.seed.decisions()).slice(-2_000);
  // Whatever is recorded as never sent did not arrive; the rest arrived, or may have.
  const notSent = rows.filter(({ outcome }) => outcome === "not_sent").length;
  expect(arrived.length).toBeLessThanOrEqual(2_000 - notSent);
  expect(rows.filter(({ outcome }) => outcome === "ok")).toHaveLength(2_000 - failed.length);
  expect(rows.filter(({ outcome }) => !["ok", "not_sent", "unknown"].includes(outcome))).toEqual([]);
}, 120_000);
