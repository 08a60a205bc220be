import { type Category, categories } from "./language.ts";

/**
 * Which tools a key of `tools` or an entry of `hide` selects: an exact name, a name with `*` (any run of characters, no
 * other wildcard), or `@category` (the reviewed category on this server).
 */
export type Selector = { kind: "exact"; name: string } | { kind: "glob"; glob: Glob } | { kind: "category"; category: Category };

/** The selector that a text spells, or undefined for an unknown `@…`. */
export function readSelector(text: string): Selector | undefined {
  if (text.startsWith("@")) {
    const category = categories.find((known) => `@${known}` === text);
    return category && { kind: "category", category };
  }
  return text.includes("*") ? { kind: "glob", glob: readGlob(text) } : { kind: "exact", name: text };
}

export const selects = (selector: Selector, name: string, category: Category): boolean =>
  selector.kind === "exact"
    ? selector.name === name
    : selector.kind === "glob"
      ? matchesGlob(selector.glob, name)
      : selector.category === category;

/** A glob as the fixed texts between its stars. */
export type Glob = { head: string; middle: readonly string[]; tail: string; starred: boolean };

export function readGlob(text: string): Glob {
  const parts = text.split("*");
  const starred = parts.length > 1;
  return {
    head: parts[0] as string,
    middle: parts.slice(1, -1).filter((part) => part !== ""),
    tail: starred ? (parts.at(-1) as string) : "",
    starred,
  };
}

/** Every middle part is taken at its first place, which is enough when the ends are fixed. Callers bound the lengths and the number of tries. */
export function matchesGlob(glob: Glob, name: string): boolean {
  if (!glob.starred) return name === glob.head;
  if (name.length < glob.head.length + glob.tail.length || !name.startsWith(glob.head) || !name.endsWith(glob.tail)) return false;
  const end = name.length - glob.tail.length;
  let at = glob.head.length;
  for (const part of glob.middle) {
    const found = name.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
