import { type Category, rankOf } from "../category.ts";
import type { Evidence } from "../definition.ts";

/**
 * What the server's own hints add: they may make a tool worse than its words, never better. `destructiveHint: true` counts only where it
 * is said (left out, it says nothing), and does not turn a tool that sets things off into one that destroys: servers give it to every
 * click and key press.
 */
export function heardFrom(annotations: unknown, category: Category): Evidence | undefined {
  if (typeof annotations !== "object" || annotations === null) return undefined;
  const { readOnlyHint, destructiveHint } = annotations as Record<string, unknown>;
  if (destructiveHint === true && readOnlyHint !== true && rankOf(category) < rankOf("execute")) {
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
