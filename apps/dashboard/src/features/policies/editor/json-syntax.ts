import { jsonLanguage } from "@codemirror/lang-json";
import type { Range } from "./json-locator.ts";

/** The first place where the text stops being JSON, with a sentence that says what to change; null when it is JSON. */
export function jsonSyntaxProblem(text: string): (Range & { message: string }) | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    const at = firstErrorNode(text);
    if (at === null) return { from: 0, to: Math.min(1, text.length), message: `This is not JSON: ${(error as Error).message}` };
    const offset = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
    const from = Math.min(offset, Math.max(0, text.length - 1));
    return { from, to: Math.min(from + 1, text.length), message: sentence(text, offset) };
  }
}

/** The parser recovers from errors and marks the spot; its mark is the same in every browser, JSON.parse's message is not. */
function firstErrorNode(text: string): number | null {
  let at: number | null = null;
  jsonLanguage.parser.parse(text).iterate({
    enter: (node) => {
      if (node.type.isError) at ??= node.from;
      return at === null;
    },
  });
  return at;
}

function sentence(text: string, offset: number): string {
  const next = text[offset];
  const before = text.slice(0, offset).trimEnd().at(-1);
  if (text.trim() === "") return "The document is empty. Start with { }.";
  if (next === undefined) return "The text ends here, but a bracket, a brace or a string is still open.";
  if (next === "'" || next === "\u201c" || next === "\u201d") return 'Strings stand in straight double quotes: "…".';
  if (next === "/") return "JSON has no comments.";
  if (before === "," && (next === "}" || next === "]")) return `Remove the comma before the closing ${next}.`;
  if (next === "}" || next === "]") return `A value is missing before ${next}, or there is one ${next} too many.`;
  if (before !== undefined && /["\d}\]el]/.test(before)) return `A comma or a colon is missing before ${quoted(text, offset)}.`;
  return `${quoted(text, offset)} does not belong here.`;
}

function quoted(text: string, offset: number): string {
  return /^("[^"\n]{0,20}"?|[\w.+-]{1,20}|.)/u.exec(text.slice(offset))?.[0] ?? "this";
}
