import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeBatch, encodeCall } from "./encode-admission.ts";
import { type Admitting, admitting, limitOf } from "./testing/admitting.ts";
import { approved, asking, counted, newPerson, stateOf, vote } from "./testing/asking.ts";

let at: Admitting;
beforeAll(async () => {
  at = await admitting();
});
afterAll(() => at?.close());

const attemptOf = async (organizationId: string, id: string) =>
  (
    await at.of(
      organizationId,
      "SELECT effect, reason, rule, message, outcome, approval_id FROM portcullis.attempt WHERE organization_id = $1 AND id = $2",
      [organizationId, id],
    )
  )[0];

describe("a call that people have to approve", () => {
  test("is held and recorded; equal ones share its request; once approved it runs once", async () => {
    const place = await at.newPlace();
    const call = await asking(at, place);
    const held = await at.store.admit(call);
    expect(held).toEqual({ verdict: "held", approvalId: call.approval!.id, expiresAt: expect.any(Date) });
    const id = call.approval!.id;
    expect(await attemptOf(place.organizationId, call.attempt.id)).toEqual({
      ...{ effect: "deny", reason: "approval_required", rule: "/tools/write/action", message: "Writing needs a person." },
      ...{ outcome: "held", approval_id: id },
    });
    expect(await at.store.admit(await asking(at, place))).toEqual(held);
    expect(await at.store.admit(await asking(at, place, { approval: { reference: id } }))).toEqual(held);
    await vote(at, place, id, await newPerson(at, place));
    const run = await asking(at, place);
    expect(await at.store.admit(run)).toMatchObject({ verdict: "admitted", approvalId: id });
    expect(await attemptOf(place.organizationId, run.attempt.id)).toMatchObject({
      ...{ effect: "allow", reason: "allowed", rule: "/tools/write", outcome: null, approval_id: id },
    });
    expect(await stateOf(at, place, id)).toBe("used");
    // Never given back, and the next one is another one.
    at.store.outcome({
      ...{ organizationId: place.organizationId, id: run.attempt.id, outcome: "not_sent", upstreamStatus: null },
      ...{ durationMs: 1, requestBytes: null, responseBytes: null, resultDigest: null },
    });
    const next = await asking(at, place);
    expect(await at.store.admit(next)).toMatchObject({ verdict: "held", approvalId: next.approval!.id });
    expect(await counted(at, place)).toEqual({ requests: 2, uses: 1, allowed: 1 });
  });

  test("that a person refused stays refused until its time is over", async () => {
    const place = await at.newPlace();
    const now = Date.now();
    await at.clock(new Date(now));
    const held = await at.store.admit(await asking(at, place));
    if (held.verdict !== "held") throw new Error(held.verdict);
    await vote(at, place, held.approvalId, await newPerson(at, place), { vote: "refuse" });
    await at.clock(new Date(now + 899_999));
    const denied = { verdict: "denied", reason: "approval_required", approvalId: held.approvalId };
    expect(await at.store.admit(await asking(at, place))).toMatchObject({
      ...denied,
      message: "A person refused this call. Nothing was sent.",
    });
    await at.clock(new Date(now + 900_000));
    expect(await at.store.admit(await asking(at, place))).toMatchObject({ verdict: "held" });
    await at.clock(null);
  });

  test("that a person refused with a note is told what the note says", async () => {
    const place = await at.newPlace();
    const held = await at.store.admit(await asking(at, place));
    if (held.verdict !== "held") throw new Error(held.verdict);
    await vote(at, place, held.approvalId, await newPerson(at, place), { vote: "refuse", note: "Not before 22:00; one host at a time." });
    expect(await at.store.admit(await asking(at, place))).toMatchObject({
      ...{ verdict: "denied", reason: "approval_required" },
      message: 'A person refused this call. Nothing was sent. They say: "Not before 22:00; one host at a time."',
    });
  });

  test("whose arguments a person changed is refused with the other ones, which run once approved", async () => {
    const place = await at.newPlace();
    const held = await at.store.admit(await asking(at, place));
    const other = await at.store.admit(await asking(at, place, { params: '{"arguments":{},"name":"write"}' }));
    if (held.verdict !== "held" || other.verdict !== "held") throw new Error("not held");
    await at.of(
      place.organizationId,
      "INSERT INTO portcullis.approval_end (organization_id, request_id, kind, successor) VALUES ($1, $2, 'edited', $3)",
      [place.organizationId, held.approvalId, other.approvalId],
    );
    expect(await at.store.admit(await asking(at, place, { approval: { reference: held.approvalId } }))).toMatchObject({
      ...{ verdict: "denied", reason: "approval_required", approvalId: held.approvalId },
      successor: { id: other.approvalId, sealedCall: "sealed" },
    });
    await vote(at, place, other.approvalId, await newPerson(at, place));
    expect(await at.store.admit(await asking(at, place, { params: '{"arguments":{},"name":"write"}' }))).toMatchObject({
      verdict: "admitted",
      approvalId: other.approvalId,
    });
  });

  test("told to wait for one request runs on no other", async () => {
    const place = await at.newPlace();
    const { id } = await approved(at, place);
    const reference = async (to: string) => at.store.admit(await asking(at, place, { approval: { reference: to } }));
    const refused = { verdict: "denied", reason: "approval_invalid", state: "reference" };
    expect(await reference("00000000-0000-4000-8000-000000000000")).toMatchObject(refused);
    expect(await reference(id)).toMatchObject({ verdict: "admitted", approvalId: id });
    expect(await reference(id)).toMatchObject(refused);
    const held = await at.store.admit(await asking(at, place));
    expect(held).toMatchObject({ verdict: "held" });
    expect(await reference(id)).toMatchObject(refused);
    await at.store.withdrawApproval(place.organizationId, (held as { approvalId: string }).approvalId);
    expect(await reference((held as { approvalId: string }).approvalId)).toMatchObject(refused);
    expect(await counted(at, place)).toMatchObject({ requests: 2, uses: 1, allowed: 1 });
  });

  test("that its client takes back after people have approved it stays approved, N times too", async () => {
    const place = await at.newPlace();
    const { id } = await approved(at, place, {}, { uses: 3, until: new Date(Date.now() + 3_600_000).toISOString() });
    await at.store.withdrawApproval(place.organizationId, id);
    expect(await stateOf(at, place, id)).toBe("approved");
    expect(await at.store.admit(await asking(at, place))).toMatchObject({ verdict: "admitted", approvalId: id });
  });

  test("keeps its approval when a limit is full, and leaves its idempotency key alone while it is held", async () => {
    const place = await at.newPlace();
    const full = limitOf({ max: "0" });
    const free = limitOf({ max: "1" });
    const idempotency = { key: "k", digest: Buffer.from("d") };
    expect(await at.store.admit(await asking(at, place, { more: { reservations: [free], idempotency } }))).toMatchObject({
      verdict: "held",
    });
    const { id } = await approved(at, place);
    expect(await at.store.admit(await asking(at, place, { more: { reservations: [free, full], idempotency } }))).toMatchObject({
      verdict: "limit",
      index: 1,
    });
    expect(await stateOf(at, place, id)).toBe("approved");
    expect(await at.store.admit(await asking(at, place, { more: { reservations: [free], idempotency } }))).toMatchObject({
      verdict: "admitted",
      approvalId: id,
      limits: [{ before: "0", after: "1" }],
    });
    expect(await at.store.admit(await asking(at, place, { more: { reservations: [free], idempotency } }))).toMatchObject({
      reason: "duplicate_call",
    });
  });

  test("is no part of a batch", async () => {
    const place = await at.newPlace();
    await approved(at, place);
    const verdicts = await at.store.admitTogether([await at.request(place), await asking(at, place)]);
    expect(verdicts).toMatchObject([
      { verdict: "denied", reason: "batch_refused" },
      { verdict: "denied", reason: "approval_required" },
    ]);
    expect(await counted(at, place)).toEqual({ requests: 1, uses: 0, allowed: 0 });
  });

  test("is refused, and asks nobody, once its grant is revoked", async () => {
    const place = await at.newPlace();
    const { id } = await approved(at, place);
    await at.of(place.organizationId, "UPDATE portcullis.access_grant SET revoked_at = now() WHERE id = $1", [place.grantId]);
    expect(await at.store.admit(await asking(at, place))).toMatchObject({ verdict: "denied", reason: "grant_revoked" });
    expect(await stateOf(at, place, id)).toBe("approved");
  });
});

test("a gateway of before, which knows of no approvals, is answered as it was", async () => {
  const place = await at.newPlace();
  const { places, approvals: _, ...batch } = encodeBatch([encodeCall(await at.request(place), false)]);
  const values = [randomUUID(), false, batch.organizations, batch.lasts, batch.counterLasts, batch.limitLasts, batch.calls, batch.counters];
  const client = await at.connect();
  const { rows, fields } = await client.query("SELECT * FROM portcullis.admit($1, $2, $3, $4, $5, $6, $7, $8, $9)", [
    ...values,
    batch.limits,
  ]);
  expect(rows[places[0]! - 1]).toMatchObject({ call: 1, verdict: "admitted" });
  const names = ["call", "verdict", "reason", "message", "state", "item", "resets_at", "retry_after_seconds", "limits"];
  expect(fields.map(({ name }) => name)).toEqual(names);
});
