import { rulesVersion, type ServerRecord } from "@portcullis/catalogue";
import { openPool, type Pool, withOrgClient } from "@portcullis/db/runtime";
import { classifyTools } from "../server/classify-tools.ts";
import { catalogueRow } from "./catalogue-row.ts";
import { knownServers, toolsOf } from "./known-servers.ts";
import { writeServers } from "./write-servers.ts";

export type Reclassified = { tools: number; catalogueServers: number };

/**
 * Classifies again whatever older rules have classified: the tools of all organizations and the public catalogue. As the database's
 * owner; once everything is up to date it reads two indexes' worth and writes nothing. Overrides stay.
 */
export async function reclassify({ ownerUrl }: { ownerUrl: string }): Promise<Reclassified> {
  const pool = openPool({ url: ownerUrl, max: 1, statementTimeoutMs: 120_000 });
  try {
    const { rows } = await pool.query<{ organization_id: string }>("SELECT organization_id FROM portcullis.organizations_to_classify($1)", [
      rulesVersion,
    ]);
    let tools = 0;
    for (const { organization_id } of rows) tools += await reclassifyOrganization(pool, organization_id);
    return { tools, catalogueServers: await reclassifyCatalogue(pool) };
  } finally {
    await pool.end();
  }
}

/** @returns how many tools have another category now */
async function reclassifyOrganization(pool: Pool, organizationId: string): Promise<number> {
  return withOrgClient(pool, organizationId, async (client) => {
    // The organization once more: whoever owns the database may stand above row-level security.
    const servers = await client.query<{ id: string; name: string | null }>(
      `SELECT DISTINCT s.id, s.server_info->>'name' AS name FROM portcullis.server s
       JOIN portcullis.tool t ON t.organization_id = s.organization_id AND t.server_id = s.id
       WHERE s.organization_id = $1 AND t.category_rules <> $2 ORDER BY s.id`,
      [organizationId, rulesVersion],
    );
    let changed = 0;
    for (const server of servers.rows) {
      // The server's row is what a discovery locks first, too.
      await client.query("SELECT 1 FROM portcullis.server WHERE organization_id = $1 AND id = $2 FOR UPDATE", [organizationId, server.id]);
      const { rows } = await client.query<{ name: string; definition: string; category: string; accepted: boolean }>(
        `SELECT t.name, t.definition, t.category, coalesce(p.digest = t.digest, false) AS accepted FROM portcullis.tool t
           LEFT JOIN portcullis.tool_pin p ON p.organization_id = t.organization_id AND p.server_id = t.server_id AND p.name = t.name
         WHERE t.organization_id = $1 AND t.server_id = $2 ORDER BY t.position, t.name`,
        [organizationId, server.id],
      );
      const siblings = rows.filter(({ accepted }) => accepted).map(({ name }) => name);
      const classified = classifyTools(rows, server.name ?? undefined, siblings);
      const says = JSON.stringify([...classified].map(([name, said]) => ({ name, ...said })));
      // What was accepted is judged by the new rules too: its pin says so first.
      await client.query(
        `UPDATE portcullis.tool_pin p SET says = u.category FROM jsonb_to_recordset($3::jsonb) AS u(name text, category text), portcullis.tool t
         WHERE p.organization_id = $1 AND p.server_id = $2 AND p.name = u.name AND t.organization_id = $1 AND t.server_id = $2 AND t.name = p.name
           AND t.digest = p.digest AND p.says IS DISTINCT FROM u.category`,
        [organizationId, server.id, says],
      );
      changed += rows.filter(({ name, category }) => classified.get(name)?.category !== category).length;
      await client.query(
        `UPDATE portcullis.tool t SET category = u.category, confidence = u.confidence, category_rules = u."categoryRules"
         FROM jsonb_to_recordset($3::jsonb) AS u(name text, category text, confidence real, "categoryRules" integer)
         WHERE t.organization_id = $1 AND t.server_id = $2 AND t.name = u.name`,
        [organizationId, server.id, says],
      );
    }
    return changed;
  });
}

async function reclassifyCatalogue(pool: Pool): Promise<number> {
  for (let done = 0; ; ) {
    const { rows } = await pool.query<{ slug: string }>(
      "SELECT slug FROM portcullis.catalogue_server WHERE category_rules <> $1 LIMIT 200",
      [rulesVersion],
    );
    if (rows.length === 0) return done;
    const client = await pool.connect();
    try {
      await client.query("BEGIN");
      await client.query("SELECT pg_advisory_xact_lock(hashtext('portcullis.catalogue'))");
      const known = await knownServers(client, rows as unknown as ServerRecord[]);
      const writes = [];
      for (const { slug } of rows) {
        const stored = known.of({ slug } as ServerRecord);
        if (stored) writes.push({ record: stored.record, row: catalogueRow(stored.record, await toolsOf(client, slug)) });
      }
      await writeServers(client, writes);
      await client.query("COMMIT");
    } catch (error) {
      await client.query("ROLLBACK").catch(() => {});
      throw error;
    } finally {
      client.release();
    }
    done += rows.length;
  }
}
