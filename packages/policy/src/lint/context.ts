import { type DocumentEntry, entriesOf } from "../document/entries.ts";
import type { Policy } from "../language.ts";
import { readSelector, type Selector, selects } from "../selectors.ts";
import type { ToolFacts } from "../tool-plan.ts";

/** An entry with the tools of the server that it names today. */
export type LintEntry = DocumentEntry & { selector: Selector; tools: readonly ToolFacts[] };

/** A document of the right shape, and the server's tools where they are known. */
export type LintContext = { policy: Policy; entries: readonly LintEntry[]; server: readonly ToolFacts[] | undefined };

export function lintContext(policy: Policy, server: readonly ToolFacts[] | undefined): LintContext {
  const entries = entriesOf(policy).map((entry) => {
    const selector = readSelector(entry.key) as Selector;
    return { ...entry, selector, tools: selectedBy(selector, server ?? []) };
  });
  return { policy, entries, server };
}

export const selectedBy = (selector: Selector, tools: readonly ToolFacts[]): ToolFacts[] =>
  tools.filter((tool) => selects(selector, tool.name, tool.category ?? "unclassified"));
