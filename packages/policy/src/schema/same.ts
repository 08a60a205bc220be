import type { JsonNode } from "../json/node.ts";
import { decimalOf } from "../json/number.ts";

/** A text that two values share exactly when JSON Schema calls them equal: numbers by value, members in any order. */
export function identity(node: JsonNode): string {
  switch (node.kind) {
    case "number": {
      const { negative, digits, exponent } = decimalOf(node.text);
      return `${negative ? "-" : ""}${digits}e${exponent}`;
    }
    case "string":
      return JSON.stringify(node.value);
    case "array":
      return `[${node.items.map(identity).join(",")}]`;
    case "object":
      return `{${[...node.members.keys()]
        .sort()
        .map((name) => `${JSON.stringify(name)}:${identity(node.members.get(name) as JsonNode)}`)
        .join(",")}}`;
    case "boolean":
      return String(node.value);
    case "null":
      return "null";
  }
}

/** How many values a tree holds. */
export const sizeOf = (node: JsonNode): number =>
  node.kind === "array"
    ? node.items.reduce((sum, item) => sum + sizeOf(item), 1)
    : node.kind === "object"
      ? [...node.members.values()].reduce((sum, member) => sum + sizeOf(member), 1)
      : 1;
