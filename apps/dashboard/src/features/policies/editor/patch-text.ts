import { jsonLanguage } from "@codemirror/lang-json";
import type { SyntaxNode } from "@lezer/common";
import type { JsonPatchOperation } from "@portcullis/policy";
import { pointerParts } from "../json-pointer.ts";
import { childOf, elementsOf } from "./json-locator.ts";
import { printJson } from "./print-json.ts";

/**
 * Carries out a JSON patch (RFC 6902) on the text itself, so that order, spacing and everything it does not name stay as the
 * person wrote them. null when it does not fit the text.
 */
export function patchText(text: string, operations: readonly JsonPatchOperation[]): string | null {
  try {
    const patched = operations.reduce(carryOut, text);
    JSON.parse(patched);
    return patched;
  } catch {
    return null;
  }
}

function carryOut(text: string, operation: JsonPatchOperation): string {
  const root = jsonLanguage.parser.parse(text).topNode.firstChild ?? misfit();
  const target = place(text, root, operation.path);
  switch (operation.op) {
    case "remove":
      return withoutChild(text, target.holder, target.child ?? misfit());
    case "replace":
      return withValue(text, target.child ?? misfit(), operation.value);
    case "add":
      return withAdded(text, target, operation.value);
    case "move": {
      const from = place(text, root, operation.from);
      const child = from.child ?? misfit();
      const stays = child.key && from.holder.from === target.holder.from && target.child === null;
      if (stays && child.key) return splice(text, child.key, JSON.stringify(target.name));
      const value: unknown = JSON.parse(text.slice(child.value.from, child.value.to));
      return carryOut(withoutChild(text, from.holder, child), { op: "add", path: operation.path, value });
    }
  }
}

type Child = { key: SyntaxNode | null; value: SyntaxNode };
type Place = { holder: SyntaxNode; name: string; child: Child | null };
type Span = { from: number; to: number };

function place(text: string, root: SyntaxNode, pointer: string): Place {
  const parts = pointerParts(pointer);
  const name = parts.pop() ?? misfit();
  const holder = parts.reduce((node, part) => childOf(text, node, part)?.value ?? misfit(), root);
  return { holder, name, child: childOf(text, holder, name) };
}

function withAdded(text: string, { holder, name, child }: Place, value: unknown): string {
  if (holder.name === "Object") {
    if (child) return withValue(text, child, value);
    return appended(text, holder, holder.getChildren("Property"), (indent) => `${JSON.stringify(name)}: ${printJson(value, indent)}`);
  }
  if (holder.name !== "Array") return misfit();
  const elements = elementsOf(holder);
  if (!child)
    return name === "-" || name === String(elements.length) ? appended(text, holder, elements, (i) => printJson(value, i)) : misfit();
  const separator = /^\s*/.exec(text.slice(holder.from + 1))?.[0] || " ";
  return splice(
    text,
    { from: child.value.from, to: child.value.from },
    `${printJson(value, indentAt(text, child.value.from))},${separator}`,
  );
}

/** After the last child, on a line of its own where the last child has one. */
function appended(text: string, holder: SyntaxNode, children: readonly SyntaxNode[], print: (indent: string) => string): string {
  const last = children.at(-1);
  if (!last) {
    const pad = holder.name === "Object" ? " " : "";
    return splice(text, holder, `${text[holder.from]}${pad}${print(indentAt(text, holder.from))}${pad}${text[holder.to - 1]}`);
  }
  const before = children.at(-2)?.to ?? holder.from + 1;
  const gap = /^[,\s]*/.exec(text.slice(before, last.from))?.[0].replaceAll(",", "") ?? "";
  const lead = gap.includes("\n") ? gap : " ";
  return splice(text, { from: last.to, to: last.to }, `,${lead}${print(indentAt(text, last.from))}`);
}

function withoutChild(text: string, holder: SyntaxNode, { key, value }: Child): string {
  const node = (key ? value.parent : value) ?? misfit();
  const siblings = holder.name === "Array" ? elementsOf(holder) : holder.getChildren("Property");
  const at = siblings.findIndex(({ from }) => from === node.from);
  const [before, after] = [siblings[at - 1], siblings[at + 1]];
  if (before) return splice(text, { from: before.to, to: node.to }, "");
  if (after) return splice(text, { from: node.from, to: after.from }, "");
  return splice(text, { from: holder.from + 1, to: holder.to - 1 }, "");
}

const withValue = (text: string, { value }: Child, next: unknown): string =>
  splice(text, value, printJson(next, indentAt(text, value.from)));

const splice = (text: string, { from, to }: Span, put: string): string => text.slice(0, from) + put + text.slice(to);

/** The spaces that the line of an offset begins with. */
const indentAt = (text: string, offset: number): string => /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", offset - 1) + 1))?.[0] ?? "";

const misfit = (): never => {
  throw new Error("the patch does not fit the text");
};
