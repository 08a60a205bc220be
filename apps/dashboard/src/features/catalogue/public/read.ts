import {
  type Classification,
  classify,
  type ServerPageContent,
  type ToolDefinition,
  type ToolPageContent,
  toolPage,
} from "@portcullis/catalogue";
import {
  type CatalogueServer,
  type CatalogueTool,
  ControlPlaneError,
  catalogueCounts,
  getCatalogueServer,
  getCatalogueTool,
  searchCatalogue,
} from "@portcullis/control-plane";
import { controlPlane } from "../../../control-plane.ts";
import type { Asked } from "./asked.ts";
import { remembering } from "./remembered.ts";
import { serverContent } from "./server-content.ts";
import { visibleJson } from "./visible-json.ts";

/** What a tool's page is made from, as HTML and as Markdown. */
export type ToolPage = { tool: CatalogueTool; classification: Classification; content: ToolPageContent };
export type ServerPage = { server: CatalogueServer; content: ServerPageContent };

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

export function toolPageOf(tool: CatalogueTool, size: { servers: number; tools: number }): ToolPage {
  const definition = JSON.parse(tool.definition) as ToolDefinition;
  // Asked as it was when the catalogue was written, so that page and search say the same.
  const classification = classify(definition, { name: tool.server.name, tools: tool.siblings.map(({ name }) => name) });
  const siblings = tool.siblings.filter(({ name }) => name !== tool.name);
  const content = toolPage(definition, classification, pageServer(tool.server), siblings, size);
  return { tool, classification, content: { ...content, control: seen(content.control) } };
}

export function serverPageOf(server: CatalogueServer, size: { servers: number; tools: number }): ServerPage {
  const tools = server.tools.map(({ name, category, definition }) => ({
    name,
    category,
    definition: JSON.parse(definition) as ToolDefinition,
    size: definition.length,
  }));
  const content = serverContent(pageServer(server), tools, size);
  return { server, content: { ...content, control: seen(content.control) } };
}

/** Names in a policy are exact, and none of their letters is invisible. */
const seen = <Control extends { policyText: string }>(control: Control): Control => ({
  ...control,
  policyText: visibleJson(control.policyText),
});

const pageServer = ({ slug, name, repository, package: packageName, version }: CatalogueTool["server"]) => ({
  slug,
  name,
  ...(repository && { repository }),
  ...(packageName && { package: packageName }),
  ...(version && { version }),
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
