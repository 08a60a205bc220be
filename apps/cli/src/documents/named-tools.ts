import { type Category, categories, type Policy, type ToolFacts } from "@portcullis/policy";

/**
 * Stand-ins for the tools of a server that is not at hand: one for each selector that a policy uses (a glob selects a tool that
 * is called like the glob), and one that no selector but "*" is likely to select.
 */
export function namedTools(policies: readonly Policy[]): ToolFacts[] {
  const selectors = policies.flatMap(({ tools, hide }) => [...Object.keys(tools ?? {}), ...(hide ?? [])]);
  const facts = [...new Set(selectors)].map((name) => ({ name, category: categoryOf(name) }));
  return [...facts, { name: "any other tool" }];
}

const categoryOf = (selector: string): Category | undefined => categories.find((category) => selector === `@${category}`);
