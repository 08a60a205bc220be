import { categoryOrder } from "@portcullis/catalogue";
import { readSelector } from "@portcullis/policy";
import type { EffectiveTool, ToolState } from "../../tools/effective-tools.ts";
import type { BuilderTool } from "../builder-context.tsx";

export type Filters = { search: string; category: string; risk: string; state: ToolState | "" };
export const noFilters: Filters = { search: "", category: "", risk: "", state: "" };

/** A line of the list on the left. Headers cannot be chosen. */
export type ListItem =
  | { kind: "header"; label: string; count: number }
  | { kind: "document" }
  | { kind: "all" }
  | { kind: "entry"; key: string; isUnknownTool: boolean }
  | { kind: "tool"; tool: BuilderTool };

/** What the list shows: the document, entries (`keys` of `tools`) with selectors, then the tools by category. Filters speak of tools alone. */
export function listItems(
  keys: readonly string[],
  tools: readonly BuilderTool[],
  effective: ReadonlyMap<string, EffectiveTool>,
  filters: Filters,
  riskOf: (category: NonNullable<BuilderTool["category"]>) => string,
): ListItem[] {
  const names = new Set(tools.map(({ name }) => name));
  const search = filters.search.trim().toLowerCase();
  const isFiltered = search !== "" || filters.category !== "" || filters.risk !== "" || filters.state !== "";
  const selectors = keys
    .filter((key) => readSelector(key)?.kind !== "exact" || !names.has(key))
    .filter((key) => !isFiltered || (search !== "" && key.toLowerCase().includes(search)));
  const wanted = (tool: BuilderTool): boolean => {
    const category = tool.category ?? "unclassified";
    return (
      (filters.category === "" || category === filters.category) &&
      (filters.risk === "" || riskOf(category) === filters.risk) &&
      (filters.state === "" || effective.get(tool.name)?.state === filters.state) &&
      (search === "" || tool.name.toLowerCase().includes(search) || (tool.description ?? "").toLowerCase().includes(search))
    );
  };
  const shown = new Map<string, BuilderTool[]>();
  for (const tool of tools) {
    if (!wanted(tool)) continue;
    const group = shown.get(tool.category ?? "unclassified");
    if (group) group.push(tool);
    else shown.set(tool.category ?? "unclassified", [tool]);
  }
  return [
    ...(isFiltered ? [] : ([{ kind: "document" }, { kind: "all" }] as const)),
    ...(selectors.length > 0 ? [{ kind: "header", label: "Selectors", count: selectors.length } as const] : []),
    ...selectors.map((key) => ({ kind: "entry", key, isUnknownTool: readSelector(key)?.kind === "exact" }) as const),
    ...categoryOrder.flatMap((category): ListItem[] => {
      const group = shown.get(category) ?? [];
      return group.length === 0
        ? []
        : [{ kind: "header", label: category, count: group.length }, ...group.map((tool) => ({ kind: "tool", tool }) as const)];
    }),
  ];
}
