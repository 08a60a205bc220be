import { randomUUID } from "node:crypto";
import { openPool, withOrgClient } from "@portcullis/db/runtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { admissionTimes as times } from "../testing/env.ts";
import { type Admitting, admitNow, admitting, limitOf, newSeed, type Place, randomOf, requestAt } from "./testing/admitting.ts";
import { approved, askingRequest, counted } from "./testing/asking.ts";

type Fixture = { a: Admitting; places: { place: Place; revision: bigint }[] };
async function open(organizations: number): Promise<Fixture> {
  const a = await admitting();
  const places: Fixture["places"] = [];
  for (let n = 0; n < organizations; n++) {
    const place = await a.newPlace();
    places.push({ place, revision: await a.revision(place.organizationId) });
  }
  return { a, places };
}

/** Batches of several organizations, one call of each carrying what is another's: only that call is refused, and nothing of the other moves. */
async function nothingCrosses({ a, places }: Fixture, seed: number, batches: number): Promise<void> {
  const random = randomOf(seed);
  const client = await a.connect();
  const counter = randomUUID();
  const expected = new Map(places.map(({ place }) => [place.organizationId, { admitted: 0, refused: 0 }]));
  for (let batch = 0; batch < batches; batch++) {
    const first = random(places.length);
    const own = Array.from({ length: 8 }, (_, n) => places[(first + n * 5) % places.length]!);
    const [bad, foreign] = [random(own.length), places[random(places.length)]!.place];
    const part = (["grantId", "serverId", "organizationId"] as const)[random(3)]!;
    const requests = own.map(({ place, revision }, index) => {
      const limit = limitOf({ counter, max: "1000000", scope: (["grant", "server", "organization"] as const)[random(3)]! });
      const mixed = index === bad ? { ...place, [part]: foreign[part] } : place;
      return requestAt(mixed, revision, { reservations: [limit] });
    });
    const rows = await admitNow(client, requests);
    for (const [index, { place }] of own.entries()) {
      const isBad = index === bad && foreign[part] !== place[part];
      // Another's organization with one's own grant: what is refused is recorded where it was asked.
      const organization = expected.get(requests[index]!.attempt.organizationId)!;
      if (!isBad) expect(rows[index]).toMatchObject({ verdict: "admitted" });
      else expect(["grant_revoked", null]).toContain(rows[index]!.reason);
      if (rows[index]!.verdict === "admitted") organization.admitted++;
      else if (rows[index]!.verdict === "denied") organization.refused++;
    }
  }
  const [{ org } = {}] = (await client.query("SELECT current_setting('app.org', true) AS org")).rows;
  expect(org).toBe("");
  for (const [organizationId, { admitted, refused }] of expected) {
    const [row] = await a.of(
      organizationId,
      `SELECT count(*) FILTER (WHERE effect = 'allow')::integer AS admitted, count(*) FILTER (WHERE effect = 'deny')::integer AS refused,
        (SELECT coalesce(sum(used), 0)::integer FROM portcullis.limit_counter WHERE organization_id = $1) AS used,
        (SELECT count(*)::integer FROM portcullis.limit_reservation WHERE organization_id = $1) AS ledger
       FROM portcullis.attempt WHERE organization_id = $1`,
      [organizationId],
    );
    expect(row).toEqual({ admitted, refused, used: admitted, ledger: admitted });
  }
}

/** Calls with an approval of another organization, by its digests or by its id: it is none, and nothing of the other moves. */
async function noApprovalCrosses({ a, places }: Fixture, seed: number, batches: number): Promise<void> {
  const random = randomOf(seed);
  const client = await a.connect();
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const ids = new Map<string, string>();
  const owners = places.slice(0, 10).map(({ place }) => place);
  for (const place of owners) ids.set(place.organizationId, (await approved(a, place, {}, { uses: 1_000, until })).id);
  const revisions = await Promise.all(places.map(({ place }) => a.revision(place.organizationId)));
  const ran = new Map(owners.map(({ organizationId }) => [organizationId, 0]));
  for (let batch = 0; batch < batches; batch++) {
    const first = random(places.length);
    const own = Array.from({ length: 8 }, (_, n) => (first + n * 3) % places.length);
    const requests = own.map((at) => {
      const [{ place }, foreign] = [places[at]!, owners[random(owners.length)]!];
      const reference = ids.get(foreign.organizationId)!;
      const { callDigest } = askingRequest(foreign, 0n).attempt;
      const given = [{}, { attempt: { callDigest } }, { approval: { reference } }, { attempt: { callDigest }, approval: { reference } }];
      return askingRequest(place, revisions[at]!, ran.has(place.organizationId) ? {} : given[random(4)]!);
    });
    const rows = await admitNow(client, requests);
    for (const [index, at] of own.entries()) {
      const { organizationId } = places[at]!.place;
      const id = ids.get(organizationId);
      if (id === undefined) expect(["held", "denied"]).toContain(rows[index]!.verdict);
      else expect(rows[index]).toMatchObject({ verdict: "admitted", approval_id: id });
      if (id !== undefined) ran.set(organizationId, ran.get(organizationId)! + 1);
    }
  }
  for (const { place } of places) {
    const { uses, allowed } = await counted(a, place);
    const expected = ran.get(place.organizationId) ?? 0;
    expect({ uses, allowed }).toEqual({ uses: expected, allowed: expected });
  }
}

describe("IS-5: approvals in mixed batches", () => {
  let f: Fixture;
  beforeAll(async () => {
    f = await open(30);
  }, 60_000);
  afterAll(() => f?.a.close());

  test("an approval counts in its own organization alone", () => noApprovalCrosses(f, newSeed(), 50 * times), 600_000);
});

describe("IS-5: mixed batches", () => {
  let f: Fixture;
  beforeAll(async () => {
    f = await open(50);
  }, 60_000);
  afterAll(() => f?.a.close());

  test("only the bad call is refused, and nothing crosses", () => nothingCrosses(f, newSeed(), 1_000 * times), 600_000);
});

test("planted PB-44: app.org not switched inside a batch", async () => {
  const f = await open(10);
  try {
    await f.a.plant("admit", "set_config('app.org', org::text, true);", "set_config('app.org', p_organizations[1]::text, true);");
    await expect(nothingCrosses(f, 1, 5)).rejects.toThrow();
    await f.a.plant("admit", "set_config('app.org', organizations[at.n]::text, true)::uuid", "organizations[at.n]");
    await expect(nothingCrosses(f, 1, 5)).rejects.toThrow();
  } finally {
    await f.a.close();
  }
}, 60_000);

test("IS-4: a pool of five connections between fifty organizations, with aborts, cancels and time-outs, shows nobody another's rows", async () => {
  const f = await open(50);
  const pool = openPool({ url: f.a.database.gatewayUrl, max: 5, statementTimeoutMs: 200 });
  const random = randomOf(newSeed());
  let left = 2_000 * times;
  const worker = async () => {
    while (left-- > 0) {
      const { organizationId } = f.places[random(f.places.length)]!.place;
      const end = random(40);
      const work = withOrgClient(pool, organizationId, async (client) => {
        const { rows } = await client.query(
          "SELECT id FROM portcullis.organization UNION ALL SELECT organization_id FROM portcullis.access_grant",
        );
        expect(rows).toEqual([{ id: organizationId }, { id: organizationId }]);
        if (end === 0) throw new Error("aborted");
        if (end === 1) await client.query("SELECT 1 / 0");
        if (end === 2) await client.query("SELECT pg_cancel_backend(pg_backend_pid())");
        if (end === 3 && random(10) === 0) await client.query("SELECT pg_sleep(1)");
      });
      await work.catch((error: Error) => {
        if (error.name === "AssertionError") throw error;
      });
      if (end < 8) expect((await pool.query("SELECT 1 FROM portcullis.access_grant")).rows).toEqual([]);
    }
  };
  try {
    await Promise.all(Array.from({ length: 5 }, worker));
  } finally {
    await pool.end();
    await f.a.close();
  }
}, 600_000);
