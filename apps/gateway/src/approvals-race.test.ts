import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { anomaliesOf } from "./testing/anomalies.ts";
import { type ApprovalFixture, approvalFixture } from "./testing/approvals.ts";
import { wireCases } from "./testing/env.ts";
import { call, post, until } from "./testing/harness.ts";
import { type Arrival, readHistory } from "./testing/history.ts";
import { type Bug, plantedProcess } from "./testing/planted.ts";
import { type Replicas, replicas } from "./testing/replicas.ts";
import { patienceMs } from "./testing/seeded.ts";
import { rpcResult, sendJson } from "./testing/upstream.ts";

/** AP-2 and AP-6: whatever races, dies and starts again, an approval runs once. */
let f: ApprovalFixture;
let crowd: Replicas;
let by: string;
const arrivals: Arrival[] = [];
/** What reached the server, by its arguments. */
const ran = new Map<string, number>();
const room = {
  LIMIT_CALLS_PER_GRANT: "2000",
  LIMIT_CALLS_PER_ORGANIZATION: "5000",
  LIMIT_CALLS_PER_UPSTREAM: "5000",
  LIMIT_CONNECTIONS_PER_SOURCE: "5000",
};
beforeAll(async () => {
  f = await approvalFixture();
  by = await f.approvers.person();
  f.upstream.script = ({ headers, json }, response) => {
    arrivals.push({ traceId: String(headers.traceparent).split("-")[1]!, at: Date.now() });
    const key = JSON.stringify(json!.params!.arguments);
    ran.set(key, (ran.get(key) ?? 0) + 1);
    sendJson(response, rpcResult(json!.id!, { content: [{ type: "text", text: "done" }] }));
  };
  crowd = await replicas(f.database, 4, room);
}, 60_000);
beforeEach(() => ran.clear());
afterAll(async () => {
  await crowd?.stop();
  await f?.close();
});

type Wanted = { args: Record<string, unknown>; token: string; id: string };
/** Approved calls, ten of each grant: no grant has more than twenty that wait. */
async function approved(count: number): Promise<Wanted[]> {
  const wanted: Wanted[] = [];
  let token = "";
  for (let n = 0; n < count; n++) {
    if (n % 10 === 0) ({ token } = await f.seed.grant([{ server: f.server, policy: f.policy }]));
    const args = { n, round: Math.random() };
    const id = await askFor(args, token);
    await f.approvers.vote(id, "approve", { by });
    wanted.push({ args, token, id });
  }
  return wanted;
}
async function askFor(args: Record<string, unknown>, token = f.grant.token, tool = "write"): Promise<string> {
  const answer = await post({ gateway: f.gateway, token }, call(tool, args));
  const { result } = (await answer.json()) as { result: { _meta: Record<string, { approval_id: string }> } };
  return result._meta["io.portcullis/decision"]!.approval_id;
}
const tryOnce = (url: string, { args, token }: Wanted) =>
  post({ gateway: { url }, token }, call("write", args)).then(
    (answer) => answer.text(),
    () => "",
  );
const anomalies = async () => {
  const history = await readHistory(f.database.ownerUrl, f.seed.organizationId, { arrivals, toolsWithApproval: ["write", "hold"] });
  // Whoever was killed left attempts without an outcome: the worker's reaper closes them, and there is none here.
  return anomaliesOf(history).filter((line) => !line.startsWith("AU-1"));
};

const sizes = wireCases === undefined ? { approvals: 30, retries: 30 } : { approvals: 100, retries: 100 };
test(
  `AP-2: ${sizes.approvals} approvals x ${sizes.retries} retries at once over 4 replicas: each runs exactly once`,
  async () => {
    const wanted = await approved(sizes.approvals);
    for (let at = 0; at < wanted.length; at += 5) {
      const few = wanted.slice(at, at + 5);
      const answers = await Promise.all(
        few.flatMap((one) => Array.from({ length: sizes.retries }, (_, n) => tryOnce(crowd.children[n % crowd.children.length]!.url, one))),
      );
      expect(answers.filter((text) => text.includes('"done"')).length).toBeLessThanOrEqual(few.length);
    }
    expect([...ran.values()]).toEqual([...ran].map(() => 1));
    // On a machine that is busy with other things a call may have been committed too late to be sent: its approval is used all the same.
    const tooLate = (await f.seed.decisions()).filter(({ effect, outcome }) => effect === "allow" && outcome === "not_sent");
    expect(ran.size + tooLate.length).toBe(wanted.length);
    expect(await anomalies()).toEqual([]);
  },
  patienceMs,
);

if (wireCases !== undefined)
  test(
    "AP-2 with kills: never more than once",
    async () => {
      const wanted = await approved(100);
      const killing = setInterval(() => {
        const victim = Math.floor(Math.random() * crowd.children.length);
        crowd.children[victim]!.process.kill("SIGKILL");
        void crowd.replace(victim);
      }, 5_000);
      try {
        for (const one of wanted)
          await Promise.all(Array.from({ length: 100 }, (_, n) => tryOnce(crowd.children[n % crowd.children.length]!.url, one)));
      } finally {
        clearInterval(killing);
      }
      expect(Math.max(...ran.values())).toBe(1);
      expect(await anomalies()).toEqual([]);
    },
    patienceMs,
  );

const isWanted = 'x.view?.kind === "tool" && x.view.name === "hold"';
const kill = (when: string) => `if (${when}) process.kill(process.pid, "SIGKILL");`;
const points: (Bug & { point: string; isHeld: boolean })[] = [
  {
    point: "asked, and nobody told",
    isHeld: false,
    file: "apps/gateway/src/admit/admission.ts",
    from: "    x.deps.metrics.admitted(",
    to: `    ${kill(isWanted)} x.deps.metrics.admitted(`,
  },
  {
    point: "held",
    isHeld: true,
    file: "apps/gateway/src/admit/held-call.ts",
    from: "  decided(state: ApprovalState | undefined): void {",
    to: `  decided(state: ApprovalState | undefined): void { ${kill("true")}`,
  },
  {
    point: "woken",
    isHeld: true,
    file: "apps/gateway/src/admit/admission.ts",
    from: '      if (told !== "again") return told;',
    to: `      if (told !== "again") return told; ${kill("true")}`,
  },
  {
    point: "admission asked",
    isHeld: true,
    file: "apps/gateway/src/admit/admission.ts",
    from: "    const askedAt = performance.now();",
    to: `    const askedAt = performance.now(); if (x.waitUntil !== undefined) setImmediate(() => { ${kill("true")} });`,
  },
  {
    point: "use committed, nothing sent",
    isHeld: true,
    file: "apps/gateway/src/admit/admission.ts",
    from: "    x.deps.metrics.admitted(",
    to: `    ${kill("x.waitUntil !== undefined")} x.deps.metrics.admitted(`,
  },
  {
    point: "sent, no answer",
    isHeld: true,
    file: "apps/gateway/src/relay/upstream-call.ts",
    from: "    if (status < 200) return;",
    to: `    ${kill("true")} if (status < 200) return;`,
  },
];
const rounds = wireCases === undefined ? 1 : 5;
test.each(points)(
  "AP-6: killed: $point",
  async ({ isHeld, file, from, to }) => {
    for (let round = 0; round < rounds; round++) {
      await f.approvers.clear();
      const child = await plantedProcess({ file, from, to }, f.database);
      const args = { point: from, round };
      const wanted = call("hold", args);
      const broken = post({ gateway: child, token: f.grant.token }, wanted).then(
        (answer) => answer.text().catch(() => ""),
        () => "",
      );
      const [id] = await f.approvers.pending();
      if (isHeld) await f.approvers.vote(id!, "approve", { by });
      expect(await broken).not.toContain('"done"');
      await until(
        () => child.process.signalCode,
        (signal) => signal === "SIGKILL",
      );
      const key = JSON.stringify(args);
      // No approval comes of a death: what was not voted on still waits.
      if (!isHeld) {
        expect([await f.approvers.state(id!), ran.get(key)]).toEqual(["pending", undefined]);
        await f.approvers.vote(id!, "approve", { by });
      }
      // Another gateway goes on: the call runs where its approval is not used, and is asked for anew where it is.
      const state = await until(
        () => f.approvers.state(id!),
        (found) => found === "approved" || found === "used",
      );
      const answer = post({ gateway: f.gateway, token: f.grant.token }, wanted, { accept: "application/json" });
      if (state === "approved") expect(await (await answer).text()).toContain('"done"');
      else {
        const [next] = await f.approvers.pending();
        expect(next).not.toBe(id);
        await f.approvers.vote(next!, "refuse", { by });
        expect(await (await answer).text()).not.toContain('"done"');
      }
      expect(ran.get(key) ?? 0).toBeLessThanOrEqual(1);
    }
    expect(await anomalies()).toEqual([]);
  },
  patienceMs,
);
