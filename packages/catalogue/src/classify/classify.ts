import { rankOf, riskOf } from "../category.ts";
import type { Classification, ServerContext, ToolDefinition } from "../definition.ts";
import { heardFrom, saysChange } from "./annotations.ts";
import { parametersOf } from "./schema.ts";
import { signalsOf } from "./signals.ts";
import { verdictOf } from "./verdict.ts";

const descriptionLengthMax = 4_000;

/**
 * Says what a tool does, and by which of its own words. Pure and deterministic; never throws, whatever the definition holds.
 *
 * The name decides, the description and the schema help where the name leaves it open, and anything in them that is worse than the name
 * raises the category. Annotations may raise, never lower. Of a description the first 4,000 characters are looked at.
 */
export function classify(tool: ToolDefinition, server?: ServerContext): Classification {
  const given: Partial<Record<keyof ToolDefinition, unknown>> = typeof tool === "object" && tool !== null ? tool : {};
  const name = textOf(given.name);
  const title = textOf(given.title);
  const described = textOf(given.description);
  const parameters = parametersOf(given.inputSchema);
  const context = contextOf(server);
  let verdict = verdictOf({ name, description: described, parameters, server: context });
  if (verdict.category === "unclassified" && title !== "") {
    const byTitle = verdictOf({ name: title, description: "", parameters: [], server: context });
    if (byTitle.category !== "unclassified")
      verdict = { ...byTitle, evidence: byTitle.evidence.map((one) => ({ ...one, field: "title" as const })) };
  }
  let { category, confidence, evidence } = verdict;
  const heard = heardFrom(given.annotations, category, saysChange(evidence));
  if (heard && rankOf(heard.says) > rankOf(category)) {
    category = heard.says;
    evidence = [heard, ...evidence];
    confidence = Math.min(confidence, 0.6);
  }
  return { category, risk: riskOf(category), confidence, evidence, signals: signalsOf(name, parameters, category) };
}

const textOf = (value: unknown): string =>
  typeof value === "string" ? (value.length > descriptionLengthMax ? value.slice(0, descriptionLengthMax) : value) : "";

// Only what has the right form is looked at; the usual context is passed on as it is.
function contextOf(server: unknown): ServerContext | undefined {
  if (typeof server !== "object" || server === null) return undefined;
  const { name, tools } = server as { name?: unknown; tools?: unknown };
  const named = name === undefined || typeof name === "string";
  const listed = tools === undefined || Array.isArray(tools);
  if (named && listed) return server;
  return { ...(typeof name === "string" ? { name } : {}), ...(Array.isArray(tools) ? { tools } : {}) };
}
