import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Category, ToolDefinition } from "../src/index.ts";

/** A tool with the category that somebody gave it. */
export type Row = { server: string; tool: ToolDefinition; label: Category };

const letters: Record<string, Category> = { R: "read", W: "write", X: "execute", D: "destructive", F: "financial", U: "unclassified" };

/** The room's own test set: `# server`, then a letter for the category, the name, `|` and the description. */
export function goldenRows(file: URL): Row[] {
  const rows: Row[] = [];
  let server = "";
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (line.startsWith("# ")) server = line.slice(2);
    const row = /^([RWXDFU]) ([^|]*?) *\|(.*)$/.exec(line);
    if (!row) continue;
    const [, letter, name, description] = row as unknown as [string, string, string, string];
    rows.push({ server, tool: { name, description: description.trim() }, label: letters[letter] as Category });
  }
  return rows;
}

/** Lines of JSON with `server`, `tool`, `description`, `category` (`Other` is Unclassified); undefined when the file is not there. */
export function labelledRows(file: string): Row[] | undefined {
  if (!existsSync(file)) return undefined;
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const { server, tool, description, category } = JSON.parse(line) as Record<"server" | "tool" | "description" | "category", string>;
      const label = category === "Other" ? "unclassified" : (category.toLowerCase() as Category);
      return { server, tool: { name: tool, description }, label };
    });
}

/** Every recorded tool with its server's name and tool names, as a gateway would know them. */
export function recordedTools(folder: URL): { tool: ToolDefinition; server: { name: string; tools: string[] } }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => {
      const recorded = JSON.parse(readFileSync(new URL(name, folder), "utf8")) as { name: string; tools: ToolDefinition[] };
      const server = { name: recorded.name, tools: recorded.tools.map((tool) => tool.name) };
      return recorded.tools.map((tool) => ({ tool, server }));
    });
}
