import type { Category } from "../category.ts";
import { counterOf } from "./counter.ts";

/** The organization's choice: what to do with tools that destroy (default: hide) and with tools that move money (default: approval). */
export type Choice = { destructive?: "hide" | "approval"; financial?: "approval" | "deny" };

/** What a recommendation is made from: the name, the category in force, and the input schema where it is known. */
export type RecommendedTool = { name: string; category: Category; inputSchema?: unknown };

/** `entry` is what `tools[name]` of the policy should hold (null: nothing); `hide` says that the name belongs in `hide`. */
export type Recommendation = { entry: Record<string, unknown> | null; hide: boolean; effect: string };

/** How many calls a minute are recommended per grant. */
export const callsPerMinute = { write: 30, execute: 10, unclassified: 60 } as const;

export const noMoneyReason = "This tool moves money, and nobody in this organization can approve it.";

/** The rule recommended for one tool, and in a sentence what it does, all else on the server being denied. */
export function recommend(tool: RecommendedTool, choice: Choice = {}): Recommendation {
  switch (tool.category) {
    case "read":
      return { entry: {}, hide: false, effect: "The tool may be called freely: it only reads." };
    case "write":
      return capped(tool, callsPerMinute.write);
    case "execute":
      return takesArguments(tool.inputSchema)
        ? capped(
            tool,
            callsPerMinute.execute,
            { validate_arguments: true },
            " Arguments that do not satisfy the tool’s own schema are refused.",
          )
        : capped(tool, callsPerMinute.execute);
    case "destructive":
      return choice.destructive === "approval"
        ? { entry: { action: "require_approval" }, hide: false, effect: "Every call waits until a person has approved it." }
        : { entry: null, hide: true, effect: "The tool is not listed to agents, and a call of it is answered as if it did not exist." };
    case "financial":
      return choice.financial === "deny"
        ? {
            entry: { action: "deny", reason: noMoneyReason },
            hide: false,
            effect: "Every call is refused, with the reason that nobody can approve it.",
          }
        : { entry: { action: "require_approval" }, hide: false, effect: "Every call waits until a person has approved it." };
    case "unclassified":
      return capped(tool, callsPerMinute.unclassified);
  }
}

/** Whether a call may carry arguments at all: the schema names properties, or does not say that it has none. */
export function takesArguments(inputSchema: unknown): boolean {
  if (typeof inputSchema !== "object" || inputSchema === null) return false;
  const { properties } = inputSchema as { properties?: unknown };
  return typeof properties === "object" && properties !== null && Object.keys(properties).length > 0;
}

function capped(tool: RecommendedTool, max: number, rest: Record<string, unknown> = {}, sentence = ""): Recommendation {
  const limit = { counter: counterOf(tool.name), window: "minute", max, scope: "grant" };
  return {
    entry: { ...rest, limits: [limit] },
    hide: false,
    effect: `The tool stays usable, at most ${max} times a minute for each grant; the next call in that minute is refused.${sentence}`,
  };
}
