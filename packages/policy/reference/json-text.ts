import type { JsonNode } from "../src/index.ts";

/** Reads JSON text into a node: member order and the spelling of numbers are kept. Throws a `SyntaxError` on anything else. */
export function readJson(text: string): JsonNode {
  JSON.parse(text); // decides what JSON is; below only what `JSON.parse` forgets is read again
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|true|false|null|[{}[\],:]/g) ?? [];
  let at = 0;
  const value = (): JsonNode => {
    const token = tokens[at++]!;
    if (token === "{") return object();
    if (token === "[") return array();
    if (token === "null") return { kind: "null" };
    if (token === "true" || token === "false") return { kind: "boolean", value: token === "true" };
    if (token.startsWith('"')) return { kind: "string", value: JSON.parse(token) };
    return { kind: "number", text: token };
  };
  const object = (): JsonNode => {
    const members = new Map<string, JsonNode>();
    while (tokens[at] !== "}") {
      if (tokens[at] === ",") at++;
      const name: string = JSON.parse(tokens[at]!);
      if (members.has(name)) throw new SyntaxError(`the member ${tokens[at]} occurs twice`);
      at += 2;
      members.set(name, value());
    }
    at++;
    return { kind: "object", members };
  };
  const array = (): JsonNode => {
    const items: JsonNode[] = [];
    while (tokens[at] !== "]") {
      if (tokens[at] === ",") at++;
      items.push(value());
    }
    at++;
    return { kind: "array", items };
  };
  return value();
}

/** The text of a node, numbers as they were spelled. */
export function writeJson(node: JsonNode): string {
  if (node.kind === "object")
    return `{${[...node.members].map(([name, value]) => `${JSON.stringify(name)}:${writeJson(value)}`).join(",")}}`;
  if (node.kind === "array") return `[${node.items.map(writeJson).join(",")}]`;
  if (node.kind === "number") return node.text;
  return node.kind === "null" ? "null" : JSON.stringify(node.value);
}

/** Members of a document's object, in its order; none where the field is left out. */
export const membersOf = (node: JsonNode | undefined): [string, JsonNode][] => (node?.kind === "object" ? [...node.members] : []);

export const member = (node: JsonNode | undefined, name: string): JsonNode | undefined =>
  node?.kind === "object" ? node.members.get(name) : undefined;

export const itemsOf = (node: JsonNode | undefined): readonly JsonNode[] => (node?.kind === "array" ? node.items : []);

export const textOf = (node: JsonNode | undefined): string | undefined => (node?.kind === "string" ? node.value : undefined);
