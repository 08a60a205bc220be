import { errorFinding, type Finding } from "../finding.ts";
import type { ToolEntry } from "../language.ts";
import { SelectorIndex } from "../selector-index.ts";
import type { LintContext, LintEntry, LintHide } from "./context.ts";

type Holder = Pick<ToolEntry, "action" | "require" | "deny_if" | "limits" | "rate_limit" | "approval" | "validate_arguments">;

/** Rules that no call ever comes to, because something before them always refuses. */
export function lintReach({ policy, entries, hides }: LintContext): Finding[] {
  const hideOf = covering(hides);
  const everyCall = (policy.all_tools?.deny_if ?? []).findIndex(({ conditions }) => conditions.length === 0);
  return [
    ...unreachable(policy.all_tools ?? {}, "/all_tools"),
    ...entries.flatMap((entry) => {
      const hide = hideOf(entry);
      if (hide) return [cut(entry.pointer, hide.pointer)];
      const own = unreachable(entry.entry, entry.pointer);
      // A deny_if of all_tools is asked after every require, but before the deny_if of the entries.
      return everyCall < 0 || own.length > 0
        ? own
        : after(entry.entry, entry.pointer, 0).map((pointer) => cut(pointer, `/all_tools/deny_if/${everyCall}`));
    }),
  ];
}

/** The first entry of `hide` that takes away everything an entry names, as far as the document alone tells. */
const covering = (hides: readonly LintHide[]): ((entry: LintEntry) => LintHide | undefined) => {
  const named = hides.filter(({ selector }) => selector.kind !== "category");
  const index = new SelectorIndex(named.map(({ selector }) => selector));
  return ({ selector, key }) => {
    if (selector.kind === "category")
      return hides.find((hide) => hide.selector.kind === "category" && hide.selector.category === selector.category);
    if (selector.kind === "glob") return undefined;
    const [position] = index.selecting(key, "unclassified");
    return position === undefined ? undefined : named[position];
  };
};

const unreachable = (holder: Holder, pointer: string): Finding[] => {
  if (holder.action === "deny") {
    const requires = (holder.require ?? []).map((_, index) => `${pointer}/require/${index}`);
    const rest = [...requires, ...after(holder, pointer, 0), ...(holder.validate_arguments ? [`${pointer}/validate_arguments`] : [])];
    return rest.map((one) => cut(one, `${pointer}/action`));
  }
  const always = (holder.deny_if ?? []).findIndex(({ conditions }) => conditions.length === 0);
  return always < 0 ? [] : after(holder, pointer, always + 1).map((one) => cut(one, `${pointer}/deny_if/${always}`));
};

// What is asked from the deny_if rule of this number on.
const after = (holder: Holder, pointer: string, from: number): string[] => [
  ...(holder.deny_if ?? []).slice(from).map((_, index) => `${pointer}/deny_if/${from + index}`),
  ...(holder.action === "require_approval" ? [`${pointer}/action`] : []),
  ...(holder.approval?.when ? [`${pointer}/approval/when`] : []),
  ...(holder.limits ?? []).map((_, index) => `${pointer}/limits/${index}`),
  ...(holder.rate_limit ? [`${pointer}/rate_limit`] : []),
];

const cut = (pointer: string, by: string): Finding =>
  errorFinding("unreachable", pointer, `No call ever comes here: ${by} refuses every one before.`, [{ op: "remove", path: pointer }]);
