import { type Category, categoryOrder } from "../category.ts";
import { type Choice, callsPerMinute, noMoneyReason, type RecommendedTool, recommend } from "./recommend.ts";

export type RecommendedPolicy = { document: Record<string, unknown>; effect: string };

/**
 * The whole policy recommended for a server. `form: "categories"` (default) is the shortest one, of selectors such as `@read`, which
 * also governs tools that come later; `"tools"` names every tool, each with a counter of its own.
 */
export function recommendPolicy(
  tools: readonly RecommendedTool[],
  options: Choice & { form?: "categories" | "tools" } = {},
): RecommendedPolicy {
  return options.form === "tools" ? byTool(tools, options) : byCategory(tools, options);
}

/**
 * Whether a policy can name the tool exactly: a key with `*` or a leading `@` means something else, the language takes no control
 * characters or broken Unicode, and the tool's counter has a longest name.
 */
export function canBeNamed(name: string): boolean {
  return name !== "" && name.length <= 190 && !/^@|[*\p{Cc}\p{Cs}]/u.test(name) && name !== "__proto__";
}

const entriesMax = 2_000;

function byTool(tools: readonly RecommendedTool[], choice: Choice): RecommendedPolicy {
  const hide: string[] = [];
  const entries = new Map<string, Record<string, unknown>>();
  for (const tool of tools) {
    if (!canBeNamed(tool.name)) continue;
    const { entry, hide: hidden } = recommend(tool, choice);
    if (hidden && hide.length < entriesMax && !hide.includes(tool.name)) hide.push(tool.name);
    if (entry && entries.size < entriesMax) entries.set(tool.name, entry);
  }
  const only = tools.length === 1 ? tools[0] : undefined;
  const effect = only
    ? `${recommend(only, choice).effect} Everything else on the server is denied.`
    : `${sentences(tools, choice, "each")} Everything that is not named is denied.`;
  return { document: documentOf(hide, entries), effect };
}

function byCategory(tools: readonly RecommendedTool[], choice: Choice): RecommendedPolicy {
  const present = new Set(tools.map(({ category }) => category));
  const hide: string[] = [];
  const entries = new Map<string, Record<string, unknown>>();
  for (const category of categoryOrder) {
    if (!present.has(category)) continue;
    if (category === "destructive" && choice.destructive !== "approval") hide.push("@destructive");
    else entries.set(`@${category}`, categoryEntry(category, choice));
  }
  return {
    document: documentOf(hide, entries),
    effect: `${sentences(tools, choice, "together")} A tool that comes later falls under the rule of its category once somebody has accepted it; everything else is denied.`,
  };
}

function categoryEntry(category: Category, choice: Choice): Record<string, unknown> {
  const limited = (max: number) => [{ counter: `${category}_rate`, window: "minute", max, scope: "grant" }];
  switch (category) {
    case "read":
      return {};
    case "write":
      return { limits: limited(callsPerMinute.write) };
    case "execute":
      return { validate_arguments: true, limits: limited(callsPerMinute.execute) };
    case "unclassified":
      return { limits: limited(callsPerMinute.unclassified) };
    case "destructive":
      return { action: "require_approval" };
    case "financial":
      return choice.financial === "deny" ? { action: "deny", reason: noMoneyReason } : { action: "require_approval" };
  }
}

function documentOf(hide: string[], entries: Map<string, Record<string, unknown>>): Record<string, unknown> {
  return {
    version: "1",
    default: "deny",
    ...(hide.length > 0 ? { hide } : {}),
    ...(entries.size > 0 ? { tools: Object.fromEntries(entries) } : {}),
  };
}

function sentences(tools: readonly RecommendedTool[], choice: Choice, counted: "each" | "together"): string {
  const count = (category: Category) => tools.filter((tool) => tool.category === category).length;
  const number = (category: Category) => `${count(category)} ${count(category) === 1 ? "tool" : "tools"}`;
  const rate = (category: "write" | "execute" | "unclassified") =>
    `at most ${callsPerMinute[category]} times a minute for each grant${count(category) === 1 ? "" : counted === "each" ? ", each by itself" : ", all together"}`;
  const parts: Record<Category, string> = {
    read: `${number("read")} that only read may be called freely.`,
    write: `${number("write")} that write may be called ${rate("write")}.`,
    execute: `${number("execute")} that set something off may be called ${rate("execute")}, and only with arguments that satisfy their schemas.`,
    destructive:
      choice.destructive === "approval"
        ? `${number("destructive")} that destroy wait for a person’s approval at every call.`
        : `${number("destructive")} that destroy are not listed, and calls of them are answered as if they did not exist.`,
    financial:
      choice.financial === "deny"
        ? `${number("financial")} that move money are refused.`
        : `${number("financial")} that move money wait for a person’s approval at every call.`,
    unclassified: `${number("unclassified")} that nobody could classify may be called ${rate("unclassified")}.`,
  };
  return categoryOrder
    .filter((category) => count(category) > 0)
    .map((category) => parts[category])
    .join(" ");
}
