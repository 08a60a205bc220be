import { z } from "zod";
import { readInput } from "../input.ts";
import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";
import { CatalogueSlug } from "./get-server.ts";

export const ListCatalogueNamesInput = z.strictObject({ after: CatalogueSlug.optional(), limit: z.int().min(1).max(5_000).default(1_000) });
export type ListCatalogueNamesInput = z.input<typeof ListCatalogueNamesInput>;

export type CatalogueNames = { slug: string; recordedAt: Date; tools: string[] };

/** Servers by slug with the names of their tools, for site maps. Go on with `after` the last slug until nothing comes. No caller. */
export async function listCatalogueNames(
  cp: Pick<ControlPlane, "database">,
  input: ListCatalogueNamesInput = {},
): Promise<CatalogueNames[]> {
  const { after = "", limit } = readInput(ListCatalogueNamesInput, input);
  return outsideOrganizations(
    cp,
    (tx) => tx.$queryRaw<CatalogueNames[]>`
      SELECT s.slug, s.recorded_at AS "recordedAt",
        coalesce((SELECT array_agg(t.name ORDER BY t.position, t.name) FROM portcullis.catalogue_tool t WHERE t.server_slug = s.slug), '{}') AS tools
      FROM portcullis.catalogue_server s WHERE s.slug > ${after} ORDER BY s.slug LIMIT ${limit}`,
  );
}
