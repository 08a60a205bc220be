import type { Tx } from "@portcullis/db";
import type { Context } from "../caller.ts";
import { classifyTools, type ToolCategory } from "./classify-tools.ts";
import type { MetTool } from "./meet.ts";

/** Names of the tools that a discovery found new, gone or with another definition. */
export type ToolChanges = { added: string[]; removed: string[]; changed: string[] };

/**
 * Makes the stored tools those of a discovery, in its order, and says of each what it is. Dates of what did not change stay.
 * @param serverName what the server calls itself: it helps to understand its tools
 */
export async function storeTools(
  tx: Tx,
  { caller, newId }: Pick<Context, "caller" | "newId">,
  serverId: string,
  tools: MetTool[],
  serverName?: string,
): Promise<ToolChanges> {
  const { organizationId } = caller;
  const stored = await tx.tool.findMany({
    where: { organizationId, serverId },
    select: { id: true, name: true, digest: true, position: true, category: true, confidence: true, categoryRules: true },
  });
  const byName = new Map(stored.map((tool) => [tool.name, { ...tool, digest: Buffer.from(tool.digest).toString("hex") }]));
  const found = new Set(tools.map(({ name }) => name));
  const removed = stored.filter(({ name }) => !found.has(name));
  const classified = classifyTools(tools, serverName);
  const rows = tools.map((tool, position) => ({
    ...tool,
    position,
    says: classified.get(tool.name) as ToolCategory,
    known: byName.get(tool.name),
  }));
  const added = rows.filter(({ known }) => !known);
  const changed = rows.filter(({ known, digest }) => known && known.digest !== digest);
  const touched = rows.filter(
    ({ known, digest, position, says }) => known && (known.digest !== digest || known.position !== position || !sameCategory(known, says)),
  );

  if (removed.length > 0) await tx.tool.deleteMany({ where: { organizationId, id: { in: removed.map(({ id }) => id) } } });
  if (added.length > 0)
    await tx.tool.createMany({
      data: added.map(({ name, definition, digest, position, says }) => ({
        organizationId,
        id: newId(),
        serverId,
        name,
        definition,
        digest: new Uint8Array(Buffer.from(digest, "hex")),
        position,
        ...says,
      })),
    });
  if (touched.length > 0) {
    // One statement: a server may list 2,000 tools in a new order.
    const updates = JSON.stringify(
      touched.map(({ known, definition, digest, position, says }) => ({ id: known?.id, definition, digest, position, ...says })),
    );
    await tx.$executeRaw`
      UPDATE portcullis.tool t SET definition = u.definition, digest = decode(u.digest, 'hex'), position = u.position,
        category = u.category, confidence = u.confidence, category_rules = u."categoryRules",
        changed_at = CASE WHEN t.digest = decode(u.digest, 'hex') THEN t.changed_at ELSE now() END
      FROM jsonb_to_recordset(${updates}::jsonb) AS u(id uuid, definition text, digest text, position integer, category text,
        confidence real, "categoryRules" integer)
      WHERE t.organization_id = ${organizationId}::uuid AND t.id = u.id`;
  }
  const names = (list: { name: string }[]) => list.map(({ name }) => name);
  return { added: names(added), removed: names(removed), changed: names(changed) };
}

const sameCategory = (known: ToolCategory, says: ToolCategory): boolean =>
  known.category === says.category && known.categoryRules === says.categoryRules && Math.abs(known.confidence - says.confidence) < 1e-6;
