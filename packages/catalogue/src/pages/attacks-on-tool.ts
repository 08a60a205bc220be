import { attackPatterns } from "../attacks/patterns.ts";
import type { Classification, SignalKind } from "../definition.ts";
import type { ToolPageContent } from "./content.ts";

// Attacks that need something of a tool's arguments are told only where the tool has it.
const needs: Partial<Record<string, readonly SignalKind[]>> = {
  "path-escape": ["path"],
  "argument-injection": ["code", "path"],
  "hostile-server": ["url"],
  "token-misredemption": ["credentials"],
  "injection-through-results": ["code"],
};

/** The attack patterns that abuse this kind of access, those that fit the tool's arguments first. */
export function attacksOnTool({ category, signals }: Classification, count: number): ToolPageContent["attacks"]["items"] {
  const has = (kinds: readonly SignalKind[]) => signals.some(({ kind }) => kinds.includes(kind));
  return attackPatterns
    .filter(({ exposes }) => exposes.includes(category))
    .filter(({ slug }) => needs[slug] === undefined || has(needs[slug]))
    .map((pattern, at) => ({ pattern, score: (needs[pattern.slug] ? 100 : 0) + standing(pattern.slug, category) - at }))
    .sort((a, b) => b.score - a.score)
    .slice(0, count)
    .map(({ pattern: { slug, name, why } }) => ({ slug, name, why: [why[category] ?? ""] }));
}

// Which pattern stands for a category better than others.
const standing = (slug: string, category: string): number => (best[category]?.includes(slug) ? 50 : 0);
const best: Record<string, readonly string[]> = {
  read: ["indirect-prompt-injection", "exfiltration-by-chaining"],
  write: ["exfiltration-by-chaining", "runaway-loop"],
  execute: ["indirect-prompt-injection", "runaway-loop", "destructive-autonomy"],
  destructive: ["destructive-autonomy"],
  financial: ["indirect-prompt-injection", "runaway-loop"],
};
