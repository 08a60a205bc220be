import { foldConfusables } from "./confusables.ts";

// What has no shape of its own: format characters, fillers, variation selectors, combining marks.
const shapeless = /[\p{Cf}\p{M}\u115f\u1160\u3164\uffa0\u{e0000}-\u{e0fff}]/gu;

/** A text as its wording is read: nothing that hides in it, letters that look alike made one, lower case, single spaces. */
export function plainText(text: string): string {
  const tags = text.replace(/[\u{e0020}-\u{e007e}]/gu, (tag) => String.fromCharCode((tag.codePointAt(0) as number) - 0xe0000));
  return foldConfusables(foldConfusables(tags.normalize("NFKD").replace(shapeless, "")).toLowerCase())
    .replace(/\s+/g, " ")
    .trim();
}
