/** What a tool does to the world, from the least to the most: the categories of `@portcullis/policy` (`@read` … `@unclassified`). */
export type Category = "read" | "write" | "execute" | "destructive" | "financial" | "unclassified";

export type Risk = "low" | "medium" | "high" | "critical";

/** Every category, in the order in which pages show them. */
export const categoryOrder: readonly Category[] = ["read", "write", "execute", "destructive", "financial", "unclassified"];

const risks: Record<Category, Risk> = {
  read: "low",
  write: "medium",
  execute: "high",
  destructive: "critical",
  financial: "critical",
  unclassified: "medium",
};

/** The risk that belongs to a category (policy-language.md section 8). */
export function riskOf(category: Category): Risk {
  return risks[category];
}

const ranks: Record<Category, number> = { unclassified: 0, read: 1, write: 2, execute: 3, destructive: 4, financial: 5 };

/** Precedence when several categories fit: Financial > Destructive > Execute > Write > Read > nothing known. */
export function rankOf(category: Category): number {
  return ranks[category];
}
