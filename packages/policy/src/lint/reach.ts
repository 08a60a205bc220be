import { errorFinding, type Finding } from "../finding.ts";
import type { ToolEntry } from "../language.ts";
import { readSelector, type Selector, selects } from "../selectors.ts";
import type { LintContext, LintEntry } from "./context.ts";

type Holder = Pick<ToolEntry, "action" | "require" | "deny_if" | "limits" | "rate_limit" | "approval" | "validate_arguments">;

/** Rules that no call ever comes to, because something before them always refuses. */
export function lintReach({ policy, entries }: LintContext): Finding[] {
  const hides = (policy.hide ?? []).map((text, index) => ({ pointer: `/hide/${index}`, selector: readSelector(text) as Selector }));
  const everyCall = (policy.all_tools?.deny_if ?? []).findIndex(({ conditions }) => conditions.length === 0);
  return [
    ...unreachable(policy.all_tools ?? {}, "/all_tools"),
    ...entries.flatMap((entry) => {
      const hide = hides.find(({ selector }) => covers(selector, entry));
      if (hide) return [cut(entry.pointer, hide.pointer)];
      const own = unreachable(entry.entry, entry.pointer);
      // A deny_if of all_tools is asked after every require, but before the deny_if of the entries.
      return everyCall < 0 || own.length > 0
        ? own
        : after(entry.entry, entry.pointer, 0).map((pointer) => cut(pointer, `/all_tools/deny_if/${everyCall}`));
    }),
  ];
}

const covers = (hide: Selector, { selector, key }: LintEntry): boolean => {
  if (selector.kind === "exact") return hide.kind !== "category" && selects(hide, key, "unclassified");
  return selector.kind === "category" && hide.kind === "category" && hide.category === selector.category;
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
