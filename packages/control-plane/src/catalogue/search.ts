import { type Category, categoryOrder, type Risk, riskOf } from "@portcullis/catalogue";
import { Prisma, type Tx } from "@portcullis/db";
import { z } from "zod";
import { readInput } from "../input.ts";
import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";
import { matching } from "./matching.ts";
import { type CatalogueServerSummary, type CatalogueToolSummary, type ServerRow, serverColumns, serverSummary } from "./server-summary.ts";

export const signalKinds = ["code", "path", "url", "html", "credentials", "bulk", "admin", "many_parameters"] as const;

export const SearchCatalogueInput = z.strictObject({
  /** What the list is of. */
  of: z.enum(["servers", "tools"]).default("servers"),
  /** Words or parts of words; all of them must be found. */
  query: z.string().max(200, "Search for at most 200 characters.").default(""),
  category: z.enum(categoryOrder as [Category, ...Category[]]).optional(),
  risk: z.enum(["low", "medium", "high", "critical"]).optional(),
  signal: z.enum(signalKinds).optional(),
  /** `next` of the page before. */
  cursor: z.string().max(2_000).optional(),
  limit: z.int().min(1).max(100).default(24),
});
export type SearchCatalogueInput = z.input<typeof SearchCatalogueInput>;

export type CataloguePage = {
  servers: CatalogueServerSummary[];
  tools: CatalogueToolSummary[];
  /** How many there are; with `more`, at least so many. */
  total: number;
  more: boolean;
  /** The `cursor` of the next page; null on the last one. */
  next: string | null;
};

/**
 * Searches the public catalogue: no caller, no organization. Names that are or begin with the query come first, then what the
 * installation holds most of. One of `servers` and `tools` is empty, as `of` says.
 */
export async function searchCatalogue(cp: Pick<ControlPlane, "database">, input: SearchCatalogueInput = {}): Promise<CataloguePage> {
  const { of, query, category, risk, signal, cursor, limit } = readInput(SearchCatalogueInput, input);
  const categories = categoryOrder.filter((one) => (category ?? one) === one && (risk ?? riskOf(one)) === riskOf(one));
  const facets = signal === undefined ? [] : [`signal:${signal}`];
  const wanted = matching(query, categories.length === categoryOrder.length ? undefined : categories, facets);
  const from = readCursor(cursor);
  return outsideOrganizations(cp, async (tx) => {
    const found =
      of === "servers" ? await page(tx, "server", wanted, query, from, limit) : await page(tx, "tool", wanted, query, from, limit);
    const shown = found.rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      servers: of === "servers" ? (shown as unknown as (ServerRow & Place)[]).map(withoutPlace).map(serverSummary) : [],
      tools: of === "tools" ? (shown as unknown as (CatalogueToolSummary & Place)[]).map(withoutPlace).map(toolSummary) : [],
      total: found.total,
      more: found.total > countedMax,
      next: found.rows.length > limit && last ? writeCursor({ ...last, common: found.common }) : null,
    };
  });
}

/** Where a row stands in the order: how well its name fits (0 best), how much it has to show, its keys. */
type Place = { fit: number; place_rank: number; place_slug: string; place_name: string };
type Cursor = Place & { common: boolean };

/**
 * What few rows match is sorted by how well the names fit. What many match would have to be read whole for that, so it comes in the
 * order of an index, which ends at the first full page; the cursor remembers which of the two it was.
 */
async function page(tx: Tx, kind: "server" | "tool", wanted: Prisma.Sql, query: string, from: Cursor | null, limit: number) {
  if (!from?.common) {
    const fits = await fewRows(tx, kind, wanted, query, from, limit);
    if (fits.total <= countedMax) return { ...fits, common: false };
  }
  const rows = await manyRows(tx, kind, wanted, from?.common ? from : null, limit);
  return { rows, total: countedMax + 1, common: true };
}

export const countedMax = 2_000;

async function fewRows(tx: Tx, kind: "server" | "tool", wanted: Prisma.Sql, query: string, from: Cursor | null, limit: number) {
  // The planner thinks that a limit is soon reached by reading everything; with a rare word that is a lie.
  await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
  await tx.$executeRaw`SET LOCAL enable_indexscan = off`;
  const { table, keys, shown } = kinds[kind];
  const name = query.trim().toLowerCase().replaceAll(/\s+/g, "_");
  const escaped = likeText(name);
  const fit = Prisma.sql`CASE WHEN ${name} = '' THEN 3 WHEN lower(m.name) = ${name} OR lower(m.name) = ${query.trim().toLowerCase()} THEN 0
    WHEN lower(m.name) LIKE ${`${escaped}%`} THEN 1 WHEN lower(m.name) LIKE ${`%${escaped}%`} THEN 2 ELSE 3 END`;
  const after = from
    ? Prisma.sql`WHERE (fit, -place_rank, place_slug, place_name) > (${from.fit}, ${-from.place_rank}, ${from.place_slug}, ${from.place_name})`
    : Prisma.empty;
  const rows = await tx.$queryRaw<(Place & { total: bigint })[]>`
    WITH matched AS MATERIALIZED (SELECT ${Prisma.raw(keys)}, m.rank, m.name AS fit_name, ${fit} AS fit FROM ${Prisma.raw(table)} m WHERE ${wanted} LIMIT ${countedMax + 1}),
    placed AS (SELECT fit, rank AS place_rank, slug AS place_slug, tool_name AS place_name FROM matched),
    chosen AS (SELECT * FROM placed ${after} ORDER BY fit, place_rank DESC, place_slug, place_name LIMIT ${limit + 1})
    SELECT c.*, (SELECT count(*) FROM matched) AS total, ${Prisma.raw(shown)}
    FROM chosen c ${Prisma.raw(kinds[kind].join)} ORDER BY c.fit, c.place_rank DESC, c.place_slug, c.place_name`;
  await tx.$executeRaw`SET LOCAL enable_seqscan = on`;
  await tx.$executeRaw`SET LOCAL enable_indexscan = on`;
  return { rows, total: rows.length > 0 ? Number(rows[0]?.total) : 0 };
}

async function manyRows(tx: Tx, kind: "server" | "tool", wanted: Prisma.Sql, from: Place | null, limit: number): Promise<Place[]> {
  // In the order of the index, row by row until the page is full.
  await tx.$executeRaw`SET LOCAL enable_bitmapscan = off`;
  await tx.$executeRaw`SET LOCAL enable_sort = off`;
  const { table, keys, shown, join, order } = kinds[kind];
  const after = from
    ? Prisma.sql`AND m.rank <= ${from.place_rank} AND (m.rank < ${from.place_rank} OR ${Prisma.raw(order)} > ${kind === "server" ? Prisma.sql`(${from.place_slug})` : Prisma.sql`(${from.place_slug}, ${from.place_name})`})`
    : Prisma.empty;
  return tx.$queryRaw<Place[]>`
    WITH chosen AS MATERIALIZED (
      SELECT 3 AS fit, m.rank AS place_rank, k.slug AS place_slug, k.tool_name AS place_name
      FROM ${Prisma.raw(table)} m CROSS JOIN LATERAL (SELECT ${Prisma.raw(keys)}) k WHERE ${wanted} ${after}
      ORDER BY m.rank DESC, ${Prisma.raw(order.replace(/[()]/g, ""))} LIMIT ${limit + 1})
    SELECT c.*, ${Prisma.raw(shown)} FROM chosen c ${Prisma.raw(join)} ORDER BY c.place_rank DESC, c.place_slug, c.place_name`;
}

const kinds = {
  server: {
    table: "portcullis.catalogue_server",
    keys: "m.slug AS slug, '' AS tool_name",
    order: "(m.slug)",
    join: "JOIN portcullis.catalogue_server s ON s.slug = c.place_slug",
    shown: serverColumns,
  },
  tool: {
    table: "portcullis.catalogue_tool",
    keys: "m.server_slug AS slug, m.name AS tool_name",
    order: "(m.server_slug, m.name)",
    join: `JOIN portcullis.catalogue_tool t ON t.server_slug = c.place_slug AND t.name = c.place_name
      JOIN portcullis.catalogue_server s ON s.slug = c.place_slug`,
    shown: `t.server_slug AS "serverSlug", s.name AS "serverName", t.name, t.title, left(t.description, 400) AS description, t.category, t.signals`,
  },
} as const;

const withoutPlace = <Row extends Place>({ fit: _, place_rank: _rank, place_slug: _slug, place_name: _name, ...row }: Row) => {
  const { total: _total, ...rest } = row as typeof row & { total?: unknown };
  return rest as unknown as Omit<Row, keyof Place>;
};

const toolSummary = (row: Omit<CatalogueToolSummary, never>): CatalogueToolSummary => ({ ...row, risk: riskOf(row.category) as Risk });

const likeText = (text: string) => text.replaceAll(/[\\%_]/g, "\\$&");

const CursorText = z.tuple([z.int(), z.int(), z.string(), z.string(), z.boolean()]);

const writeCursor = ({ fit, place_rank, place_slug, place_name, common }: Cursor) =>
  Buffer.from(JSON.stringify([fit, place_rank, place_slug, place_name, common])).toString("base64url");

/** A cursor that somebody made up begins at the first page. */
function readCursor(text: string | undefined): Cursor | null {
  if (text === undefined) return null;
  try {
    const [fit, place_rank, place_slug, place_name, common] = CursorText.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
    return { fit, place_rank, place_slug, place_name, common };
  } catch {
    return null;
  }
}
