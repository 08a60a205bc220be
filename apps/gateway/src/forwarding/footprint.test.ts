import { readFileSync } from "node:fs";
import type http from "node:http";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Child, gatewayProcess } from "../testing/child.ts";
import { type Fixture, fixture } from "../testing/fixture.ts";
import { call, post } from "../testing/harness.ts";

// security.md 14.4, EF-5 and EF-21: what hostile bytes cost a gateway in a process of its own, and everybody else on it.
let f: Fixture;
let child: Child;
let answerWith: (response: http.ServerResponse) => void = (response) => void response.writeHead(500).end();
beforeAll(async () => {
  f = await fixture({ script: (_, response) => answerWith(response) });
  child = await gatewayProcess(f.database);
});
afterAll(async () => {
  await child?.stop();
  await f?.close();
});

const send = (body: string, headers?: Record<string, string>) => post({ gateway: child as never, token: f.grant.token }, body, headers);
const rssMiB = () => Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.process.pid}/status`, "utf8"))![1]) / 1_024;

/** The longest that a small request, asked again and again beside the work, had to wait: the longest stall of the loop and a little more. */
async function longestWait(work: () => Promise<unknown>): Promise<number> {
  let over = false;
  let longest = 0;
  const asking = (async () => {
    while (!over) {
      const since = performance.now();
      await (await fetch(`${child.url}/none`)).arrayBuffer();
      longest = Math.max(longest, performance.now() - since);
    }
  })();
  await work();
  over = true;
  await asking;
  return longest;
}

/** The smallest of the longest waits: whatever else runs on the machine only adds to them. */
async function stallOf(work: () => Promise<unknown>): Promise<number> {
  await work();
  let best = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 3 || (best >= 50 && tries < 40); tries++) best = Math.min(best, await longestWait(work));
  return best;
}

const inside = (args: string) => `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":${args}}}`;
const hostile: [string, string][] = [
  ["depth 10^6", inside("[".repeat(1_000_000))],
  ["20,001 nodes", inside(`[${new Array(20_001).fill(0).join()}]`)],
  ["4 MiB of nodes", inside(`[${"0,".repeat(2 * 1024 * 1024 - 200)}0]`)],
  ["4 MiB and one byte", inside(`"${"a".repeat(4 * 1024 * 1024)}"`)],
  ["a number of 10^5 digits, twice the same key", inside(`{"n":${"9".repeat(100_000)},"n":1}`)],
  ["a key of 10^5 characters, twice", inside(`{"${"k".repeat(100_000)}":1,"${"k".repeat(100_000)}":2}`)],
];

/** What is too large may be refused while it is still being sent, and then the connection is closed under it. */
async function refused(body: string): Promise<void> {
  const answer = await send(body).catch((error: Error) => error);
  if (answer instanceof Error) return expect(body.length).toBeGreaterThan(4 * 1024 * 1024);
  await answer.arrayBuffer();
  expect([400, 413]).toContain(answer.status);
}

test("EF-5: hostile bodies stall nobody for 50 ms, and leave no 20 MiB behind", async () => {
  // The bounds cost what any body of their size costs: memory is looked at from a process that has read such bodies before.
  for (let round = 0; round < 10; round++) for (const [, body] of hostile) await refused(body);
  const before = rssMiB();
  for (let round = 0; round < 20; round++) for (const [, body] of hostile) await refused(body);
  const grown = rssMiB() - before;
  const stalls: Record<string, number> = {};
  for (const [what, body] of hostile) stalls[what] = await stallOf(() => refused(body));
  console.info("EF-5:", { grownMiB: Math.round(grown), stallMs: Math.round(Math.max(...Object.values(stalls))) });
  expect(grown).toBeLessThan(20);
  for (const [what, ms] of Object.entries(stalls)) expect(ms, what).toBeLessThan(50);
});

test("EF-21: an answer that is a bomb is refused within 64 MiB, and a compressed request is not read", async () => {
  const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20), { level: 9 });
  expect((200 * 1024 * 1024) / bomb.length).toBeGreaterThan(1_000);
  answerWith = (response) => {
    response.on("error", () => {});
    response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(bomb);
  };
  const ask = async () => {
    const answer = await send(JSON.stringify(call("read")));
    expect([answer.status, (await answer.text()).includes("-32603")]).toEqual([502, true]);
  };
  await ask();
  const before = rssMiB();
  let highest = before;
  const watching = setInterval(() => {
    highest = Math.max(highest, rssMiB());
  }, 5);
  const stall = await longestWait(async () => {
    for (let round = 0; round < 10; round++) await ask();
  });
  clearInterval(watching);
  console.info("EF-21:", { grownMiB: Math.round(highest - before), longestWaitMs: Math.round(stall) });
  expect(highest - before).toBeLessThan(64);
  f.upstream.received.length = 0;
  const refused = await send(gzipSync(JSON.stringify(call("read"))).toString("latin1"), { "content-encoding": "gzip" });
  expect([refused.status, f.upstream.received.length]).toEqual([415, 0]);
});
