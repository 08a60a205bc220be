import { generateKeyPairSync, randomUUID } from "node:crypto";
import { openPool, type Pool } from "@portcullis/db/runtime";
import { type TestDatabase, testDatabase } from "@portcullis/db/testing";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { writeCheckpoints } from "../audit/checkpoint.ts";
import { checkpointKey } from "../audit/checkpoint-key.ts";
import { seal } from "../audit/seal.ts";
import { attemptsText, poolOf } from "../testing/record.ts";
import { makePartitions } from "./partitions.ts";
import { prune } from "./prune.ts";
import { reap } from "./reap.ts";
import { purgeExpired } from "./retention.ts";

let database: TestDatabase;
let owner: Pool;
let [sealer, ops]: Pool[] = [];
const key = checkpointKey(generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString());
beforeAll(async () => {
  database = await testDatabase();
  owner = openPool({ url: database.ownerUrl, max: 8 });
  [sealer, ops] = [poolOf(database, "pc_sealer"), poolOf(database, "pc_ops")];
});
afterAll(async () => {
  await Promise.all([owner, sealer, ops].map((pool) => pool?.end()));
  await database?.drop();
});

const rows = async (sql: string, values: unknown[] = []) => (await owner.query(sql, values)).rows;
const count = async (sql: string, values: unknown[] = []) => Number((await rows(`SELECT count(*) AS n FROM ${sql}`, values))[0].n);
async function organization(retention = 13): Promise<string> {
  const id = randomUUID();
  await rows("INSERT INTO organization (id, slug, name, retention_months) VALUES ($1::uuid, left($1::uuid::text, 13), 'Acme', $2)", [
    id,
    retention,
  ]);
  return id;
}
/** Moves the database's clock, for all that asks portcullis.now(). */
const clockAhead = (interval: string) =>
  rows(
    `CREATE OR REPLACE FUNCTION portcullis.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ SELECT clock_timestamp() + interval '${interval}' $$`,
  );

describe("the reaper", () => {
  const replica = async (state: string) => {
    const id = randomUUID();
    await rows(
      `INSERT INTO replica (id, host, build, started_at, renewed_at) VALUES ($1, 'h', 'b', now() - interval '1 hour', now() - interval '${state}')`,
      [id],
    );
    return id;
  };
  const attempt = async (organizationId: string, replicaId: string, outcome: string | null = null) => {
    const [{ id }] = await rows(
      `INSERT INTO attempt (organization_id, id, grant_id, grant_label, server_id, server_slug, method, effect, reason, replica_id, outcome)
       SELECT $1, (left(first_id(clock_timestamp())::text, 24) || right(gen_random_uuid()::text, 12))::uuid, $1, 'a', $1, 's', 'tools/call', 'allow', 'allowed', $2, $3 RETURNING id`,
      [organizationId, replicaId, outcome],
    );
    return id as string;
  };

  test("closes what a gateway that is gone left open, as unknown, once; what lives, is closed or was refused stays", async () => {
    const [acme, globex] = [await organization(), await organization()];
    const [gone, alive] = [await replica("11 seconds"), await replica("1 second")];
    const open = [await attempt(acme, gone), await attempt(acme, gone), await attempt(globex, gone)];
    const closed = await attempt(acme, gone);
    await rows("INSERT INTO outcome (organization_id, id, outcome, duration_ms) VALUES ($1, $2, 'ok', 1)", [acme, closed]);
    await attempt(acme, gone, "refused");
    const living = await attempt(acme, alive);
    expect(await reap(ops as Pool)).toBe(3);
    const found = await rows("SELECT id, outcome FROM outcome WHERE organization_id IN ($1, $2) ORDER BY id", [acme, globex]);
    expect(found).toEqual(
      [...open.map((id) => ({ id, outcome: "unknown" })), { id: closed, outcome: "ok" }].sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
    expect(found).not.toContainEqual(expect.objectContaining({ id: living }));
    expect(await reap(ops as Pool)).toBe(0);
    expect(
      await rows("SELECT reaped_at IS NOT NULL AS reaped FROM replica WHERE id = ANY ($1) ORDER BY id = $2", [[gone, alive], alive]),
    ).toEqual([{ reaped: true }, { reaped: false }]);
  });

  test("looks at the days of the replica alone, however much is recorded", async () => {
    const acme = await organization();
    const gone = await replica("11 seconds");
    await rows(attemptsText("3000"), [acme]);
    await attempt(acme, gone);
    await rows("ANALYZE attempt, outcome, organization");
    expect(await reap(ops as Pool)).toBe(1);
  });
});

test("prune: keys of yesterday, reservations of past windows and closed replicas go; what still counts stays", async () => {
  const acme = await organization();
  const key = Buffer.alloc(32, 1);
  await rows(
    "INSERT INTO limit_counter (organization_id, key, name, scope, scope_id, window_start, last_stamp) VALUES ($1, $2, 'n', 'grant', $1, now(), now())",
    [acme, key],
  );
  for (const days of [400, 360, 1])
    await rows(
      `INSERT INTO limit_reservation (organization_id, key, at, decision_id, amount) VALUES ($1, $2, now() - interval '${days} days', $1, 1)`,
      [acme, key],
    );
  for (const [name, ago] of [
    ["old", "25 hours"],
    ["new", "-1 hours"],
  ])
    await rows(
      `INSERT INTO idempotency_key (organization_id, grant_id, key, call_digest, decision_id, expires_at) VALUES ($1, $1, $2, '', $1, now() - interval '${ago}')`,
      [acme, name],
    );
  await rows(
    "INSERT INTO replica (id, host, build, renewed_at, reaped_at) VALUES (gen_random_uuid(), 'old', 'b', now() - interval '8 days', now() - interval '8 days')",
  );
  expect(await prune(ops as Pool)).toBe(3);
  expect(await count("limit_reservation WHERE organization_id = $1", [acme])).toBe(2);
  expect(await rows("SELECT key FROM idempotency_key WHERE organization_id = $1", [acme])).toEqual([{ key: "new" }]);
  expect(await count("replica WHERE host = 'old'")).toBe(0);
});

test("prune: the words of a held call go a month after it was over, its request with the organization's record; votes go with it", async () => {
  const acme = await organization(13);
  const request = async (ago: string) => {
    const [{ id }] = await rows(
      `INSERT INTO approval_request (organization_id, id, at, expires_at, grant_id, grant_label, server_id, server_slug, method, call_digest, params_digest,
         sealed_call, rule, message, approvers, min_approvals)
       SELECT $1, gen_random_uuid(), now() - $2::interval, now() - $2::interval, $1, 'a', $1, 's', 'tools/call', 'd', 'p', 'sealed', '', '', '{owner}', 1
       RETURNING id`,
      [acme, ago],
    );
    await rows("INSERT INTO approval_end (organization_id, request_id, kind) VALUES ($1, $2, 'withdrawn')", [acme, id]);
    return id as string;
  };
  const [young, old, , many] = [await request("31 days"), await request("33 days"), await request("14 months"), 1_001];
  for (let n = 0; n < many; n++) await request("15 months");
  expect(await prune(ops as Pool)).toBeGreaterThanOrEqual(many + 2);
  expect(await rows("SELECT id, sealed_call FROM approval_request WHERE organization_id = $1 ORDER BY at DESC", [acme])).toEqual([
    { id: young, sealed_call: "sealed" },
    { id: old, sealed_call: null },
  ]);
  expect(await count("approval_end WHERE organization_id = $1", [acme])).toBe(2);
});

test("partitions are made ahead, again and again", async () => {
  const partitions = () => count("pg_class WHERE relname LIKE 'attempt\\_2%' AND relkind = 'r'");
  const before = await partitions();
  const [{ month }] = await rows("SELECT to_char(now() + interval '12 months', 'YYYY_MM') AS month");
  await rows(`DROP TABLE attempt_${month}`);
  expect(await partitions()).toBe(before - 1);
  for (let turn = 0; turn < 2; turn++) expect(await makePartitions(ops as Pool)).toBe(true);
  expect(await partitions()).toBe(before);
});

describe("AU-14: retention", () => {
  test("purges whole sealed segments under load, nothing younger, and leaves a signed root", async () => {
    const [acme, patient] = [await organization(13), await organization(24)];
    const sealed = (id: string) => count("audit_seal WHERE organization_id = $1", [id]);
    const grow = async (expected: number) => {
      for (const id of [acme, patient]) await rows(attemptsText("40"), [id]);
      await vi.waitFor(
        async () => {
          while ((await seal(sealer as Pool))?.more);
          expect((await sealed(acme)) + (await sealed(patient))).toBe(expected);
        },
        { timeout: 15_000, interval: 20 },
      );
      await writeCheckpoints(sealer as Pool, key, []);
    };
    await clockAhead("0 seconds");
    await grow(120);
    await clockAhead("8 months");
    await grow(240);
    expect(await purgeExpired(ops as Pool, key)).toBe(0);
    await clockAhead("14 months");
    // Under load: calls go on being recorded and sealed while the old ones go.
    const load = (async () => {
      for (let turn = 0; turn < 10; turn++) {
        await rows(attemptsText("4"), [acme]);
        await seal(sealer as Pool);
      }
    })();
    expect(await purgeExpired(ops as Pool, key)).toBeGreaterThan(0); // and those of the tests before
    await load;
    expect(await purgeExpired(ops as Pool, key)).toBe(0);
    expect(await sealed(patient)).toBe(120);
    expect(await rows("SELECT min(n) AS first FROM audit_seal WHERE organization_id = $1", [acme])).toEqual([{ first: "61" }]);
    expect(await count("attempt WHERE organization_id = $1", [acme])).toBe(40 + 40);
    expect(await count("outcome WHERE organization_id = $1", [acme])).toBe(20 + 20);
    const [root] = await rows("SELECT n, statement FROM audit_root WHERE organization_id = $1", [acme]);
    expect(JSON.parse(root.statement)).toMatchObject({ format: "portcullis/root/1", organization: acme, n: "60" });
  });

  test("no root is signed over a checkpoint that was made up, or signed later than its row says", async () => {
    await clockAhead("0 seconds");
    const [forged, backdated] = [await organization(6), await organization(6)];
    for (const id of [forged, backdated]) await rows(attemptsText("10"), [id]);
    await vi.waitFor(
      async () => {
        while ((await seal(sealer as Pool))?.more);
        expect(await count("audit_seal WHERE organization_id = ANY ($1)", [[forged, backdated]])).toBeGreaterThanOrEqual(20);
      },
      { timeout: 15_000, interval: 20 },
    );
    await writeCheckpoints(sealer as Pool, key, []);
    await rows(
      `INSERT INTO audit_checkpoint (organization_id, n, at, statement, key_id, signature)
       SELECT organization_id, n + 1, now() - interval '2 years', jsonb_set(statement::jsonb, '{head}', to_jsonb(repeat('ab', 32)))::text, key_id, signature
       FROM audit_checkpoint WHERE organization_id = $1`,
      [forged],
    );
    await rows("UPDATE audit_checkpoint SET at = now() - interval '2 years' WHERE organization_id = $1", [backdated]);
    await expect(purgeExpired(ops as Pool, key)).rejects.toThrow(/not what was signed/);
    for (const id of [forged, backdated]) {
      expect(await count("audit_root WHERE organization_id = $1", [id])).toBe(0);
      expect(await count("audit_seal WHERE organization_id = $1", [id])).toBeGreaterThanOrEqual(10);
    }
    await rows("DELETE FROM audit_checkpoint WHERE organization_id = ANY ($1)", [[forged, backdated]]);
  });

  test("the database itself refuses to purge what is younger than the organization keeps, or than six months, whatever is signed", async () => {
    const acme = await organization(6);
    await clockAhead("0 seconds");
    await rows(attemptsText("4"), [acme]);
    await vi.waitFor(
      async () => {
        await seal(sealer as Pool);
        expect(await count("audit_seal WHERE organization_id = $1", [acme])).toBe(6);
      },
      { timeout: 15_000, interval: 20 },
    );
    await writeCheckpoints(sealer as Pool, key, []);
    await rows("INSERT INTO audit_root (organization_id, n, at, statement, key_id, signature) VALUES ($1, 6, now(), '', '', '')", [acme]);
    await clockAhead("5 months");
    expect((await (ops as Pool).query("SELECT portcullis.purge_sealed($1, 100) AS more", [acme])).rows).toEqual([{ more: false }]);
    expect(await count("attempt WHERE organization_id = $1", [acme])).toBe(4);
    await clockAhead("7 months");
    await (ops as Pool).query("SELECT portcullis.purge_sealed($1, 100)", [acme]);
    expect(await count("attempt WHERE organization_id = $1", [acme])).toBe(0);
  });
});
