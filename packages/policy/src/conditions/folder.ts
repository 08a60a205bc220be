import { answerOf, UNKNOWN } from "./answer.ts";
import type { Test } from "./text.ts";

/** Is the string a POSIX path inside one of the folders, or one of them? What could be read two ways cannot tell. */
export function withinFolders(folders: readonly string[]): Test {
  const known = folders.map(readFolder).filter((folder) => folder !== undefined);
  return (node) => {
    const path = node.kind === "string" ? readFolder(node.value) : undefined;
    return path === undefined
      ? UNKNOWN
      : answerOf(known.some((folder) => path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`)));
  };
}

/**
 * The plain form of an absolute path: no `.` segments, no slash at the end. Undefined for relative paths, `..`, `//`, `\`,
 * the percent forms of `.`, `/`, `\` and `%`, control characters and broken Unicode.
 */
export function readFolder(text: string): string | undefined {
  if (!text.startsWith("/") || /\/\/|\\|%(?:2e|2f|5c|25)|[\p{Cc}\p{Cs}]/iu.test(text)) return undefined;
  const segments = text.split("/").slice(1);
  if (segments.includes("..")) return undefined;
  const plain = segments.filter((segment) => segment !== "." && segment !== "");
  return `/${plain.join("/")}`;
}
