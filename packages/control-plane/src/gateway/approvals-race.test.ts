import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AdmitVerdict } from "./admission.ts";
import type { GatewayStore } from "./store.ts";
import { type Admitting, admitting, newSeed, type Place, randomOf } from "./testing/admitting.ts";
import { approved, asking, askingRequest, counted, newPerson, vote } from "./testing/asking.ts";

const params = (n: number) => `{"arguments":{"n":${n}},"name":"write"}`;

/** All calls at four stores, a hundred at once, in random order. */
async function raced(at: Admitting, place: Place, calls: readonly number[]): Promise<{ n: number; verdict: AdmitVerdict }[]> {
  const random = randomOf(newSeed());
  const revision = await at.revision(place.organizationId);
  const left = calls.map((n) => ({ n, by: random(1e9) })).sort((one, other) => one.by - other.by);
  const stores: GatewayStore[] = [at.store, at.openStore(), at.openStore(), at.openStore()];
  // All are connected before the race begins.
  const elsewhere = await at.newPlace();
  await Promise.all(stores.map(async (store) => store.admit(await at.request(elsewhere))));
  const verdicts: { n: number; verdict: AdmitVerdict }[] = [];
  const lane = async (store: GatewayStore) => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const { n } = next;
      verdicts.push({ n, verdict: await store.admit(askingRequest(place, revision, { params: params(n) })) });
    }
  };
  await Promise.all(stores.flatMap((store) => Array.from({ length: 25 }, () => lane(store))));
  return verdicts;
}

/** So many approved calls of one grant. */
async function allApproved(at: Admitting, place: Place, count: number): Promise<Map<number, string>> {
  const ids = new Map<number, string>();
  const by = await newPerson(at, place);
  for (let n = 0; n < count; n++) {
    const held = await at.store.admit(await asking(at, place, { params: params(n) }));
    if (held.verdict !== "held") throw new Error(JSON.stringify(held));
    ids.set(n, held.approvalId);
    await vote(at, place, held.approvalId, by);
  }
  return ids;
}

let at: Admitting;
beforeAll(async () => {
  at = await admitting();
});
afterAll(() => at?.close());

test("AP-2: of a hundred calls for each of a hundred approvals, at four stores, one each is let through", async () => {
  const place = await at.newPlace();
  const ids = await allApproved(at, place, 100);
  const calls = Array.from({ length: 10_000 }, (_, index) => index % 100);
  const verdicts = await raced(at, place, calls);
  const admitted = verdicts.flatMap(({ n, verdict }) => (verdict.verdict === "admitted" ? [{ n, id: verdict.approvalId }] : []));
  expect(admitted.sort((one, other) => one.n - other.n)).toEqual([...ids].map(([n, id]) => ({ n, id })));
  expect(await counted(at, place)).toMatchObject({ uses: 100, allowed: 100 });
  // Of the others each asked again, or was one of too many.
  expect(await counted(at, place)).toMatchObject({ requests: 120 });
}, 120_000);

test("planted PB-35: an approval that is not consumed", async () => {
  const planted = await admitting();
  try {
    await planted.plant(
      "admit",
      "INSERT INTO portcullis.approval_use (organization_id, request_id, n, attempt_id, at) VALUES (org, held.id, held.uses + 1, c.id, looked)\n          ON CONFLICT DO NOTHING;",
      "PERFORM 1;",
    );
    const place = await planted.newPlace();
    await approved(planted, place, { params: params(0) });
    const verdicts = await raced(
      planted,
      place,
      Array.from({ length: 20 }, () => 0),
    );
    expect(verdicts.filter(({ verdict }) => verdict.verdict === "admitted").length).toBeGreaterThan(1);
  } finally {
    await planted.close();
  }
});

const pendingOf = async (on: Admitting, { organizationId }: Place): Promise<number> =>
  Number(
    (
      await on.of(organizationId, "SELECT count(*) AS n FROM portcullis.approval WHERE organization_id = $1 AND state = 'pending'", [
        organizationId,
      ])
    )[0]!.n,
  );

describe("AP-10: a flood from one grant", () => {
  test("of different calls: twenty wait, the rest is refused, and other grants ask as before", async () => {
    const place = await at.newPlace();
    const verdicts = await raced(
      at,
      place,
      Array.from({ length: 1_000 }, (_, n) => n),
    );
    expect(verdicts.filter(({ verdict }) => verdict.verdict === "held")).toHaveLength(20);
    const refused = { verdict: "denied", reason: "approval_required", message: expect.stringContaining("Too many calls of this grant") };
    for (const { verdict } of verdicts) if (verdict.verdict !== "held") expect(verdict).toEqual(refused);
    expect(await pendingOf(at, place)).toBe(20);
    expect(await at.store.admit(await asking(at, await at.newGrant(place)))).toMatchObject({ verdict: "held" });
    const held = verdicts.find(({ verdict }) => verdict.verdict === "held")!.verdict as { approvalId: string };
    await vote(at, place, held.approvalId, await newPerson(at, place), { vote: "refuse" });
    expect(await at.store.admit(await asking(at, place, { params: params(5_000) }))).toMatchObject({ verdict: "held" });
  }, 60_000);

  test("of equal calls: one request", async () => {
    const place = await at.newPlace();
    const verdicts = await raced(
      at,
      place,
      Array.from({ length: 1_000 }, () => 0),
    );
    expect(new Set(verdicts.map(({ verdict }) => JSON.stringify(verdict))).size).toBe(1);
    expect(await counted(at, place)).toEqual({ requests: 1, uses: 0, allowed: 0 });
  }, 60_000);

  test("of many grants: five hundred of the organization wait", async () => {
    const place = await at.newPlace();
    for (let grant = 0; grant < 26; grant++) {
      const own = grant === 0 ? place : await at.newGrant(place);
      await Promise.all(Array.from({ length: 20 }, async (_, n) => at.store.admit(await asking(at, own, { params: params(n) }))));
    }
    expect(await pendingOf(at, place)).toBe(500);
    const refused = await at.store.admit(await asking(at, await at.newGrant(place)));
    expect(refused).toMatchObject({ verdict: "denied", message: expect.stringContaining("Too many calls of this organization") });
    expect(await at.store.admit(await asking(at, await at.newPlace()))).toMatchObject({ verdict: "held" });
  }, 60_000);

  test("planted: without the organization's lock more than one is made, or more than twenty", async () => {
    const planted = await admitting();
    try {
      await planted.plant("admit", "PERFORM pg_advisory_xact_lock(3, hashtext(org::text));", "PERFORM pg_sleep(0.1);");
      const place = await planted.newPlace();
      await raced(
        planted,
        place,
        Array.from({ length: 400 }, () => 0),
      );
      expect((await counted(planted, place)).requests).toBeGreaterThan(1);
    } finally {
      await planted.close();
    }
  }, 60_000);
});
