import { errorFinding, type Finding, type JsonPatchOperation } from "../finding.ts";
import { escapeToken } from "../json/pointer.ts";
import { categories, type Policy } from "../language.ts";
import { nearest } from "../nearest.ts";
import { readSelector } from "../selectors.ts";
import type { DocumentEntry } from "./entries.ts";

/** Selectors that select by an unknown category, and selectors and globs that no name can ever equal. */
export function checkSelectors(policy: Policy, entries: readonly DocumentEntry[]): Finding[] {
  return [
    ...(policy.hide ?? []).flatMap((text, index) =>
      checkSelector(text, `/hide/${index}`, (near) => [{ op: "replace", path: `/hide/${index}`, value: near }]),
    ),
    ...entries.flatMap(({ key, pointer }) =>
      checkSelector(key, pointer, (near) =>
        policy.tools && Object.hasOwn(policy.tools, near)
          ? undefined
          : [{ op: "move", from: pointer, path: `/tools/${escapeToken(near)}` }],
      ),
    ),
    ...(["resources", "prompts"] as const).flatMap((section) =>
      (["allow", "deny"] as const).flatMap((list) =>
        (policy[section]?.[list] ?? []).flatMap((glob, index) => checkText(glob, `/${section}/${list}/${index}`)),
      ),
    ),
  ];
}

const checkSelector = (text: string, pointer: string, fix: (near: string) => JsonPatchOperation[] | undefined): Finding[] => {
  if (readSelector(text) !== undefined) return checkText(text, pointer);
  const known = categories.map((category) => `@${category}`);
  const near = nearest(text, known)[0];
  const hint = near ? `Did you mean ${near}?` : `The categories are ${known.join(", ")}.`;
  return [
    errorFinding("unknown_selector", pointer, `The selector ${JSON.stringify(text)} is not known. ${hint}`, near ? fix(near) : undefined),
  ];
};

const checkText = (text: string, pointer: string): Finding[] =>
  isPrintable(text) ? [] : [errorFinding("bad_glob", pointer, "A selector holds neither control characters nor broken Unicode.")];

const isPrintable = (text: string): boolean => !/[\p{Cc}\p{Cs}]/u.test(text);
