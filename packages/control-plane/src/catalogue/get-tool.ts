import { type Category, type Risk, riskOf } from "@portcullis/catalogue";
import { z } from "zod";
import { readInput } from "../input.ts";
import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";
import { CatalogueSlug, notInCatalogue, readCatalogueServer } from "./get-server.ts";
import type { CatalogueServerSummary, CatalogueToolSummary } from "./server-summary.ts";

export const GetCatalogueToolInput = z.strictObject({
  server: CatalogueSlug,
  tool: z
    .string()
    .min(1)
    .max(256)
    .regex(/^[^\0\p{Cs}]*$/u, "No tool has such a name."),
});
export type GetCatalogueToolInput = z.input<typeof GetCatalogueToolInput>;

export type CatalogueTool = CatalogueToolSummary & {
  server: CatalogueServerSummary;
  confidence: number;
  /** The JSON text of the whole definition, as the server sent it. */
  definition: string;
  /** All tools of the server in its order, this one among them. */
  siblings: { name: string; title: string | null; category: Category; risk: Risk; definitionSize: number }[];
};

/** One tool of the public catalogue. No caller. @throws ControlPlaneError not_found */
export async function getCatalogueTool(cp: Pick<ControlPlane, "database">, input: GetCatalogueToolInput): Promise<CatalogueTool> {
  const { server: slug, tool: name } = readInput(GetCatalogueToolInput, input);
  return outsideOrganizations(cp, async (tx) => {
    const tool = await tx.catalogueTool.findUnique({ where: { serverSlug_name: { serverSlug: slug, name } } });
    if (!tool) throw notInCatalogue("tool");
    const server = await readCatalogueServer(tx, slug);
    const siblings = await tx.$queryRaw<{ name: string; title: string | null; category: Category; definitionSize: number }[]>`
      SELECT name, title, category, length(definition) AS "definitionSize" FROM portcullis.catalogue_tool
      WHERE server_slug = ${slug} ORDER BY position, name`;
    const category = tool.category as Category;
    return {
      server,
      serverSlug: slug,
      serverName: server.name,
      name,
      title: tool.title,
      description: tool.description,
      category,
      risk: riskOf(category),
      signals: tool.signals,
      confidence: tool.confidence,
      definition: tool.definition,
      siblings: siblings.map((sibling) => ({ ...sibling, risk: riskOf(sibling.category) })),
    };
  });
}
