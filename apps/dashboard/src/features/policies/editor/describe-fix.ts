import type { JsonPatchOperation } from "@portcullis/policy";
import { pointerParts } from "../json-pointer.ts";
import { printJson } from "./print-json.ts";

/** What a fix does, short enough for a button: `Set default to "deny"`. */
export function describeFix(operations: readonly JsonPatchOperation[]): string {
  const said = operations.map(describe).join(", then ");
  return said.charAt(0).toUpperCase() + said.slice(1);
}

function describe(operation: JsonPatchOperation): string {
  const name = nameOf(operation.path);
  switch (operation.op) {
    case "remove":
      return `remove ${placed(operation.path)}`;
    case "replace":
      return `set ${placed(operation.path)} to ${shortened(operation.value)}`;
    case "add":
      if (name === "-") return `add a ${nameOf(holderOf(operation.path))} rule`;
      return Array.isArray(operation.value) ? `add a ${name} rule` : `add ${name}: ${shortened(operation.value)}`;
    case "move":
      return `rename ${nameOf(operation.from)} to ${name}`;
  }
}

/** An element of a list says nothing by its number alone. */
const placed = (pointer: string): string => {
  const name = nameOf(pointer);
  return /^\d+$/.test(name) ? `this one of ${nameOf(holderOf(pointer))}` : name;
};

const nameOf = (pointer: string): string => pointerParts(pointer).at(-1) ?? "the document";
const holderOf = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf("/"));

function shortened(value: unknown): string {
  const text = printJson(value, "");
  return text.length > 48 ? `${text.slice(0, 47)}…` : text;
}
