import { type Category, rankOf, riskOf } from "../category.ts";
import type { Classification, Evidence, ServerContext, ToolDefinition } from "../definition.ts";

const verbs: Record<string, Category> = {};
const say = (category: Category, words: string) => {
  for (const word of words.split(" ")) verbs[word] = category;
};
say("read", "get list search read fetch describe find show view query count check analyze explain");
say("write", "create update add write set insert append edit send post upload move rename assign");
say("execute", "run execute start stop restart trigger invoke navigate click generate login logout acknowledge deploy test call");
say("destructive", "delete remove drop purge kill revoke destroy clear cancel truncate wipe");
say("financial", "pay transfer buy sell refund charge mint stake swap bridge withdraw deposit");

/** Says what a tool does, and by which of its own words. Pure and deterministic; never throws, whatever the definition holds. */
export function classify(tool: ToolDefinition, _server?: ServerContext): Classification {
  const name = typeof tool?.name === "string" ? tool.name : "";
  const evidence: Evidence[] = [];
  for (const [word] of name.matchAll(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g)) {
    const says = verbs[word.toLowerCase()];
    if (says && evidence.length === 0) evidence.push({ field: "name", quote: word, says, because: `“${word}” is a verb of that kind` });
  }
  evidence.sort((a, b) => rankOf(b.says) - rankOf(a.says));
  const category = evidence[0]?.says ?? "unclassified";
  return { category, risk: riskOf(category), confidence: evidence.length > 0 ? 0.7 : 0.2, evidence, signals: [] };
}
