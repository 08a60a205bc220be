import { jsonLanguage } from "@codemirror/lang-json";
import type { SyntaxNode } from "@lezer/common";
import { childOf, elementsOf } from "../../policies/editor/json-locator.ts";

/** The value at a place of a JSON text as it is written there: `1e3` and `1000.0` are one number to a browser and two to a policy. */
export function writtenValue(text: string, ...place: string[]): string | undefined {
  let node: SyntaxNode | null | undefined = rootOf(text);
  for (const step of place) node = node && childOf(text, node, step)?.value;
  return node ? text.slice(node.from, node.to) : undefined;
}

/** The elements of a JSON array as they are written; the text itself where it is no array. */
export function writtenElements(text: string): string[] {
  const root = rootOf(text);
  return root?.name === "Array" ? elementsOf(root).map(({ from, to }) => text.slice(from, to)) : [text.trim()];
}

const rootOf = (text: string): SyntaxNode | null => jsonLanguage.parser.parse(text).topNode.firstChild;
