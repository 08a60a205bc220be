import { type DocumentEntry, entriesOf } from "../document/entries.ts";
import type { Policy } from "../language.ts";
import { SelectorIndex } from "../selector-index.ts";
import { readSelector, type Selector } from "../selectors.ts";
import type { ToolFacts } from "../tool-plan.ts";

/** Something that selects, with the tools of the server that it names today. */
type Selecting = { selector: Selector; pointer: string; tools: ToolFacts[] };
export type LintEntry = DocumentEntry & Selecting;
export type LintHide = Selecting & { text: string };

/** A document of the right shape, and the server's tools where they are known. */
export type LintContext = {
  policy: Policy;
  entries: readonly LintEntry[];
  hides: readonly LintHide[];
  server: readonly ToolFacts[] | undefined;
  observingDays: number;
  /** The entries that name a tool. */
  naming: (tool: ToolFacts) => readonly LintEntry[];
};

export function lintContext(policy: Policy, server: readonly ToolFacts[] | undefined, observingDays = 0): LintContext {
  const entries = entriesOf(policy).map((entry): LintEntry => ({ ...entry, selector: readSelector(entry.key) as Selector, tools: [] }));
  const hides = (policy.hide ?? []).map(
    (text, index): LintHide => ({ text, selector: readSelector(text) as Selector, pointer: `/hide/${index}`, tools: [] }),
  );
  const naming = select(entries, server ?? []);
  select(hides, server ?? []);
  return { policy, entries, hides, server, observingDays, naming: (tool) => naming.get(tool) ?? [] };
}

/** Gives each its tools; returns what names each tool. */
const select = <T extends Selecting>(all: readonly T[], tools: readonly ToolFacts[]): Map<ToolFacts, T[]> => {
  const index = new SelectorIndex(all.map(({ selector }) => selector));
  return new Map(
    tools.map((tool) => {
      const found = index.selecting(tool.name, tool.category ?? "unclassified").map((position) => all[position] as T);
      for (const one of found) one.tools.push(tool);
      return [tool, found];
    }),
  );
};
