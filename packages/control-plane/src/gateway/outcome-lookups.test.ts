import { openPool } from "@portcullis/db/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { storeOutcomes } from "./outcomes.ts";
import { type Admitting, admitting, type Place } from "./testing/admitting.ts";

let a: Admitting;
beforeAll(async () => {
  a = await admitting();
});
afterAll(() => a.close());

test("an outcome costs the same lookups however much its organization has stored, and before the database knows its tables", async () => {
  const place = await a.newPlace();
  const pool = openPool({ url: a.database.gatewayUrl, max: 1 });
  try {
    const counts: number[] = [];
    for (const stored of [20, 3_000]) {
      const ids = await attempts(place, stored);
      await storeOutcomes(pool, ids.slice(20).map(outcomeAt(place)), 10_000);
      counts.push(await rowsRead(pool, () => storeOutcomes(pool, ids.slice(0, 20).map(outcomeAt(place)), 10_000)));
    }
    const [few, many] = counts as [number, number];
    // One attempt for each outcome, and what a few pages hold by chance.
    expect(few).toBeLessThanOrEqual(60);
    expect(many).toBeLessThanOrEqual(60);
  } finally {
    await pool.end();
  }
});

async function attempts({ organizationId, grantId, serverId }: Place, count: number): Promise<string[]> {
  const rows = await a.of(
    organizationId,
    `INSERT INTO portcullis.attempt (organization_id, id, grant_id, grant_label, server_id, server_slug, method, tool, effect, reason)
     SELECT $1, overlay(gen_random_uuid()::text placing left(portcullis.first_id(now())::text, 13) from 1 for 13)::uuid, $2, 'agent', $3, 'server',
       'tools/call', 'read', 'allow', 'allowed' FROM generate_series(1, $4) RETURNING id`,
    [organizationId, grantId, serverId, count],
  );
  return rows.map(({ id }) => String(id));
}

const outcomeAt =
  ({ organizationId }: Place) =>
  (id: string) => ({
    organizationId,
    id,
    outcome: "ok" as const,
    upstreamStatus: 200,
    durationMs: 1,
    requestBytes: 1,
    responseBytes: 1,
    resultDigest: null,
  });

/** How many rows of the record the one connection of this pool has fetched for it. */
async function rowsRead(pool: ReturnType<typeof openPool>, work: () => Promise<unknown>): Promise<number> {
  const read = async () => {
    const text = `SELECT coalesce(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)), 0)::int AS n
      FROM pg_stat_xact_user_tables WHERE relname ~ '^(attempt|outcome)'`;
    return Number((await pool.query(text)).rows[0].n);
  };
  await pool.query("BEGIN");
  // What earlier transactions have read is in these views for a while.
  const before = await read();
  await work();
  const count = (await read()) - before;
  await pool.query("COMMIT");
  return count;
}
