import { type Category, categoryOrder } from "@portcullis/catalogue";
import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";

export type CatalogueCounts = { servers: number; tools: number; categories: Record<Category, number>; importedAt: Date | null };

/** How much the public catalogue holds. No caller. */
export async function catalogueCounts(cp: Pick<ControlPlane, "database">): Promise<CatalogueCounts> {
  const sums = categoryOrder.map((category) => `coalesce(sum(${category}_count), 0)::int AS ${category}`).join(", ");
  const [row] = await outsideOrganizations(cp, (tx) =>
    tx.$queryRawUnsafe<(Record<Category, number> & { servers: number; tools: number; importedAt: Date | null })[]>(
      `SELECT count(*)::int AS servers, coalesce(sum(tool_count), 0)::int AS tools, max(imported_at) AS "importedAt", ${sums}
       FROM portcullis.catalogue_server`,
    ),
  );
  const { servers = 0, tools = 0, importedAt = null, ...categories } = row ?? {};
  return { servers, tools, importedAt, categories: categories as Record<Category, number> };
}
