import { type Classification, classify, type ToolDefinition } from "@portcullis/catalogue";

/** What a classification needs of the server that a tool is of. */
export type ClassifiedServer = { serverInfo: { name: string } | null; tools: readonly { name: string }[] };

/** Evidence and signals of a stored tool, found again as the control plane found them when it was discovered. */
export function classificationOf(tool: { name: string; definition: string }, server: ClassifiedServer): Classification {
  return classify(definitionOf(tool), { name: server.serverInfo?.name, tools: server.tools.map(({ name }) => name) });
}

function definitionOf({ name, definition }: { name: string; definition: string }): ToolDefinition {
  try {
    const parsed = JSON.parse(definition) as unknown;
    return typeof parsed === "object" && parsed !== null ? { ...parsed, name } : { name };
  } catch {
    return { name };
  }
}
