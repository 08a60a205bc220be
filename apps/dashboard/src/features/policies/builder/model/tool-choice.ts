import type { ToolFacts } from "@portcullis/policy";
import { readSelector, selects } from "@portcullis/policy";
import type { EffectiveTool } from "../../tools/effective-tools.ts";
import type { DocumentView, EntryView, JsonObject } from "./document-view.ts";
import { drop, type Edit, put } from "./edit.ts";

/** What a person can make of a tool with one control. `custom` is everything that has rules, limits or conditions of its own. */
export const choices = ["allow", "deny", "hide", "approve", "custom"] as const;
export type Choice = (typeof choices)[number];

/** The choice that a tool is in: read off the engine's answer, never off the form. */
export function choiceOf({ state }: Pick<EffectiveTool, "state">): Choice {
  switch (state) {
    case "allowed":
      return "allow";
    case "denied":
      return "deny";
    case "hidden":
      return "hide";
    case "approval":
      return "approve";
    case "limited":
    case "conditional":
      return "custom";
  }
}

/** The entries that name a tool, in document order. */
export const entriesFor = ({ entries }: DocumentView, { name, category }: Pick<ToolFacts, "name" | "category">): EntryView[] =>
  entries.filter(({ key }) => catches(key, { name, category }));

/** Does a selector (a key of `tools`, an entry of `hide`) catch a tool? The engine's own reading. */
export function catches(key: string, { name, category }: Pick<ToolFacts, "name" | "category">): boolean {
  const selector = readSelector(key);
  return selector !== undefined && selects(selector, name, category ?? "unclassified");
}

/** A name that a key of `tools` would read as something else has no entry of its own. */
export const canBeNamed = (name: string): boolean => readSelector(name)?.kind === "exact";

/**
 * The edit that asks for a choice for some tools, by each tool's own entry and `hide` alone; selectors stay as they are. What the tools
 * are then is the engine's to say: an entry cannot allow what another one denies.
 */
export function choose(
  view: DocumentView,
  tools: readonly Pick<ToolFacts, "name" | "category">[],
  choice: Exclude<Choice, "custom">,
): Edit {
  const named = tools.filter(({ name }) => canBeNamed(name));
  const names = new Set(named.map(({ name }) => name));
  const own = new Map(view.entries.map((entry) => [entry.key, entry.entry]));
  const others = view.entries.filter(({ key }) => !names.has(key) || readSelector(key)?.kind !== "exact");
  const isDenying = view.value.default !== "allow";
  const edit = hideEdit(view, names, choice === "hide");
  const made: [string, JsonObject][] = [];
  for (const tool of named) {
    const wanted = entryFor(choice, own.get(tool.name), { isDenying, isNamed: others.some(({ key }) => catches(key, tool)) });
    if (own.has(tool.name)) edit.push(...entryEdit(view, tool.name, own.get(tool.name), wanted));
    else if (wanted !== undefined) made.push([tool.name, wanted]);
  }
  const hasTools = view.value.tools !== undefined;
  if (made.length > 0 && !hasTools) edit.push({ op: "add", path: "/tools", value: Object.fromEntries(made) });
  else for (const [name, entry] of made) edit.push(...put(view, ["tools", name], entry));
  return edit;
}

/** What the own entry should be: undefined when none is needed. */
function entryFor(
  choice: Exclude<Choice, "custom">,
  entry: JsonObject | undefined,
  { isDenying, isNamed }: { isDenying: boolean; isNamed: boolean },
): JsonObject | undefined {
  switch (choice) {
    case "allow": {
      const { action: _, reason: __, approval: ___, ...rest } = entry ?? {};
      return Object.keys(rest).length === 0 && (isNamed || !isDenying) ? undefined : rest;
    }
    case "approve":
      return entry?.action === "deny" ? { action: "require_approval" } : { ...entry, action: "require_approval" };
    case "deny":
      // Rules that no call comes to are errors, so a refusal by name stands alone.
      return isDenying && !isNamed
        ? undefined
        : { action: "deny", ...(entry?.action === "deny" && "reason" in entry && { reason: entry.reason }) };
    case "hide":
      return undefined;
  }
}

/** Only the members that differ are touched; the rest of the entry stays as it is written. */
function entryEdit(view: DocumentView, name: string, entry: JsonObject | undefined, wanted: JsonObject | undefined): Edit {
  if (wanted === undefined) return drop(view, ["tools", name]);
  if (entry === undefined) return put(view, ["tools", name], wanted);
  const gone = Object.keys(entry).filter((member) => !Object.hasOwn(wanted, member));
  return [
    ...gone.flatMap((member) => drop(view, ["tools", name, member])),
    ...Object.entries(wanted).flatMap(([member, value]) => put(view, ["tools", name, member], value)),
  ];
}

/** `hide` with or without the tools' own names. */
function hideEdit(view: DocumentView, names: ReadonlySet<string>, hide: boolean): Edit[number][] {
  const list = Array.isArray(view.value.hide) ? (view.value.hide as unknown[]) : undefined;
  if (hide) {
    const missing = [...names].filter((name) => !list?.includes(name));
    if (missing.length === 0) return [];
    return list ? missing.map((value) => ({ op: "add", path: "/hide/-", value })) : [...put(view, ["hide"], missing)];
  }
  const found = (list ?? []).flatMap((one, index) => (typeof one === "string" && names.has(one) ? [index] : []));
  if (found.length === 0) return [];
  if (found.length === list?.length) return [{ op: "remove", path: "/hide" }];
  return found.toReversed().map((index) => ({ op: "remove", path: `/hide/${index}` }));
}
