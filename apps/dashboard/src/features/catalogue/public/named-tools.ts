import { type Category, categoryOrder } from "@portcullis/catalogue";

/** What can do most harm comes first. */
export const categoriesByRisk: readonly Category[] = [
  ...categoryOrder.filter((category) => category !== "unclassified").reverse(),
  "unclassified",
];

/** How many tools one page names: more would make it heavier than anybody reads. */
export const toolsMax = 104;

/** The tools that one page names, after the first `from`: by category, for a page that says it at each tool is the heavier for it. */
export type NamedTools = readonly (readonly [category: Category, names: readonly string[]])[];

export function namedFrom(tools: readonly { name: string; category: Category }[], from: number): NamedTools {
  const page = categoriesByRisk.flatMap((category) => tools.filter((tool) => tool.category === category)).slice(from, from + toolsMax);
  return categoriesByRisk
    .map((category) => [category, page.filter((tool) => tool.category === category).map(({ name }) => name)] as const)
    .filter(([, names]) => names.length > 0);
}
