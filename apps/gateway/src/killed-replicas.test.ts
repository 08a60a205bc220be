import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anomaliesOf } from "./testing/anomalies.ts";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, post, until } from "./testing/harness.ts";
import { type Answer, type Arrival, readHistory } from "./testing/history.ts";
import { type Bug, plantedProcess } from "./testing/planted.ts";
import { rpcResult, startEvents } from "./testing/upstream.ts";

let f: Fixture;
const arrivals: Arrival[] = [];
const answers: Answer[] = [];
beforeAll(async () => {
  const limits = [{ counter: "calls", window: "month", max: 1_000_000 }];
  f = await fixture({ document: { version: "1", default: "allow", tools: { read: { limits } } } });
  f.upstream.script = ({ headers, json }, response) => {
    arrivals.push({ traceId: String(headers.traceparent).split("-")[1]!, at: Date.now() });
    // In two pieces, so that there is a middle.
    startEvents(response);
    response.write(": begun\n\n");
    setImmediate(() => response.end(`data: ${rpcResult(json!.id!, { content: [{ type: "text", text: "done" }] })}\n\n`));
  };
});
afterAll(() => f?.close());

const traceId = () => randomBytes(16).toString("hex");
async function send(gateway: { url: string }, token = f.grant.token): Promise<string> {
  const trace = traceId();
  const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-00` };
  // A replica that is killed ends its connections, before or in the middle of an answer.
  const text = await post({ gateway, token }, call("read"), headers)
    .then((answer) => answer.text())
    .catch(() => "");
  answers.push({ traceId: trace, answered: text.includes('"done"') });
  return text;
}

const call8 = "apps/gateway/src/relay/upstream-call.ts";
const store = "packages/control-plane/src/gateway/admissions.ts";
const kill =
  'const g = globalThis as { passes?: number }; g.passes = (g.passes ?? 0) + 1; if (g.passes > 12) process.kill(process.pid, "SIGKILL");';
const later = (how: string) => `${how}(() => { ${kill} });`;
const points: (Bug & { point: string })[] = [
  {
    point: "FP-1 after strict read",
    file: "apps/gateway/src/enforce/method-table.ts",
    from: "  x.view = neutralView(message);",
    to: `  x.view = neutralView(message); ${kill}`,
  },
  {
    point: "FP-2 queued",
    file: store,
    from: "const answer = await this.#batcher.admit([this.#callOf(request)]);",
    to: `const asked = this.#batcher.admit([this.#callOf(request)]); ${kill} const answer = await asked;`,
  },
  {
    point: "FP-3 batch sent, no answer",
    file: store,
    from: "const rows = await ask<VerdictRow>(",
    to: `${later("setImmediate")} const rows = await ask<VerdictRow>(`,
  },
  {
    point: "FP-4 the answer in part",
    file: store,
    from: "return places.map((place) => verdictAt(rows, place));",
    to: `${kill} return places.map((place) => verdictAt(rows, place));`,
  },
  {
    point: "FP-5 committed, not yet sent",
    file: "apps/gateway/src/admit/admission.ts",
    from: "    x.deps.metrics.admitted(",
    to: `    ${kill} x.deps.metrics.admitted(`,
  },
  {
    point: "FP-6 first byte not written",
    file: call8,
    from: "    // Thrown, not aborted: that",
    to: `    ${kill} // Thrown, not aborted: that`,
  },
  {
    point: "FP-7 first byte written",
    file: call8,
    from: "    this.#x.isSent = true;",
    to: `    this.#x.isSent = true; ${later("process.nextTick")}`,
  },
  {
    point: "FP-8 whole request written",
    file: call8,
    from: "    this.#x.isSent = true;",
    to: `    this.#x.isSent = true; ${later("setImmediate")}`,
  },
  { point: "FP-9 response head read", file: call8, from: "    if (status < 200) return;", to: `    ${kill} if (status < 200) return;` },
  { point: "FP-10 mid-response", file: call8, from: "  #data(chunk: Buffer): void {", to: `  #data(chunk: Buffer): void { ${kill}` },
  {
    point: "FP-11 answered, outcome not stored",
    file: "apps/gateway/src/record/decisions.ts",
    from: "  if (!x.isBuffered ||",
    to: `  ${later("setImmediate")} if (!x.isBuffered ||`,
  },
];

test.each(points)("AU-2: killed at $point", async ({ file, from, to }) => {
  const child = await plantedProcess({ file, from, to }, f.database);
  let dead = false;
  child.process.once("exit", () => {
    dead = true;
  });
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      while (!dead) await send(child);
    }),
  );
  expect(child.process.signalCode).toBe("SIGKILL");
});

test("AU-2: nothing reached the server without an earlier record, no answer is without one, and the ledger is what the record says", async () => {
  expect(arrivals.length).toBeGreaterThan(50);
  const history = await readHistory(f.database.ownerUrl, f.seed.organizationId, { arrivals, answers });
  // Whoever was killed left attempts without an outcome: the worker's reaper closes them, and there is none here.
  expect(anomaliesOf(history).filter((line) => !line.startsWith("AU-1"))).toEqual([]);
});

const stop = 'if (x.message?.kind === "request" && x.message.id.text === "77") process.kill(process.pid, "SIGSTOP");';
const frozen: (Bug & { point: string; seconds: number })[] = [
  {
    point: "FP-5",
    seconds: 2,
    file: "apps/gateway/src/admit/admission.ts",
    from: "    x.deps.metrics.admitted(",
    to: `    ${stop} x.deps.metrics.admitted(`,
  },
  {
    point: "FP-6",
    seconds: 2,
    file: call8,
    from: "    // Thrown, not aborted: that",
    to: `    const x = this.#x; ${stop} // Thrown, not aborted: that`,
  },
];
// Longer than a replica's lease: others take it for dead meanwhile.
const longer = frozen.map((one) => ({ ...one, seconds: 12 }));
test.each([...frozen, ...longer])(
  "FR-5: a replica frozen at $point for $seconds s while its grant is revoked does not send late, and gives limits back",
  async ({ file, from, to, seconds }) => {
    const child = await plantedProcess({ file, from, to }, f.database);
    const grant = await f.seed.grant([{ server: f.server, policy: f.policy }]);
    expect(await send(child, grant.token)).toContain('"done"');
    f.upstream.received.length = 0;
    const answer = post({ gateway: child, token: grant.token }, { ...call("read"), id: 77 }).then((one) => one.text());
    const state = () => readFileSync(`/proc/${child.process.pid}/stat`, "utf8").split(") ")[1]?.[0];
    await until(state, (letter) => letter === "T");
    await f.seed.revoke(grant.id);
    const thawAt = performance.now() + seconds * 1_000;
    await until(
      () => performance.now(),
      (now) => now > thawAt,
      20_000,
    );
    child.process.kill("SIGCONT");
    expect(await answer).toContain("deadline_exceeded");
    expect(f.upstream.calls()).toEqual([]);
    const own = async () => (await f.seed.decisions()).filter(({ grant_id }) => grant_id === grant.id);
    await until(own, (rows) => rows.at(-1)?.outcome === "not_sent");
    const [left] = await f.seed.sql<{ count: number }>(
      "SELECT count(*)::int FROM portcullis.limit_reservation r JOIN portcullis.attempt a ON a.id = r.decision_id WHERE a.grant_id = $1 AND r.state = 'taken'",
      [grant.id],
    );
    expect(left!.count).toBe(1);
    await child.stop();
  },
  60_000,
);
