import { type Category, classify, rulesVersion, type ToolDefinition } from "@portcullis/catalogue";

/** What the row of a tool keeps of its classification. `categoryRules` is the version of the rules that said so. */
export type ToolCategory = { category: string; confidence: number; categoryRules: number };

/**
 * Says of each tool of one server what it does; its siblings' names and the server's own name help. Never throws.
 * @param siblings names that may help; left out: those of `tools`
 */
export function classifyTools(
  tools: readonly { name: string; definition: string }[],
  serverName?: string,
  siblings: readonly string[] = tools.map(({ name }) => name),
): Map<string, ToolCategory & { category: Category }> {
  const server = { name: serverName, tools: siblings };
  return new Map(
    tools.map(({ name, definition }) => {
      const { category, confidence } = classify(toolDefinition(name, definition), server);
      return [name, { category, confidence: Math.fround(confidence), categoryRules: rulesVersion }];
    }),
  );
}

/** A stored definition as the classifier reads it; one that cannot be read has its name alone. */
export function toolDefinition(name: string, definition: string): ToolDefinition {
  try {
    const parsed = JSON.parse(definition) as unknown;
    return typeof parsed === "object" && parsed !== null ? { ...parsed, name } : { name };
  } catch {
    return { name };
  }
}
