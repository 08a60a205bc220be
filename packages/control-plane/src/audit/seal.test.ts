import { randomUUID } from "node:crypto";
import { openPool, type Pool } from "@portcullis/db/runtime";
import { type TestDatabase, testDatabase } from "@portcullis/db/testing";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { attemptsText, chainProblems, plantedWorker, poolOf } from "../testing/record.ts";
import { seal } from "./seal.ts";
import { sealLag } from "./seal-lag.ts";

let database: TestDatabase;
let owner: Pool;
let sealer: Pool;
beforeAll(async () => {
  database = await testDatabase();
  owner = openPool({ url: database.ownerUrl, max: 16 });
  sealer = poolOf(database, "pc_sealer");
});
afterAll(async () => {
  await Promise.all([owner?.end(), sealer?.end()]);
  await database?.drop();
});

const write = (organization: string, rows: number) => owner.query(attemptsText(String(rows)), [organization]);
const count = async (sql: string, values: unknown[] = []) =>
  Number((await owner.query(`SELECT count(*) AS n FROM ${sql}`, values)).rows[0].n);
const sealedOf = (organization: string) => count("audit_seal WHERE organization_id = $1", [organization]);
/** Transactions of other tests are foreign long transactions to this database: the seal waits for them, and so do we. */
const sealedUntil = (organization: string, rows: number) =>
  vi.waitFor(
    async () => {
      while ((await seal(sealer))?.more);
      expect(await sealedOf(organization)).toBe(rows);
    },
    { timeout: 20_000, interval: 50 },
  );

describe("the sealer", () => {
  test("numbers and chains what was recorded, of each organization by itself, and again nothing of it", async () => {
    const [acme, globex] = [randomUUID(), randomUUID()];
    await write(acme, 7);
    await write(globex, 4);
    await write(acme, 2);
    await sealedUntil(acme, 7 + 3 + 2 + 1);
    await sealedUntil(globex, 4 + 2);
    for (const organization of [acme, globex]) expect(await chainProblems(owner, organization)).toEqual([]);
    expect(await sealedOf(acme)).toBe(13);
    const { rows } = await owner.query(
      "SELECT n, head = (SELECT hash FROM audit_seal s WHERE s.organization_id = c.organization_id AND s.n = c.n) AS fits FROM audit_chain c WHERE organization_id = $1",
      [acme],
    );
    expect(rows).toEqual([{ n: "13", fits: true }]);
  });

  test("takes a transaction of more rows than one turn holds, in the middle of which others wait", async () => {
    const organization = randomUUID();
    await write(organization, 250);
    await write(organization, 10);
    await vi.waitFor(
      async () => {
        await seal(sealer, { rowsMax: 40 });
        expect(await sealedOf(organization)).toBe(390);
      },
      { timeout: 20_000, interval: 1 },
    );
    expect(await chainProblems(owner, organization)).toEqual([]);
  });

  test("two at once never fork a chain", async () => {
    const organization = randomUUID();
    await write(organization, 300);
    const other = poolOf(database, "pc_sealer");
    await vi.waitFor(
      async () => {
        await Promise.all([seal(sealer, { rowsMax: 20 }), seal(other, { rowsMax: 20 }), seal(sealer, { rowsMax: 20 })]);
        expect(await sealedOf(organization)).toBe(450);
      },
      { timeout: 20_000, interval: 1 },
    );
    expect(await chainProblems(owner, organization)).toEqual([]);
    await other.end();
  });

  test("a foreign long transaction delays the seal, and the delay is told", async () => {
    const organization = randomUUID();
    const long = await owner.connect();
    await long.query("BEGIN");
    await long.query("SELECT pg_current_xact_id()");
    await write(organization, 1);
    while ((await seal(sealer))?.more);
    expect(await sealedOf(organization)).toBe(0);
    const first = await sealLag(sealer);
    expect(first).toBeGreaterThan(0);
    expect(await sealLag(sealer)).toBeGreaterThan(first);
    await long.query("ROLLBACK");
    long.release();
    await sealedUntil(organization, 1);
    await vi.waitFor(async () => expect(await sealLag(sealer)).toBe(0));
  });

  test("AU-6: late commits never slip in behind the seal: 10,000 rows in transactions held open up to 3 s", {
    timeout: 25_000,
  }, async () => {
    const organization = randomUUID();
    const random = seeded(Date.now() % 1_000_000);
    let [committed, writing] = [0, true];
    const writer = async () => {
      const client = await owner.connect();
      for (let transaction = 0; transaction < 28; transaction++) {
        await client.query("BEGIN");
        await client.query(attemptsText("20"), [organization]);
        // Most are short, one in fifty holds on: what began long ago commits after what is younger.
        const hold = random() < 0.02 ? random() * 3_000 : random() * 40;
        await new Promise((resolve) => setTimeout(resolve, hold));
        const commit = random() > 0.1;
        await client.query(commit ? "COMMIT" : "ROLLBACK");
        if (commit) committed += 30;
      }
      client.release();
    };
    const sealing = (async () => {
      while (writing) {
        await seal(sealer);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    await Promise.all(Array.from({ length: 13 }, writer));
    writing = false;
    await sealing;
    const last = (await owner.query("SELECT pg_current_xact_id()::text AS xid")).rows[0].xid;
    // Other tests of this cluster may hold the horizon; from the moment it has passed, a second is enough.
    await vi.waitFor(
      async () =>
        expect((await owner.query("SELECT pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 AS past", [last])).rows[0].past).toBe(true),
      { timeout: 15_000, interval: 10 },
    );
    const since = performance.now();
    while ((await seal(sealer))?.more);
    const lag = performance.now() - since;
    expect(committed).toBeGreaterThan(9_000);
    expect(await sealedOf(organization)).toBe(committed);
    expect(await chainProblems(owner, organization)).toEqual([]);
    expect(lag).toBeLessThan(1_000);
  });

  test("PB-40 (AU-6): a sealer that ignores open transactions loses the row that commits late, and the chain shows it", async () => {
    const problemsWith = async (build: { seal: typeof seal }) => {
      const organization = randomUUID();
      const pool = poolOf(database, "pc_sealer");
      const sealing = () => build.seal(pool);
      const late = await owner.connect();
      await late.query("BEGIN");
      await late.query(attemptsText("1"), [organization]);
      await write(organization, 1);
      while ((await sealing())?.more);
      await late.query("COMMIT");
      late.release();
      await write(organization, 1);
      await vi.waitFor(
        async () => {
          while ((await sealing())?.more);
          expect(await sealedOf(organization)).toBeGreaterThanOrEqual(2);
        },
        { timeout: 15_000, interval: 20 },
      );
      await pool.end();
      return chainProblems(owner, organization);
    };
    expect(await problemsWith({ seal })).toEqual([]);
    const planted = await plantedWorker({
      file: "packages/control-plane/src/audit/seal.ts",
      from: "pg_snapshot_xmin(pg_current_snapshot())",
      to: "pg_snapshot_xmax(pg_current_snapshot())",
    });
    expect(await problemsWith(planted)).toEqual([expect.stringMatching(/was overtaken/)]);
  });
});

test("AU-4: what a sealed call ran on, or was held for, cannot be changed unseen", async () => {
  const organization = randomUUID();
  await owner.query(
    `INSERT INTO attempt (organization_id, id, grant_id, grant_label, server_id, server_slug, method, effect, reason, approval_id, outcome)
     VALUES ($1, gen_random_uuid(), $1, 'agent', $1, 'zabbix', 'tools/call', 'deny', 'approval_required', gen_random_uuid(), 'held'),
       ($1, gen_random_uuid(), $1, 'agent', $1, 'zabbix', 'tools/call', 'allow', 'allowed', gen_random_uuid(), NULL)`,
    [organization],
  );
  await sealedUntil(organization, 2);
  expect(await chainProblems(owner, organization)).toEqual([]);
  for (const [edit, undo] of [
    ["approval_id = gen_random_uuid() WHERE outcome IS NULL", undefined],
    ["approval_id = NULL WHERE outcome IS NULL", undefined],
    ["outcome = 'refused' WHERE outcome = 'held'", "outcome = 'held' WHERE outcome = 'refused'"],
  ] as const) {
    await owner.query(`UPDATE attempt SET ${edit} AND organization_id = $1`, [organization]);
    expect(await chainProblems(owner, organization), edit).toEqual(expect.arrayContaining([expect.stringMatching(/^hash of/)]));
    if (undo !== undefined) await owner.query(`UPDATE attempt SET ${undo} AND organization_id = $1`, [organization]);
  }
}, 30_000);

test("PB-41 (AU-4): a sealer that leaves the columns of approvals out of the chain makes seals that do not fit", async () => {
  const problemsWith = async (build: { seal: typeof seal }) => {
    const organization = randomUUID();
    const pool = poolOf(database, "pc_sealer");
    await write(organization, 1);
    await owner.query(
      `INSERT INTO attempt (organization_id, id, grant_id, grant_label, server_id, server_slug, method, effect, reason, approval_id)
       VALUES ($1, gen_random_uuid(), $1, 'agent', $1, 'zabbix', 'tools/call', 'allow', 'allowed', gen_random_uuid())`,
      [organization],
    );
    await vi.waitFor(
      async () => {
        await build.seal(pool);
        expect(await sealedOf(organization)).toBe(2);
      },
      { timeout: 15_000, interval: 20 },
    );
    await pool.end();
    return chainProblems(owner, organization);
  };
  expect(await problemsWith({ seal })).toEqual([]);
  const planted = await plantedWorker({
    file: "packages/control-plane/src/audit/recorded-tables.ts",
    from: "const found = rows.filter((row) => row.table === name)",
    to: 'const found = rows.filter((row) => row.table === name && row.column !== "approval_id")',
  });
  expect(await problemsWith(planted)).toEqual([expect.stringMatching(/^hash of/)]);
});

describe("AU-5: who runs the product cannot change the record", () => {
  const tables = ["attempt", "outcome", "audit_event", "audit_seal", "audit_checkpoint", "audit_root", "audit_key"];
  test.each(["pc_app", "pc_gateway", "pc_sealer", "pc_ops"] as const)("%s", async (role) => {
    const organization = randomUUID();
    await write(organization, 1);
    const pool = poolOf(database, role);
    const refused = async (sql: string) => {
      const client = await pool.connect();
      await client.query("BEGIN");
      await client.query("SELECT set_config('app.org', $1, true)", [organization]);
      await expect(client.query(sql), sql).rejects.toThrow(/permission denied|must be owner|must be a superuser|not permitted/);
      await client.query("ROLLBACK");
      client.release();
    };
    const partition = (await owner.query("SELECT 'attempt_' || to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM') AS name")).rows[0].name;
    for (const table of [...tables, partition]) {
      const column = table === "audit_key" ? "public_key" : "organization_id";
      await refused(`UPDATE portcullis.${table} SET ${column} = ${column}`);
      await refused(`DELETE FROM portcullis.${table}`);
      await refused(`TRUNCATE portcullis.${table}`);
      await refused(`ALTER TABLE portcullis.${table} DISABLE TRIGGER ALL`);
      await refused(`ALTER TABLE portcullis.${table} DISABLE ROW LEVEL SECURITY`);
      await refused(
        `CREATE TRIGGER planted BEFORE INSERT ON portcullis.${table} FOR EACH ROW EXECUTE FUNCTION portcullis.touch_organization()`,
      );
      await refused(`DROP TABLE portcullis.${table}`);
    }
    await refused(`SELECT * FROM portcullis.${partition}`);
    await refused(`INSERT INTO portcullis.${partition} SELECT * FROM portcullis.attempt`);
    await refused(`ALTER TABLE portcullis.attempt DETACH PARTITION portcullis.${partition}`);
    await refused("SET session_replication_role = replica");
    await pool.end();
  });
});

/** mulberry32; the seed is printed when a run fails. */
function seeded(seed: number): () => number {
  console.log(`seed ${seed}`);
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
