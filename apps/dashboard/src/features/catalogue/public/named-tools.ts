import { type Category, categoryOrder } from "@portcullis/catalogue";

/** What can do most harm comes first. */
export const categoriesByRisk: readonly Category[] = [
  ...categoryOrder.filter((category) => category !== "unclassified").reverse(),
  "unclassified",
];

/** How many tools one page names: more would make it heavier than anybody reads. */
export const toolsMax = 104;

/** The tools that one page names, after the first `from`. */
export const namedFrom = (tools: readonly { name: string; category: Category }[], from: number) =>
  categoriesByRisk
    .flatMap((category) => tools.filter((tool) => tool.category === category))
    .slice(from, from + toolsMax)
    .map(({ name, category }) => ({ name, category }));
