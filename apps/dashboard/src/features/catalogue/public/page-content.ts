import {
  type Classification,
  classify,
  describesInOurWords,
  type ServerPageContent,
  type ToolDefinition,
  type ToolPageContent,
  toolPage,
} from "@portcullis/catalogue";
import type { CatalogueServer, CatalogueTool } from "@portcullis/control-plane";
import { serverContent } from "./server-content.ts";
import { visibleJson } from "./visible-json.ts";

/** What a tool's page is made from, as HTML and as Markdown. */
export type ToolPage = { tool: CatalogueTool; classification: Classification; content: ToolPageContent };
export type ServerPage = { server: CatalogueServer; content: ServerPageContent };

export function toolPageOf(tool: CatalogueTool, size: { servers: number; tools: number }): ToolPage {
  const definition = JSON.parse(tool.definition) as ToolDefinition;
  // Asked as it was when the catalogue was written, so that page and search say the same.
  const classification = classify(definition, { name: tool.server.name, tools: tool.siblings.map(({ name }) => name) });
  const siblings = tool.siblings.filter(({ name }) => name !== tool.name);
  const content = toolPage(definition, classification, pageServer(tool.server), siblings, size);
  const { control, questions } = content;
  return {
    tool,
    classification,
    content: { ...content, control: seen(control), questions: { ...questions, items: questions.items.map(seen) } },
  };
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
const seen = <Part extends { policyText?: string }>(part: Part): Part =>
  part.policyText === undefined ? part : { ...part, policyText: visibleJson(part.policyText) };

const pageServer = ({ slug, name, repository, package: packageName, version, toolsFrom }: CatalogueTool["server"]) => ({
  slug,
  name,
  ...(repository && { repository }),
  ...(packageName && { package: packageName }),
  ...(version && { version }),
  ourWords: describesInOurWords(toolsFrom),
});
