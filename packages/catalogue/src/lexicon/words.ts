import { type Category, rankOf } from "../category.ts";
import { foreignVerbs } from "./foreign.ts";
import { nounLikeVerbs, plainVerbs, vagueVerbs } from "./verbs.ts";

/** A verb: what a tool does that is named after it, and whether it is rarely anything but a verb. */
export type Verb = { base: string; says: Category; plain: boolean; vague: boolean };

export const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== "");
export const setOf = (text: string): ReadonlySet<string> => new Set(wordsOf(text));

/** Base forms, as names use them. */
export const nameVerbs: ReadonlyMap<string, Verb> = baseForms();

/** Base forms and the third person ("deletes"), as sentences use them. */
export const proseVerbs: ReadonlyMap<string, Verb> = withForms((base) => [thirdPerson(base)]);

/** Gerunds ("deleting") and participles ("deleted"), for phrases such as "without deleting". */
export const inflectedVerbs: ReadonlyMap<string, Verb> = withForms((base) => [thirdPerson(base), ...inflections(base)]);

function baseForms(): Map<string, Verb> {
  const nounLike = setOf(nounLikeVerbs);
  const vague = setOf(vagueVerbs);
  const verbs = new Map<string, Verb>();
  for (const table of [plainVerbs, foreignVerbs]) {
    for (const [says, text] of Object.entries(table)) {
      for (const base of wordsOf(text)) {
        const known = verbs.get(base);
        if (known && rankOf(known.says) >= rankOf(says as Category)) continue;
        verbs.set(base, { base, says: says as Category, plain: !nounLike.has(base) && !vague.has(base), vague: vague.has(base) });
      }
    }
  }
  for (const base of vague) if (!verbs.has(base)) verbs.set(base, { base, says: "unclassified", plain: false, vague: true });
  return verbs;
}

function withForms(formsOf: (base: string) => string[]): Map<string, Verb> {
  const verbs = new Map(nameVerbs);
  for (const [base, verb] of nameVerbs) {
    for (const form of formsOf(base)) if (!verbs.has(form)) verbs.set(form, verb);
  }
  return verbs;
}

function thirdPerson(base: string): string {
  if (/(?:s|x|z|ch|sh|o)$/.test(base)) return `${base}es`;
  return /[^aeiou]y$/.test(base) ? `${base.slice(0, -1)}ies` : `${base}s`;
}

function inflections(base: string): string[] {
  if (base.endsWith("e")) return [`${base.slice(0, -1)}ing`, `${base}d`];
  if (/[^aeiou]y$/.test(base)) return [`${base}ing`, `${base.slice(0, -1)}ied`];
  const doubled = /[^aeiou][aeiou][bdgklmnprt]$/.test(base) ? base + base.at(-1) : base;
  return [`${base}ing`, `${base}ed`, `${doubled}ing`, `${doubled}ed`];
}
