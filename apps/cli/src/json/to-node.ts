import type { JsonNode } from "@portcullis/policy";
import { NotJson, type Syntax } from "./read-json.ts";

/** The value as the engine takes it: numbers by their text. A name that occurs twice in one object has no one meaning and is refused. */
export function toNode(text: string, value: Syntax): JsonNode {
  switch (value.kind) {
    case "object": {
      const members = new Map<string, JsonNode>();
      for (const { name, start, value: member } of value.members) {
        if (members.has(name)) throw new NotJson(start, `The name ${JSON.stringify(name)} occurs twice in one object.`);
        members.set(name, toNode(text, member));
      }
      return { kind: "object", members };
    }
    case "array":
      return { kind: "array", items: value.items.map((item) => toNode(text, item)) };
    case "number":
      return { kind: "number", text: text.slice(value.start, value.end) };
    default:
      return plain(JSON.parse(text.slice(value.start, value.end)) as string | boolean | null);
  }
}

/** One line of JSON for a node. */
export function printNode(node: JsonNode): string {
  switch (node.kind) {
    case "object":
      return `{${[...node.members].map(([name, member]) => `${JSON.stringify(name)}: ${printNode(member)}`).join(", ")}}`;
    case "array":
      return `[${node.items.map(printNode).join(", ")}]`;
    case "number":
      return node.text;
    default:
      return JSON.stringify(node.kind === "null" ? null : node.value);
  }
}

const plain = (value: string | boolean | null): JsonNode =>
  value === null ? { kind: "null" } : typeof value === "string" ? { kind: "string", value } : { kind: "boolean", value };
