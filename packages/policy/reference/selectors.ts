import type { ToolFacts } from "../src/index.ts";

/** Does a key of `tools` or an entry of `hide` select the tool? */
export const selects = (selector: string, tool: ToolFacts): boolean =>
  selector.startsWith("@") ? selector.slice(1) === (tool.category ?? "unclassified") : globMatches(selector, tool.name);

/** `*` is any run of characters, everything else stands for itself. */
export function globMatches(glob: string, name: string): boolean {
  const [first, ...parts] = glob.split("*") as [string, ...string[]];
  if (parts.length === 0) return glob === name;
  const last = parts.pop()!;
  if (!name.startsWith(first) || !name.slice(first.length).endsWith(last)) return false;
  let between = name.slice(first.length, name.length - last.length);
  for (const part of parts) {
    const at = between.indexOf(part);
    if (at < 0) return false;
    between = between.slice(at + part.length);
  }
  return true;
}
