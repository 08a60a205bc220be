/**
 * Unicode case folding, one character at a time so that the end of a word plays no part. U+0131 has no folding outside
 * Turkic languages, although its capital letter is `I`.
 */
export function caseFold(text: string): string {
  const known = folded.get(text);
  if (known !== undefined) return known;
  const made = Array.from(text, foldCharacter).join("");
  folded.set(text, made);
  return made;
}

/** Every member name of every call is folded once for each step of a path; without this a quarter of a run goes there. */
const folded = new Map<string, string>();

const foldCharacter = (character: string): string =>
  character === "\u0131" ? character : lower(Array.from(lower(character), (part) => part.toUpperCase()).join(""));

const lower = (text: string): string => Array.from(text, (part) => part.toLowerCase()).join("");

/** Two names that readers could take for the same one, although they are spelled differently. */
export const isTwin = (a: string, b: string): boolean => a !== b && caseFold(a) === caseFold(b);
