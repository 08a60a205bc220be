import { Prisma, type Tx } from "@portcullis/db";
import type { Matching } from "./matching.ts";

/** Where a row stands in the order: how well its name fits (0 best, 3 not at all), how much it has to show, its keys. */
export type Place = { fit: number; rank: number; slug: string; name: string };

export type Kind = "servers" | "tools";

/** `total` counts up to one more than {@link countedMax}. */
export type Places = { places: Place[]; total: number };

export const countedMax = 1_000;

const tables = {
  servers: { table: Prisma.raw("portcullis.catalogue_server"), slug: Prisma.raw("m.slug"), name: Prisma.raw("''") },
  tools: { table: Prisma.raw("portcullis.catalogue_tool"), slug: Prisma.raw("m.server_slug"), name: Prisma.raw("m.name") },
} as const;

/**
 * The best `limit` places after `from` among the rows that match, of which no more than {@link countedMax} and one are looked at: whoever
 * finds more than that has to say more. They are looked at as they were written, so what ships is always among them. The planner knows
 * how common words and facets are (an import ends with ANALYZE): it reads on for what is common, and goes by the index for what is rare.
 */
export async function bestPlaces(
  tx: Tx,
  { kind, matching, query, from, limit }: { kind: Kind; matching: Matching; query: string; from: Place | null; limit: number },
): Promise<Places> {
  const { table, slug, name } = tables[kind];
  const after = from ? Prisma.sql`WHERE (fit, -rank, slug, name) > (${from.fit}, ${-from.rank}, ${from.slug}, ${from.name})` : Prisma.empty;
  // Otherwise a reading may begin where another one is just now, and the next page look at other rows.
  await tx.$executeRaw`SELECT set_config('synchronize_seqscans', 'off', true)`;
  const rows = await tx.$queryRaw<(Place & { total: number })[]>`
    WITH matched AS MATERIALIZED (
      SELECT ${fitOf(query)} AS fit, m.rank, ${slug} AS slug, ${name} AS name FROM ${table} m WHERE ${matching.condition} LIMIT ${countedMax + 1})
    SELECT fit, rank, slug, name, (SELECT count(*)::int FROM matched) AS total FROM matched ${after}
    ORDER BY fit, rank DESC, slug, name LIMIT ${limit}`;
  return { places: rows.map(({ total: _, ...place }) => place), total: rows[0]?.total ?? 0 };
}

/** The next `limit` places in the order of the index, row by row until there are enough: for what very many rows match. */
export async function nextPlaces(
  tx: Tx,
  { kind, matching, from, limit }: { kind: Kind; matching: Matching; from: Place | null; limit: number },
): Promise<Place[]> {
  const { table, slug, name } = tables[kind];
  const keys = kind === "servers" ? Prisma.sql`m.slug` : Prisma.sql`m.server_slug, m.name`;
  const last = kind === "servers" ? Prisma.sql`${from?.slug}` : Prisma.sql`${from?.slug}, ${from?.name}`;
  const after = from ? Prisma.sql`AND m.rank <= ${from.rank} AND (m.rank < ${from.rank} OR (${keys}) > (${last}))` : Prisma.empty;
  await tx.$executeRaw`SELECT set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true)`;
  const places = await tx.$queryRaw<Place[]>`
    SELECT 3 AS fit, m.rank, ${slug} AS slug, ${name} AS name FROM ${table} m WHERE ${matching.condition} ${after}
    ORDER BY m.rank DESC, ${keys} LIMIT ${limit}`;
  await tx.$executeRaw`SELECT set_config('enable_bitmapscan', 'on', true), set_config('enable_sort', 'on', true)`;
  return places;
}

/** 0: the name is the query; 1: it begins with it; 2: it has it somewhere; 3: only other words do. */
function fitOf(query: string): Prisma.Sql {
  const plain = query.trim().toLowerCase();
  if (plain === "") return Prisma.sql`3`;
  const joined = plain.replaceAll(/\s+/g, "_");
  const like = joined.replaceAll(/[\\%_]/g, "\\$&");
  return Prisma.sql`CASE WHEN lower(m.name) IN (${plain}, ${joined}) THEN 0
    WHEN lower(m.name) LIKE ${`${like}%`} THEN 1 WHEN lower(m.name) LIKE ${`%${like}%`} THEN 2 ELSE 3 END`;
}
