import { type Category, riskOf } from "@portcullis/catalogue";
import type { Tx } from "@portcullis/db";
import { type Actor, recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { classifyTools, type ToolCategory } from "../server/classify-tools.ts";
import { overridesOf } from "../server/overrides.ts";
import { isPinned, pinsOf } from "./pins.ts";

export type PinnedServer = { id: string; slug: string };
/** A stored tool; `digest` in hex. */
export type PinnedTool = { id: string; name: string; digest: string };

/**
 * Pins tools as they are stored, with the audit row. Who is named as `actor` accepted them. The caller holds the server's tools still (`stillAsShown`), or has
 * just stored them.
 */
export async function pinTools(tx: Tx, ctx: Context, server: PinnedServer, tools: readonly PinnedTool[], actor: Actor): Promise<void> {
  const { organizationId } = ctx.caller;
  const says = await categoriesOf(tx, ctx, server.id, tools);
  const overrides = await overridesOf(tx, ctx.caller, server.id);
  const rows = tools.map(({ name, digest }) => {
    const said = says.get(name) as ToolCategory;
    return { name, digest, ...said, counts: overrides.get(name)?.category ?? said.category };
  });
  const written = JSON.stringify(rows);
  await tx.$executeRaw`
    INSERT INTO portcullis.tool_pin (organization_id, server_id, name, digest, definition, category, says, accepted_at, accepted_by, accepted_by_name)
    SELECT t.organization_id, t.server_id, t.name, t.digest, t.definition, u.counts, u.category, ${ctx.clock()}, ${actor.id}::uuid, ${actor.name}
    FROM portcullis.tool t JOIN jsonb_to_recordset(${written}::jsonb) AS u(name text, digest text, counts text, category text)
      ON u.name = t.name AND decode(u.digest, 'hex') = t.digest
    WHERE t.organization_id = ${organizationId}::uuid AND t.server_id = ${server.id}::uuid
    ON CONFLICT (organization_id, server_id, name) DO UPDATE SET digest = EXCLUDED.digest, definition = EXCLUDED.definition,
      category = EXCLUDED.category, says = EXCLUDED.says, accepted_at = EXCLUDED.accepted_at, accepted_by = EXCLUDED.accepted_by, accepted_by_name = EXCLUDED.accepted_by_name,
      refused_digest = NULL, refused_at = NULL, refused_by = NULL, refused_by_name = NULL`;
  // After the pin, which keeps it from now on: the words of the definition that was accepted say what the tool is.
  await tx.$executeRaw`
    UPDATE portcullis.tool t SET category = u.category, confidence = u.confidence, category_rules = u."categoryRules"
    FROM jsonb_to_recordset(${written}::jsonb) AS u(name text, category text, confidence real, "categoryRules" integer)
    WHERE t.organization_id = ${organizationId}::uuid AND t.server_id = ${server.id}::uuid AND t.name = u.name
      AND (t.category, t.category_rules) IS DISTINCT FROM (u.category, u."categoryRules")`;
  const after = { tools: rows.map(({ name, digest, counts }) => ({ name, digest, category: counts, risk: riskOf(counts as Category) })) };
  await recordAudit(tx, ctx, { action: "tool.accept", target: targetOf(server, tools), after, actor });
}

/** One tool is named in the log; of several, their server. */
export const targetOf = ({ id, slug }: PinnedServer, tools: readonly PinnedTool[]) => {
  const [only] = tools;
  return only && tools.length === 1 ? { kind: "tool", id: only.id, name: `${slug}: ${only.name}` } : { kind: "server", id, name: slug };
};

/** What the words of each of a server's definitions say; siblings that people have accepted, or accept now, help to understand them. */
async function categoriesOf(tx: Tx, { caller: { organizationId } }: Context, serverId: string, accepting: readonly PinnedTool[]) {
  const key = { organizationId_id: { organizationId, id: serverId } };
  const { serverInfo } = await tx.server.findUniqueOrThrow({ where: key, select: { serverInfo: true } });
  const stored = await tx.tool.findMany({
    where: { organizationId, serverId },
    orderBy: [{ position: "asc" }, { name: "asc" }],
    select: { name: true, definition: true, digest: true },
  });
  const pins = await pinsOf(tx, { organizationId }, serverId);
  const now = new Set(accepting.map(({ name }) => name));
  const siblings = stored.filter(({ name, digest }) => now.has(name) || isPinned(pins.get(name), digest)).map(({ name }) => name);
  return classifyTools(stored, (serverInfo as { name?: string } | null)?.name, siblings);
}
