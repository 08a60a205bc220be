import { type Category, categoryOrder, riskOf } from "@portcullis/catalogue";
import type { Tx } from "@portcullis/db";
import { z } from "zod";
import { readInput } from "../input.ts";
import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";
import { matching } from "./matching.ts";
import { bestPlaces, countedMax, nextPlaces, type Place, type Places } from "./places.ts";
import { type CatalogueServerSummary, type CatalogueToolSummary, type ServerRow, serverColumns, serverSummary } from "./server-summary.ts";

export const signalKinds = ["code", "path", "url", "html", "credentials", "bulk", "admin", "many_parameters"] as const;

/** What no text of the database can hold is in none of them. */
const isStorable = (text: string): boolean => !/[\0\p{Cs}]/u.test(text);
const storable = (text: string): string => text.replaceAll(/[\0\p{Cs}]/gu, " ");

export const SearchCatalogueInput = z.strictObject({
  /** What the list is of. */
  of: z.enum(["servers", "tools"]).default("servers"),
  /** Words or parts of words; all of them must be found. */
  query: z.string().max(200, "Search for at most 200 characters.").transform(storable).default(""),
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
 * Searches the public catalogue: no caller, no organization. Names that are or begin with the query come first, then what has most to
 * show. One of `servers` and `tools` is empty, as `of` says. Of a query with more than 1,000 matches, 1,000 can be paged through.
 */
export async function searchCatalogue(cp: Pick<ControlPlane, "database">, input: SearchCatalogueInput = {}): Promise<CataloguePage> {
  const { of: kind, query, category, risk, signal, cursor, limit } = readInput(SearchCatalogueInput, input);
  const categories = categoryOrder.filter((one) => (category ?? one) === one && (risk ?? riskOf(one)) === riskOf(one));
  const facets = signal === undefined ? [] : [`signal:${signal}`];
  const wanted = matching(query, categories.length === categoryOrder.length ? undefined : categories, facets);
  const from = readCursor(cursor);
  return outsideOrganizations(cp, async (tx) => {
    const found = await placesOf(tx, { kind, matching: wanted, query, from, limit: limit + 1 });
    const places = found.places.slice(0, limit);
    const last = places.at(-1);
    return {
      servers: kind === "servers" ? await serversAt(tx, places) : [],
      tools: kind === "tools" ? await toolsAt(tx, places) : [],
      total: Math.min(found.total, countedMax),
      more: found.total > countedMax,
      next: found.places.length > limit && last ? writeCursor({ ...last, common: found.common }) : null,
    };
  });
}

/**
 * Best fit first, where that can be told from few rows. What filters alone find in very many comes in the order of an index instead; the
 * cursor remembers which of the two it was.
 */
async function placesOf(tx: Tx, asked: Parameters<typeof bestPlaces>[1] & { from: Cursor | null }): Promise<Places & { common: boolean }> {
  const { matching: wanted, from } = asked;
  // A cursor is whatever a stranger's address says: that much matches is looked at anew, or one could have the whole index read for nothing.
  const best = await bestPlaces(tx, from?.common ? { ...asked, from: null } : asked);
  if (wanted.hasText || best.total <= countedMax) return { ...best, common: false };
  return { places: await nextPlaces(tx, { ...asked, from: from?.common ? from : null }), total: countedMax + 1, common: true };
}

type Cursor = Place & { common: boolean };

async function serversAt(tx: Tx, places: readonly Place[]): Promise<CatalogueServerSummary[]> {
  const rows = await tx.$queryRawUnsafe<ServerRow[]>(
    `SELECT ${serverColumns} FROM unnest($1::text[]) WITH ORDINALITY AS p(slug, place) JOIN portcullis.catalogue_server s USING (slug) ORDER BY p.place`,
    places.map(({ slug }) => slug),
  );
  return rows.map(serverSummary);
}

async function toolsAt(tx: Tx, places: readonly Place[]): Promise<CatalogueToolSummary[]> {
  const rows = await tx.$queryRawUnsafe<Omit<CatalogueToolSummary, "risk">[]>(
    `SELECT t.server_slug AS "serverSlug", s.name AS "serverName", t.name, t.title, left(t.description, 400) AS description, t.category, t.signals
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS p(slug, name, place)
     JOIN portcullis.catalogue_tool t ON t.server_slug = p.slug AND t.name = p.name
     JOIN portcullis.catalogue_server s ON s.slug = p.slug ORDER BY p.place`,
    places.map(({ slug }) => slug),
    places.map(({ name }) => name),
  );
  return rows.map((row) => ({ ...row, risk: riskOf(row.category) }));
}

const CursorText = z.tuple([z.int32(), z.int32(), z.string().refine(isStorable), z.string().refine(isStorable), z.boolean()]);

const writeCursor = ({ fit, rank, slug, name, common }: Cursor) =>
  Buffer.from(JSON.stringify([fit, rank, slug, name, common])).toString("base64url");

/** A cursor that somebody made up begins at the first page. */
function readCursor(text: string | undefined): Cursor | null {
  if (text === undefined) return null;
  try {
    const [fit, rank, slug, name, common] = CursorText.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
    return { fit, rank, slug, name, common };
  } catch {
    return null;
  }
}
