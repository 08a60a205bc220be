import { ControlPlaneError, catalogueCounts, getCatalogueServer, getCatalogueTool, searchCatalogue } from "@portcullis/control-plane";
import { controlPlane } from "../../../control-plane.ts";
import type { Asked } from "./asked.ts";
import { type ServerPage, serverPageOf, type ToolPage, toolPageOf } from "./page-content.ts";
import { remembering } from "./remembered.ts";

const remembered = remembering();

export const readSize = () => remembered("size", () => catalogueCounts(controlPlane()));

/** null: there is no such tool. */
export const readToolPage = (slug: string, name: string): Promise<ToolPage | null> =>
  remembered(`tool ${slug} ${name}`, async () => {
    const tool = await found(getCatalogueTool(controlPlane(), { server: slug, tool: name }));
    return tool && toolPageOf(tool, await readSize());
  });

/** null: there is no such server. */
export const readServerPage = (slug: string): Promise<ServerPage | null> =>
  remembered(`server ${slug}`, async () => {
    const server = await found(getCatalogueServer(controlPlane(), { slug }));
    return server && serverPageOf(server, await readSize());
  });

export const readResults = (asked: Asked) =>
  remembered(`results ${JSON.stringify(asked)}`, () => {
    const { from: cursor, ...wanted } = asked;
    return searchCatalogue(controlPlane(), { ...wanted, ...(cursor && { cursor }), limit: 24 });
  });

/** What a stranger's address may ask for and does not exist, or cannot exist, is null. */
async function found<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ControlPlaneError && (error.code === "not_found" || error.code === "invalid")) return null;
    throw error;
  }
}
