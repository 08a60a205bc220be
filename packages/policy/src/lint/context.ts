import { type DocumentEntry, entriesOf } from "../document/entries.ts";
import type { ApproverRole, Policy } from "../language.ts";
import { SelectorIndex } from "../selector-index.ts";
import { readSelector, type Selector } from "../selectors.ts";
import type { ToolFacts } from "../tool-plan.ts";

/** Something that selects, with the tools of the server that it names today. */
type Selecting = { selector: Selector; pointer: string; tools: ToolFacts[] };
export type LintEntry = DocumentEntry & Selecting;
export type LintHide = Selecting & { text: string };

/**
 * Members by the roles that may decide about approvals, and the grants that the policy is attached to, each with the role of its owner among those
 * (null: another, or nobody's): nobody decides about calls of their own grant. `isUnowned`: no member owns it, so nobody is left out.
 */
export type People = {
  members: Readonly<Record<ApproverRole, number>>;
  requesters: readonly { grant: string; role: ApproverRole | null; isUnowned?: boolean }[];
};

/** A document of the right shape, and the server's tools where they are known. */
export type LintContext = {
  policy: Policy;
  entries: readonly LintEntry[];
  hides: readonly LintHide[];
  server: readonly ToolFacts[] | undefined;
  observingDays: number;
  people: People | undefined;
  /** The entries that name a tool. */
  naming: (tool: ToolFacts) => readonly LintEntry[];
};

type Known = { tools: readonly ToolFacts[]; observingDays?: number; people?: People };

export function lintContext(policy: Policy, { tools: server, observingDays = 0, people }: Partial<Known> = {}): LintContext {
  const entries = entriesOf(policy).map((entry): LintEntry => ({ ...entry, selector: readSelector(entry.key) as Selector, tools: [] }));
  const hides = (policy.hide ?? []).map(
    (text, index): LintHide => ({ text, selector: readSelector(text) as Selector, pointer: `/hide/${index}`, tools: [] }),
  );
  const naming = select(entries, server ?? []);
  select(hides, server ?? []);
  return { policy, entries, hides, server, observingDays, people, naming: (tool) => naming.get(tool) ?? [] };
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
