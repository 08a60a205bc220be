import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Admitting, admitting, newSeed, randomOf } from "./testing/admitting.ts";
import { approved, asking, counted, newPerson, stateOf, vote } from "./testing/asking.ts";

let at: Admitting;
beforeAll(async () => {
  at = await admitting();
});
afterAll(() => at?.close());

const now = Date.UTC(2026, 4, 4, 12);
const set = (ms: number) => at.clock(new Date(now + ms));

describe("AP-3: time, by the database's clock", () => {
  test.each([
    [-1, "admitted", "used"],
    [0, "held", "lapsed"],
    [1, "held", "lapsed"],
  ])("an approved call that was not used for five minutes and %i ms is %s", async (late, verdict, state) => {
    await set(0);
    const place = await at.newPlace();
    const { id } = await approved(at, place);
    await set(300_000 + late);
    expect(await at.store.admit(await asking(at, place))).toMatchObject({ verdict });
    expect(await stateOf(at, place, id)).toBe(state);
  });

  test.each([
    [-1, true],
    [0, false],
    [1, false],
  ])("a vote at %i ms of the request's end counts: %s", async (late, counts) => {
    await set(0);
    const place = await at.newPlace();
    const held = await at.store.admit(await asking(at, place, { approval: { expiresAfterSeconds: 60 } }));
    const { approvalId } = held as { approvalId: string };
    const by = await newPerson(at, place);
    await set(60_000 + late);
    const said = vote(at, place, approvalId, by);
    if (counts) await said;
    else await expect(said).rejects.toMatchObject({ code: "PC001" });
    expect(await at.store.admit(await asking(at, place))).toMatchObject({ verdict: counts ? "admitted" : "held" });
    expect(await counted(at, place)).toMatchObject({ requests: counts ? 1 : 2, uses: counts ? 1 : 0 });
  });

  test("one that ran out while its call waited for the organization's approvals runs no more", async () => {
    const place = await at.newPlace();
    await at.clock(null);
    const until = new Date(Date.now() + 60_000).toISOString();
    await approved(at, place, {}, { uses: 3, until });
    const other = await at.connect();
    await other.query("BEGIN");
    await other.query("SELECT pg_advisory_xact_lock(3, hashtext($1::text))", [place.organizationId]);
    const answer = at.store.admit(await asking(at, place));
    await vi.waitFor(async () => {
      const { rows } = await other.query("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = 3 AND NOT granted");
      expect(rows).toHaveLength(1);
    });
    await at.clock(new Date(Date.parse(until) + 1));
    await other.query("COMMIT");
    expect(await answer).toMatchObject({ verdict: "held" });
    expect(await counted(at, place)).toMatchObject({ uses: 0, allowed: 0 });
    await at.clock(null);
  });

  test("people are asked about 120 calls of a grant in an hour, also when each is taken back; another grant asks on", async () => {
    await set(0);
    const place = await at.newPlace();
    const asked = async (n: number) => at.store.admit(await asking(at, place, { params: `{"arguments":{"n":${n}},"name":"write"}` }));
    for (let n = 0; n < 120; n++) {
      await set(n * 1_000);
      const held = await asked(n);
      expect([n, held.verdict]).toEqual([n, "held"]);
      await at.store.withdrawApproval(place.organizationId, (held as { approvalId: string }).approvalId);
    }
    await set(1_800_000);
    expect(await asked(120)).toMatchObject({
      ...{ verdict: "denied", reason: "approval_required" },
      message: expect.stringMatching(/^People were asked about 120 calls of this grant within an hour.*try again in 30 min\.$/),
    });
    expect(await counted(at, place)).toMatchObject({ requests: 120 });
    expect(await at.store.admit(await asking(at, await at.newPlace()))).toMatchObject({ verdict: "held" });
    // The first one is an hour ago.
    await set(3_600_000);
    expect(await asked(121)).toMatchObject({ verdict: "held" });
    expect(await asked(122)).toMatchObject({ verdict: "denied" });
  });

  test("nobody approves what has an end already, the grant's owner never, and no role that is not asked", async () => {
    await set(0);
    const place = await at.newPlace();
    const owner = await newPerson(at, place);
    const held = await at.store.admit(await asking(at, place, { attempt: { ownerId: owner } }));
    const { approvalId } = held as { approvalId: string };
    await expect(vote(at, place, approvalId, owner)).rejects.toMatchObject({ code: "PC002" });
    await expect(vote(at, place, approvalId, await newPerson(at, place, "approver"), { role: "approver" })).rejects.toMatchObject({
      code: "PC002",
    });
    await at.store.withdrawApproval(place.organizationId, approvalId);
    await expect(vote(at, place, approvalId, await newPerson(at, place))).rejects.toMatchObject({ code: "PC001" });
    expect(await stateOf(at, place, approvalId)).toBe("withdrawn");
  });

  test("an approval for three times until then is one for three times, until then", async () => {
    await set(0);
    const place = await at.newPlace();
    const until = new Date(now + 3_600_000).toISOString();
    const { id } = await approved(at, place, {}, { uses: 3, until });
    for (const ms of [0, 1_800_000, 3_599_999]) {
      await set(ms);
      expect(await at.store.admit(await asking(at, place))).toMatchObject({ verdict: "admitted", approvalId: id });
    }
    expect(await at.store.admit(await asking(at, place))).toMatchObject({ verdict: "held" });
    const other = { params: '{"arguments":{},"name":"write"}' };
    await set(0);
    await approved(at, place, other, { uses: 3, until });
    expect(await at.store.admit(await asking(at, place, other))).toMatchObject({ verdict: "admitted" });
    for (const late of [0, 1]) {
      await set(3_600_000 + late);
      expect(await at.store.admit(await asking(at, place, other))).toMatchObject({ verdict: "held" });
    }
  });

  test("a clock that jumps makes nothing run that nobody approved, and no approval run twice", async () => {
    const random = randomOf(newSeed());
    const place = await at.newPlace();
    const by = await newPerson(at, place);
    let [votes, ran] = [0, 0];
    for (let step = 0; step < 150; step++) {
      await set([-3_600_000, -1_000, 0, 1_000, 299_999, 300_000, 900_000, 7_200_000][random(8)]!);
      const verdict = await at.store.admit(await asking(at, place));
      if (verdict.verdict === "admitted") ran++;
      else if (verdict.verdict === "held" && random(2) === 0)
        await vote(at, place, verdict.approvalId, by).then(
          () => votes++,
          (error: { code?: string }) => expect(["PC001", "23505"]).toContain(error.code),
        );
    }
    expect(ran).toBeGreaterThan(5);
    expect(ran).toBeLessThanOrEqual(votes);
    expect(await counted(at, place)).toMatchObject({ uses: ran, allowed: ran });
    await at.clock(null);
  }, 60_000);
});
