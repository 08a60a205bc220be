import { hasHidden } from "../pages/reveal-hidden.ts";
import { foldConfusables } from "./confusables.ts";

/** Why two names look alike, the plainest reason first. */
export type Likeness = "same" | "case" | "separators" | "hidden" | "confusable";

/** How two names of tools look alike to a reader; undefined when they do not. */
export function likenessOf(one: string, other: string): Likeness | undefined {
  if (one === other) return "same";
  if (nameSkeleton(one) !== nameSkeleton(other)) return undefined;
  if (one.toLowerCase() === other.toLowerCase()) return "case";
  const joined = (name: string) => name.toLowerCase().replace(separators, "");
  if (joined(one) === joined(other)) return "separators";
  if ((hasHidden(one) || hasHidden(other)) && joined(visible(one)) === joined(visible(other))) return "hidden";
  return "confusable";
}

/** Equal for names that a reader may take for each other: no case, separators or hidden characters, one letter for all that look like it. */
export function nameSkeleton(name: string): string {
  const letters = foldConfusables(foldConfusables(visible(decoded(name)).normalize("NFKD").replace(/\p{M}/gu, "")).toLowerCase());
  return letters
    .replace(separators, "")
    .replace(/[0]/g, "o")
    .replace(/[1i|!]/g, "l")
    .replace(/5/g, "s")
    .replace(/rn/g, "m")
    .replace(/vv/g, "w")
    .replace(/cl/g, "d");
}

/** A name spelt in escapes reads like the one that they spell. */
function decoded(name: string): string {
  if (!name.includes("%")) return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

// Format and control characters, fillers, variation selectors, tags.
const unseen = /\p{Cf}|\p{Cc}|\p{Variation_Selector}|[\u115f\u1160\u3164\uffa0]|[\u{e0000}-\u{e0fff}]/gu;
const visible = (name: string) => name.replace(unseen, "");
const separators = /[-_.:/\\\s\u2010-\u2015\u2212]/gu;
