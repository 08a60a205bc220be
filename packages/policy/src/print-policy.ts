import { orderedKeys } from "./document-order.ts";
import type { Policy } from "./language.ts";

/** The document as text: two spaces, the entries of `tools` in document order. Reading it back gives an equal policy. */
export function printPolicy(policy: Policy): string {
  return `${print(policy, "", policy.tools)}\n`;
}

// JSON.stringify would list integer-like tool names first.
const print = (value: unknown, indent: string, tools: object | undefined): string => {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    if (value.every((item) => typeof item !== "object" || item === null))
      return `[${value.map((item) => JSON.stringify(item)).join(", ")}]`;
    return `[\n${value.map((item) => inner + print(item, inner, tools)).join(",\n")}\n${indent}]`;
  }
  const record = value as Record<string, unknown>;
  const keys = (value === tools ? orderedKeys(value) : Object.keys(value)).filter((key) => record[key] !== undefined);
  if (keys.length === 0) return "{}";
  return `{\n${keys.map((key) => `${inner}${JSON.stringify(key)}: ${print(record[key], inner, tools)}`).join(",\n")}\n${indent}}`;
};
