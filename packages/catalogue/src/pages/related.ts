import { type Category, rankOf, riskOf } from "../category.ts";
import { tokensOf } from "../classify/tokens.ts";
import { nameVerbs } from "../lexicon/words.ts";
import type { PageSibling, RelatedTool } from "./content.ts";
import { shown } from "./reveal-hidden.ts";

const rules: Record<Category, string> = {
  read: "Allowed freely.",
  write: "At most 30 calls a minute.",
  execute: "At most 10 calls a minute, with arguments that satisfy its schema.",
  destructive: "Hidden from agents.",
  financial: "Every call waits for a person’s approval.",
  unclassified: "At most 60 calls a minute.",
};

/** Up to `count` tools of the server that are about the same things, then of the same category, the most dangerous first. */
export function relatedTo(name: string, category: Category, siblings: readonly PageSibling[], count: number): RelatedTool[] {
  const about = subjectOf(name);
  const scored = siblings.map((sibling, at) => {
    const shared = [...subjectOf(sibling.name)].filter((word) => about.has(word)).length;
    return { sibling, score: shared * 10 + (sibling.category === category ? 5 : 0) + rankOf(sibling.category), at };
  });
  // Words that every tool has (the server's prefix) raise all alike.
  scored.sort((a, b) => b.score - a.score || a.at - b.at);
  return scored.slice(0, count).map(({ sibling: { name: other, category: kind } }) => ({
    name: shown(other, 120),
    category: kind,
    risk: riskOf(kind),
    rule: rules[kind],
  }));
}

// "hosts" and "host" are about the same thing.
const subjectOf = (name: string): ReadonlySet<string> =>
  new Set(
    tokensOf(name)
      .filter(({ word }) => !nameVerbs.get(word)?.plain)
      .map(({ word }) => word.replace(/(?:ies)$/, "y").replace(/([^s])s$/, "$1")),
  );
