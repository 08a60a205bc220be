import { type Category, type Origin, riskOf } from "@portcullis/catalogue";
import type { Tx } from "@portcullis/db";
import { z } from "zod";
import { notFound } from "../errors.ts";
import { readInput } from "../input.ts";
import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";
import { type CatalogueServerSummary, type CatalogueToolSummary, type ServerRow, serverColumns, serverSummary } from "./server-summary.ts";

export const CatalogueSlug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/, "This is no name of a server in the catalogue.");

export const GetCatalogueServerInput = z.strictObject({ slug: CatalogueSlug });
export type GetCatalogueServerInput = z.input<typeof GetCatalogueServerInput>;

export type CatalogueServer = CatalogueServerSummary & {
  /** By field: from where its value is, and of when. */
  origins: Record<string, Origin>;
  /** In the server's own order. `definition` is the JSON text of the whole definition. */
  tools: (CatalogueToolSummary & { definition: string; confidence: number })[];
  /** Others whose names share a word with this one, else those with most to show. */
  similar: CatalogueServerSummary[];
};

/** One server of the public catalogue with its tools. No caller. @throws ControlPlaneError not_found */
export async function getCatalogueServer(cp: Pick<ControlPlane, "database">, input: GetCatalogueServerInput): Promise<CatalogueServer> {
  const { slug } = readInput(GetCatalogueServerInput, input);
  return outsideOrganizations(cp, async (tx) => {
    const summary = await readCatalogueServer(tx, slug);
    const row = await tx.catalogueServer.findUniqueOrThrow({ where: { slug }, select: { origins: true } });
    const tools = await tx.catalogueTool.findMany({ where: { serverSlug: slug }, orderBy: [{ position: "asc" }, { name: "asc" }] });
    return {
      ...summary,
      origins: row.origins as CatalogueServer["origins"],
      tools: tools.map(({ name, title, description, category, signals, definition, confidence }) => ({
        serverSlug: slug,
        serverName: summary.name,
        name,
        title,
        description,
        category: category as Category,
        risk: riskOf(category as Category),
        signals,
        definition,
        confidence,
      })),
      similar: await similarTo(tx, summary),
    };
  });
}

/** The summary of one server. @throws ControlPlaneError not_found */
export async function readCatalogueServer(tx: Tx, slug: string): Promise<CatalogueServerSummary> {
  const [row] = await tx.$queryRawUnsafe<ServerRow[]>(`SELECT ${serverColumns} FROM portcullis.catalogue_server s WHERE s.slug = $1`, slug);
  if (!row) throw notInCatalogue("server");
  return serverSummary(row);
}

export const notInCatalogue = (noun: "server" | "tool") => {
  const error = notFound(noun);
  error.message = `There is no such ${noun} in the catalogue.`;
  return error;
};

const similarMax = 6;
/** Words that say nothing of what a server is for. */
const commonWords = new Set(
  "mcp server servers the official reference community for and api com org www github model context protocol".split(" "),
);

async function similarTo(tx: Tx, { slug, name }: CatalogueServerSummary): Promise<CatalogueServerSummary[]> {
  const words = name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= 3 && word.length < 40 && !commonWords.has(word))
    .slice(0, 3);
  const patterns = words.map((word) => `%${word}%`);
  const rows = await tx.$queryRawUnsafe<ServerRow[]>(
    `WITH alike AS (SELECT slug FROM portcullis.catalogue_server WHERE search LIKE ANY ($1::text[]) AND slug <> $2 LIMIT 500)
     SELECT ${serverColumns} FROM portcullis.catalogue_server s JOIN alike USING (slug) ORDER BY s.rank DESC, s.slug LIMIT ${similarMax}`,
    patterns,
    slug,
  );
  if (rows.length >= similarMax) return rows.map(serverSummary);
  const known = [slug, ...rows.map((row) => row.slug)];
  const others = await tx.$queryRawUnsafe<ServerRow[]>(
    `SELECT ${serverColumns} FROM portcullis.catalogue_server s WHERE s.slug <> ALL ($1::text[]) ORDER BY s.rank DESC, s.slug
     LIMIT ${similarMax - rows.length}`,
    known,
  );
  return [...rows, ...others].map(serverSummary);
}
