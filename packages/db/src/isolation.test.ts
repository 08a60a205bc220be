import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDatabase, withOrg, withoutOrg } from "./index.ts";
import { openPool, withOrgClient } from "./runtime.ts";
import { type TestDatabase, testDatabase } from "./testing/database.ts";

let database: TestDatabase;
const [acme, globex] = [randomUUID(), randomUUID()];

beforeAll(async () => {
  database = await testDatabase();
  const app = openDatabase({ url: database.appUrl });
  for (const [id, slug] of [
    [acme, "acme"],
    [globex, "globex"],
  ] as const) {
    await withOrg(app, id, async (tx) => {
      await tx.organization.create({ data: { id, slug, name: slug } });
      await tx.server.create({
        data: {
          organizationId: id,
          id: randomUUID(),
          slug: "zabbix",
          name: `${slug}'s Zabbix`,
          url: "https://z.example.com/mcp",
          era: "legacy",
          protocolVersion: "2025-11-25",
          discoveredAt: new Date(),
          sealedHeaders: "v1.sealed",
        },
      });
    });
  }
  await app.close();
});
afterAll(() => database?.drop());

describe("row-level security without the application's filter", () => {
  test("another organization's rows are invisible, unchangeable and cannot be planted", async () => {
    const app = openDatabase({ url: database.appUrl });
    // No organizationId in any filter: what a forgotten filter would ask.
    expect(await withOrg(app, acme, (tx) => tx.server.findMany({ select: { name: true } }))).toEqual([{ name: "acme's Zabbix" }]);
    expect(await withOrg(app, acme, (tx) => tx.organization.findMany({ select: { slug: true } }))).toEqual([{ slug: "acme" }]);
    const { count } = await withOrg(app, acme, (tx) =>
      tx.server.updateMany({ data: { name: "changed" }, where: { organizationId: globex } }),
    );
    expect(count).toBe(0);
    await expect(
      withOrg(app, acme, (tx) => tx.accessGrant.create({ data: { organizationId: globex, id: randomUUID(), label: "planted" } })),
    ).rejects.toThrow(/row-level security/);
    await app.close();
  });

  test("a statement ends after ten seconds; forty questions at once are answered by twenty connections", async () => {
    const app = openDatabase({ url: database.appUrl });
    const [row] = await withoutOrg(app, (tx) => tx.$queryRaw<{ statement_timeout: string }[]>`SHOW statement_timeout`);
    expect(row?.statement_timeout).toBe("10s");
    const busy = Array.from({ length: 40 }, () =>
      withoutOrg(
        app,
        (tx) => tx.$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n, pg_sleep(0.3)::text FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'portcullis'`,
      ),
    );
    const seen = (await Promise.all(busy)).map(([found]) => found?.n ?? 0);
    expect(Math.max(...seen)).toBe(20);
    await app.close();
  });

  test("no organization, no rows, and no error", async () => {
    const app = openDatabase({ url: database.appUrl });
    expect(await withoutOrg(app, (tx) => tx.server.findMany())).toEqual([]);
    expect(await withoutOrg(app, (tx) => tx.organization.findMany())).toEqual([]);
    await app.close();
  });

  test("the setting does not outlive its transaction on a pooled connection", async () => {
    const app = openDatabase({ url: database.appUrl, max: 1 });
    await withOrg(app, acme, (tx) => tx.server.findMany());
    expect(await withoutOrg(app, (tx) => tx.server.findMany())).toEqual([]);
    await app.close();
  });

  test("the gateway's role sees its organization only, and no accounts", async () => {
    const pool = openPool({ url: database.gatewayUrl, max: 1 });
    const client = await pool.connect();
    expect((await client.query("SELECT * FROM server")).rows).toEqual([]);
    await client.query("BEGIN");
    await client.query("SELECT set_config('app.org', $1, true)", [globex]);
    expect((await client.query("SELECT name FROM server")).rows).toEqual([{ name: "globex's Zabbix" }]);
    await client.query("COMMIT");
    await expect(client.query("SELECT * FROM user_account")).rejects.toThrow(/permission denied/);
    client.release();
    await pool.end();
  });

  test("the gateway's role writes into the audit log what it sees and nobody's words, and gives no tool its accepted definition back", async () => {
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    await owner.query("SELECT set_config('app.org', $1, false)", [acme]);
    const { rows: servers } = await owner.query<{ id: string }>("SELECT id FROM portcullis.server WHERE organization_id = $1", [acme]);
    const server = servers[0]!.id;
    const tool = `INSERT INTO portcullis.tool (organization_id, id, server_id, name, definition, digest, position) VALUES ($1, $2, $3, 'read', '{}', 'new', 0)`;
    await owner.query(tool, [acme, randomUUID(), server]);
    const pin = `INSERT INTO portcullis.tool_pin (organization_id, server_id, name, digest, definition, category, says, accepted_at, accepted_by_name)
      VALUES ($1, $2, 'read', 'accepted', '{}', 'read', 'read', now(), 'A person')`;
    await owner.query(pin, [acme, server]);
    await owner.end();

    const gateway = openPool({ url: database.gatewayUrl, max: 1 });
    const as = (text: string, values: unknown[]) => withOrgClient(gateway, acme, (client) => client.query(text, values));
    const event = (more: object) => {
      const row = {
        organization_id: acme,
        id: randomUUID(),
        actor_name: "Installation",
        source: "gateway",
        action: "tool.change_seen",
        ...more,
      };
      const all = { ...row, target_kind: "server", target_id: server };
      const columns = Object.keys(all);
      return as(`INSERT INTO audit_event (${columns}) VALUES (${columns.map((_, n) => `$${n + 1}`)})`, Object.values(all));
    };
    await event({});
    for (const forged of [{ action: "approval.approve" }, { actor_id: randomUUID() }, { actor_name: "A person" }, { source: "dashboard" }])
      await expect(event(forged)).rejects.toThrow(/row-level security/);
    const digest = (to: string) => as("UPDATE tool SET digest = $1 WHERE name = 'read'", [to]);
    expect((await digest("another")).rowCount).toBe(1);
    await expect(digest("accepted")).rejects.toThrow(/row-level security/);
    const made = (columns: string, ...values: string[]) =>
      as(
        `INSERT INTO tool (organization_id, id, server_id, name, definition, digest, "position"${columns}) VALUES ($1, $2, $3, 'new', '{}', 'new', 1${values})`,
        [...[acme, randomUUID(), server]],
      );
    await expect(made(", category", ", 'read'")).rejects.toThrow(/permission denied/);
    expect((await made("")).rowCount).toBe(1);
    await gateway.end();
  });

  test("secret columns stay in the database unless they are asked for", async () => {
    const app = openDatabase({ url: database.appUrl });
    const server = await withOrg(app, acme, (tx) => tx.server.findFirstOrThrow());
    expect(server).not.toHaveProperty("sealedHeaders");
    await app.close();
  });
});

/** Tables of organizations whose rows row-level security does not guard both ways, from their owner too. */
const loose = `
  SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'portcullis' AND c.relkind IN ('r', 'p')
    AND (c.relname = 'organization' OR EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organization_id'))
    AND NOT (c.relrowsecurity AND c.relforcerowsecurity
      AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd = '*' AND p.polqual IS NOT NULL AND p.polwithcheck IS NOT NULL))`;

/** Policies that let the roles of dashboard and gateway at rows without asking for the organization. One is enough: any of several lets through. */
const open = `
  SELECT p.polname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
  WHERE c.relnamespace = 'portcullis'::regnamespace AND p.polpermissive
    AND (p.polroles = '{0}' OR p.polroles && ARRAY(SELECT oid FROM pg_roles WHERE rolname IN ('pc_app', 'pc_gateway')))
    AND NOT (coalesce(pg_get_expr(p.polqual, p.polrelid), 'org()') ~ 'org\\(\\)' AND coalesce(pg_get_expr(p.polwithcheck, p.polrelid), 'org()') ~ 'org\\(\\)')`;

/** Foreign keys between tables of organizations that could lead from one into another. */
const crossing = `
  SELECT k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class r ON r.oid = k.confrelid
  WHERE c.relnamespace = 'portcullis'::regnamespace AND k.contype = 'f' AND r.relname <> 'organization'
    AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attname = 'organization_id')
    AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = k.confrelid AND a.attname = 'organization_id')
    AND NOT EXISTS (SELECT 1 FROM unnest(k.conkey, k.confkey) AS pair (own, other)
      JOIN pg_attribute o ON o.attrelid = k.conrelid AND o.attnum = pair.own AND o.attname = 'organization_id'
      JOIN pg_attribute t ON t.attrelid = k.confrelid AND t.attnum = pair.other AND t.attname = 'organization_id')`;

/** Unique keys by which one organization would learn what another one has. */
const telling = `
  SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
  WHERE c.relnamespace = 'portcullis'::regnamespace AND x.indisunique AND NOT c.relispartition
    AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organization_id')
    AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organization_id' AND a.attnum = ANY (x.indkey::int2[]))
  ORDER BY 1`;

describe("the catalogue", () => {
  test("IS-3: every policy asks for the organization; keys between tables of organizations hold the organization; unique keys without it are random values and nobody's names", async () => {
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    expect((await owner.query(crossing)).rows).toEqual([]);
    expect((await owner.query(open)).rows).toEqual([]);
    expect((await owner.query(telling)).rows.map(({ relname }) => relname)).toEqual([]);
    const { rows: clock } = await owner.query(
      "SELECT prosrc FROM pg_proc WHERE proname = 'now' AND pronamespace = 'portcullis'::regnamespace",
    );
    // Tests stop this clock; no installation may.
    expect(clock.map(({ prosrc }) => prosrc.trim())).toEqual(["SELECT clock_timestamp()"]);
    await owner.end();
  });

  test.each([
    ["a table without it", "CREATE TABLE portcullis.planted (organization_id uuid NOT NULL)", loose],
    ["a table whose owner is let through", "ALTER TABLE portcullis.server NO FORCE ROW LEVEL SECURITY", loose],
    [
      "a policy that checks no writes",
      "DROP POLICY org_rows ON portcullis.server; CREATE POLICY planted ON portcullis.server FOR SELECT USING (organization_id = (SELECT portcullis.org()))",
      loose,
    ],
    ["a second policy that lets everybody in", "CREATE POLICY planted ON portcullis.server TO pc_app USING (true)", open],
    [
      "a key without the organization",
      "CREATE UNIQUE INDEX planted ON portcullis.server (id); ALTER TABLE portcullis.tool ADD CONSTRAINT planted FOREIGN KEY (server_id) REFERENCES portcullis.server (id)",
      crossing,
    ],
    ["a name that only one organization may have", "CREATE UNIQUE INDEX planted ON portcullis.server (name)", telling],
  ])("PB-43 (IS-3): %s is found", async (_, bug, question) => {
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    const before = (await owner.query(question)).rows.length;
    try {
      await owner.query("BEGIN");
      await owner.query(bug);
      expect((await owner.query(question)).rows.length).toBeGreaterThan(before);
    } finally {
      await owner.end();
    }
  });

  test("every table with organization_id forces row-level security with a check; runtime roles own nothing and cannot bypass it", async () => {
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    expect((await owner.query(loose)).rows).toEqual([]);
    const roles = await owner.query(
      "SELECT rolname FROM pg_roles WHERE rolname LIKE 'pc\\_%' AND (rolsuper OR rolbypassrls OR rolcreaterole)",
    );
    expect(roles.rows).toEqual([]);
    const owned = await owner.query("SELECT relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname LIKE 'pc\\_%'");
    expect(owned.rows).toEqual([]);
    const nullable = await owner.query(
      `SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'portcullis'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'organization_id' AND NOT a.attnotnull`,
    );
    expect(nullable.rows).toEqual([]);
    const views = await owner.query(`SELECT relname FROM pg_class WHERE relnamespace = 'portcullis'::regnamespace AND relkind = 'v'
      AND NOT coalesce(reloptions @> ARRAY['security_invoker=true'], false)`);
    expect(views.rows).toEqual([]);
    await owner.end();
  });

  test("what is published, decided or audited cannot be changed by the runtime roles", async () => {
    for (const url of [database.appUrl, database.gatewayUrl]) {
      const pool = openPool({ url, max: 1 });
      for (const table of ["policy_version", "attempt", "outcome", "audit_event"]) {
        await expect(pool.query(`UPDATE ${table} SET organization_id = organization_id`)).rejects.toThrow(/permission denied/);
        await expect(pool.query(`DELETE FROM ${table}`)).rejects.toThrow(/permission denied/);
        await expect(pool.query(`TRUNCATE ${table}`)).rejects.toThrow(/permission denied/);
      }
      await pool.end();
    }
  });
});
