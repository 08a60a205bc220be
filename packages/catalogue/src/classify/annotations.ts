import { type Category, rankOf } from "../category.ts";
import type { Evidence } from "../definition.ts";

/**
 * What the server's own hints add: they may make a tool worse than its words, never better. `destructiveHint` counts only where it is
 * said (left out, it says nothing). In MCP it means "not merely adding", which every update is, and servers give it to every click:
 * so it raises tools that seem only to read or to add, or that say nothing, and leaves alone `changes` (the verb is one of changing)
 * and tools that set things off.
 */
export function heardFrom(annotations: unknown, category: Category, changes: boolean): Evidence | undefined {
  if (typeof annotations !== "object" || annotations === null) return undefined;
  const { readOnlyHint, destructiveHint } = annotations as Record<string, unknown>;
  if (destructiveHint === true && readOnlyHint !== true && rankOf(category) < rankOf("execute") && !changes) {
    return {
      field: "annotations",
      quote: "destructiveHint",
      says: "destructive",
      because: "the server itself says that the tool may destroy",
    };
  }
  if (readOnlyHint === false && rankOf(category) < rankOf("write")) {
    return {
      field: "annotations",
      quote: "readOnlyHint",
      says: "write",
      because: "the server itself says that the tool does not only read",
    };
  }
  return undefined;
}

const changing =
  /^(?:update|edit|modify|set|put|patch|replace|rename|move|write|configure|change|adjust|upsert|merge|save|assign|format|transition|apply)/i;

/** Whether the deciding words are of changing what is there, rather than of adding to it. */
export function saysChange(evidence: readonly Evidence[]): boolean {
  const [first] = evidence;
  return first?.says === "write" && first.field !== "inputSchema" && changing.test(first.quote);
}
