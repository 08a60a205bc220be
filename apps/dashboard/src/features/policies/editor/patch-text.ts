import { jsonLanguage } from "@codemirror/lang-json";
import { type SyntaxNode, type Tree, TreeFragment } from "@lezer/common";
import type { JsonPatchOperation } from "@portcullis/policy";
import { pointerParts } from "../json-pointer.ts";
import { childOf, elementsOf } from "./json-locator.ts";
import { lineMax, printJson } from "./print-json.ts";

/** An operation of RFC 6902; `copy` is for people, who repeat what they wrote; a fix never needs it. */
export type TextOperation = JsonPatchOperation | { op: "copy"; from: string; path: string };

/**
 * Carries out a JSON patch (RFC 6902) on the text itself, so that order, spacing and everything it does not name stay as the
 * person wrote them. null when it does not fit the text.
 */
export function patchText(text: string, operations: readonly TextOperation[]): string | null {
  try {
    const patched = operations.reduce(carryOut, parsed(text)).text;
    JSON.parse(patched);
    return patched;
  } catch {
    return null;
  }
}

/** A text and what it parses to. A bulk edit has hundreds of operations, so each one parses only what the one before has changed. */
type Source = { text: string; tree: Tree; fragments: readonly TreeFragment[] };
type Edit = { from: number; to: number; put: string };

const parsed = (text: string): Source => {
  const tree = jsonLanguage.parser.parse(text);
  return { text, tree, fragments: TreeFragment.addTree(tree) };
};

function edited({ text, fragments }: Source, { from, to, put }: Edit): Source {
  const next = text.slice(0, from) + put + text.slice(to);
  const kept = TreeFragment.applyChanges(fragments, [{ fromA: from, toA: to, fromB: from, toB: from + put.length }]);
  const tree = jsonLanguage.parser.parse(next, kept);
  return { text: next, tree, fragments: TreeFragment.addTree(tree, kept) };
}

function carryOut(source: Source, operation: TextOperation): Source {
  const { text } = source;
  const target = place(source, operation.path);
  switch (operation.op) {
    case "remove":
      return edited(source, withoutChild(target.holder, target.child ?? misfit()));
    case "replace":
      return edited(source, withValue(text, target.child ?? misfit(), operation.value));
    case "add":
      return edited(
        source,
        withAdded(text, target, (indent) => printJson(operation.value, indent)),
      );
    case "copy": {
      const { value } = place(source, operation.from).child ?? misfit();
      return edited(
        source,
        withAdded(text, target, () => text.slice(value.from, value.to)),
      );
    }
    case "move": {
      const from = place(source, operation.from);
      const child = from.child ?? misfit();
      const stays = child.key && from.holder.from === target.holder.from && target.child === null;
      if (stays && child.key) return edited(source, splice(child.key, JSON.stringify(target.name)));
      // As it is written: printing it anew would lose how its numbers are spelled and the order of names such as "42".
      const written = text.slice(child.value.from, child.value.to);
      const without = edited(source, withoutChild(from.holder, child));
      return edited(
        without,
        withAdded(without.text, place(without, operation.path), () => written),
      );
    }
  }
}

type Child = { key: SyntaxNode | null; value: SyntaxNode };
type Place = { holder: SyntaxNode; name: string; child: Child | null };
type Span = { from: number; to: number };

function place({ text, tree }: Source, pointer: string): Place {
  const root = tree.topNode.firstChild ?? misfit();
  const parts = pointerParts(pointer);
  const name = parts.pop() ?? misfit();
  const holder = parts.reduce((node, part) => childOf(text, node, part)?.value ?? misfit(), root);
  return { holder, name, child: childOf(text, holder, name) };
}

function withAdded(text: string, { holder, name, child }: Place, print: (indent: string) => string): Edit {
  if (holder.name === "Object") {
    if (child) return splice(child.value, print(indentAt(text, child.value.from)));
    return appended(text, holder, holder.getChildren("Property"), (indent) => `${JSON.stringify(name)}: ${print(indent)}`);
  }
  if (holder.name !== "Array") return misfit();
  const elements = elementsOf(holder);
  if (!child) return name === "-" || name === String(elements.length) ? appended(text, holder, elements, print) : misfit();
  const separator = /^\s*/.exec(text.slice(holder.from + 1))?.[0] || " ";
  return splice({ from: child.value.from, to: child.value.from }, `${print(indentAt(text, child.value.from))},${separator}`);
}

/** After the last child, on a line of its own where the last child has one. A line that gets too long is broken, child by child. */
function appended(text: string, holder: SyntaxNode, children: readonly SyntaxNode[], print: (indent: string) => string): Edit {
  const last = children.at(-1);
  const inner = text.slice(holder.from + 1, last?.from ?? holder.to - 1);
  const indent = indentAt(text, holder.from);
  if (!last || !inner.includes("\n")) {
    const written = [...children.map(({ from, to }) => text.slice(from, to)), print(indent)];
    const pad = holder.name === "Object" ? " " : "";
    const line = `${pad}${written.join(", ")}${pad}`;
    const start = text.lastIndexOf("\n", holder.from) + 1;
    const isLong = holder.from - start + line.length > lineMax || line.includes("\n");
    // A document that is one line stays one.
    if (isLong && text.trim().includes("\n") && (last || holder.name === "Object")) {
      const deeper = `${indent}  `;
      const lines = [...written.slice(0, -1), print(deeper)].map((one) => `\n${deeper}${one}`).join(",");
      return splice({ from: holder.from + 1, to: holder.to - 1 }, `${lines}\n${indent}`);
    }
    if (!last) return splice({ from: holder.from + 1, to: holder.to - 1 }, line);
  }
  const before = children.at(-2)?.to ?? holder.from + 1;
  const gap = /^[,\s]*/.exec(text.slice(before, last.from))?.[0].replaceAll(",", "") ?? "";
  const lead = gap.includes("\n") ? gap : " ";
  return splice({ from: last.to, to: last.to }, `,${lead}${print(indentAt(text, last.from))}`);
}

function withoutChild(holder: SyntaxNode, { key, value }: Child): Edit {
  const node = (key ? value.parent : value) ?? misfit();
  const siblings = holder.name === "Array" ? elementsOf(holder) : holder.getChildren("Property");
  const at = siblings.findIndex(({ from }) => from === node.from);
  const [before, after] = [siblings[at - 1], siblings[at + 1]];
  if (before) return splice({ from: before.to, to: node.to }, "");
  if (after) return splice({ from: node.from, to: after.from }, "");
  return splice({ from: holder.from + 1, to: holder.to - 1 }, "");
}

const withValue = (text: string, { value }: Child, next: unknown): Edit => splice(value, printJson(next, indentAt(text, value.from)));

const splice = ({ from, to }: Span, put: string): Edit => ({ from, to, put });

/** The spaces that the line of an offset begins with. */
const indentAt = (text: string, offset: number): string => /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", offset - 1) + 1))?.[0] ?? "";

const misfit = (): never => {
  throw new Error("the patch does not fit the text");
};
