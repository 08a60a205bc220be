import { limitMessage } from "@portcullis/policy";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AdmitVerdict } from "./admission.ts";
import { type Admitting, admitting, limitOf, type Place } from "./testing/admitting.ts";

let a: Admitting;
let acme: Place;
beforeAll(async () => {
  a = await admitting();
  acme = await a.newPlace();
});
afterAll(() => a?.close());

const attempt = async (id: string) => (await a.of(acme.organizationId, "SELECT * FROM portcullis.decision WHERE id = $1", [id]))[0];
const counters = (name: string) => a.of(acme.organizationId, "SELECT used::text FROM portcullis.limit_counter WHERE name = $1", [name]);

test("an admitted call is recorded with what it took, and its outcome follows", async () => {
  const limit = limitOf({ max: "2", unit: "amount", amount: "0.5" });
  const request = await a.request(acme, { reservations: [limit], attempt: { splices: ["/params/_meta"], argumentView: '{"a":"\\\\"}' } });
  const verdict = await a.store.admit(request);
  const use = { name: limit.counter, scope: "grant", window: "day", rolling: false, max: "2", amount: "0.5", before: "0", after: "0.5" };
  expect(verdict).toMatchObject({ verdict: "admitted", limits: [{ ...use, resets_at: expect.any(String) }] });
  const { id, ...row } = request.attempt;
  const stored = await attempt(id);
  expect(stored).toMatchObject({
    outcome: "pending",
    effect: "allow",
    argument_names: row.argumentNames,
    argument_view: row.argumentView,
    splices: row.splices,
    tool_digest: Buffer.from(row.toolDigest!),
    call_digest: Buffer.from(row.callDigest!),
    limits: [use],
    policy_version: 3,
    recording: "guaranteed",
  });
  a.store.outcome({
    organizationId: acme.organizationId,
    id,
    outcome: "ok",
    upstreamStatus: 200,
    durationMs: 12.5,
    requestBytes: 10,
    responseBytes: 20,
    resultDigest: Buffer.from([1, 2]),
  });
  await expect.poll(async () => (await attempt(id))!.outcome).toBe("ok");
  const ended = { upstream_status: 200, duration_ms: 12.5, request_bytes: "10", response_bytes: "20", result_digest: Buffer.from([1, 2]) };
  expect(await attempt(id)).toMatchObject(ended);
  const [replica] = await a.sql("SELECT * FROM portcullis.replica WHERE id = $1", [stored!.replica_id]);
  expect(replica).toMatchObject({ ended_at: null, reaped_at: null });
});

test("the second call of a full limit is recorded as denied, with the sentence that its caller gets", async () => {
  const limit = limitOf();
  expect(await a.store.admit(await a.request(acme, { reservations: [limit] }))).toMatchObject({ verdict: "admitted" });
  const request = await a.request(acme, { reservations: [limitOf(), limit] });
  const verdict = (await a.store.admit(request)) as AdmitVerdict & { verdict: "limit" };
  expect(verdict).toMatchObject({ verdict: "limit", index: 1, message: limitMessage(limit, verdict.retryAfterSeconds) });
  expect(await attempt(request.attempt.id)).toMatchObject({
    effect: "deny",
    outcome: "refused",
    reason: "limit_exceeded",
    rule: limit.rule,
    message: verdict.message,
    duration_ms: 1.5,
    limits: null,
  });
  expect(await counters(limit.counter)).toEqual([{ used: "1.000000" }]);
});

test("a policy that observes refuses nothing and takes nothing where a limit is full", async () => {
  const limit = limitOf();
  const [first, second] = [
    await a.request(acme, { reservations: [limit], observe: true }),
    await a.request(acme, { reservations: [limit], observe: true }),
  ];
  expect(await a.store.admit(first)).not.toHaveProperty("full");
  expect(await a.store.admit(second)).toMatchObject({ verdict: "admitted", limits: [], full: { index: 0 } });
  expect(await attempt(second.attempt.id)).toMatchObject({
    effect: "allow",
    outcome: "pending",
    observed: "would_limit",
    observed_rule: limit.rule,
    rule: "/mode",
  });
  expect(await counters(limit.counter)).toEqual([{ used: "1.000000" }]);
});

test("a denied call is recorded; one that was judged by an older revision, denied or not, is not", async () => {
  const denied = { effect: "deny", reason: "denied", rule: "/tools/read/action", message: "No." } as const;
  const request = await a.request(acme, { attempt: denied });
  expect(await a.store.admit(request)).toEqual({ verdict: "recorded" });
  expect(await attempt(request.attempt.id)).toMatchObject({ ...denied, outcome: "refused", duration_ms: 1.5 });
  for (const effect of ["allow", "deny"] as const) {
    const late = await a.request(acme, { attempt: { effect } });
    await a.of(acme.organizationId, "UPDATE portcullis.access_grant SET label = label || '.' WHERE id = $1", [acme.grantId]);
    expect(await a.store.admit(late)).toEqual({ verdict: "stale" });
    expect(await attempt(late.attempt.id)).toBeUndefined();
  }
});

test("an expired grant and a grant without this server are refused, and recorded so", async () => {
  const expiring = await a.newGrant(acme);
  await a.of(acme.organizationId, "UPDATE portcullis.access_grant SET expires_at = now() - interval '1 second' WHERE id = $1", [
    expiring.grantId,
  ]);
  for (const place of [expiring, { ...acme, serverId: expiring.grantId }]) {
    const request = await a.request(place);
    expect(await a.store.admit(request)).toMatchObject({ verdict: "denied", reason: "grant_revoked" });
    expect(await attempt(request.attempt.id)).toMatchObject({ effect: "deny", reason: "grant_revoked", outcome: "refused" });
  }
});

test("the operator's switch refuses every allowed call, and nothing waits while it is set", async () => {
  await a.sql("UPDATE portcullis.installation_switch SET killed = true");
  expect(await a.store.admit(await a.request(acme))).toMatchObject({ verdict: "denied", reason: "killed" });
  await a.sql("UPDATE portcullis.installation_switch SET killed = false");
  expect(await a.store.admit(await a.request(acme))).toMatchObject({ verdict: "admitted" });
});

test("a batch of a client is admitted whole or not at all", async () => {
  const limit = limitOf({ max: "2" });
  const requests = await Promise.all([1, 2, 3].map(() => a.request(acme, { reservations: [limit] })));
  const verdicts = await a.store.admitTogether(requests);
  expect(verdicts).toMatchObject([{ reason: "batch_refused" }, { reason: "batch_refused" }, { verdict: "limit" }]);
  expect(await counters(limit.counter)).toEqual([{ used: "0.000000" }]);
  const pair = await Promise.all([1, 2].map(() => a.request(acme, { reservations: [limit] })));
  expect(await a.store.admitTogether(pair)).toMatchObject([{ verdict: "admitted" }, { verdict: "admitted" }]);
  expect(await counters(limit.counter)).toEqual([{ used: "2.000000" }]);
});
