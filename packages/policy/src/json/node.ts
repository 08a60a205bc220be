/**
 * A JSON value as it was received: member order kept, numbers by their text. The strict scan of a message builds this
 * shape, so the engine never sees a number that has already been through a double.
 */
export type JsonNode =
  | { kind: "object"; members: ReadonlyMap<string, JsonNode> }
  | { kind: "array"; items: readonly JsonNode[] }
  | { kind: "string"; value: string }
  | { kind: "number"; text: string }
  | { kind: "boolean"; value: boolean }
  | { kind: "null" };

/**
 * The node of a plain JavaScript value, for tests, the simulator and condition values. `undefined` members are left out;
 * what JSON cannot say (functions, symbols) is an error.
 */
export function nodeOf(value: unknown): JsonNode {
  switch (typeof value) {
    case "string":
      return { kind: "string", value };
    case "number":
    case "bigint":
      return { kind: "number", text: String(value) };
    case "boolean":
      return { kind: "boolean", value };
    case "object":
      return value === null ? { kind: "null" } : Array.isArray(value) ? { kind: "array", items: value.map(nodeOf) } : objectNode(value);
    default:
      throw new TypeError(`a ${typeof value} is not a JSON value`);
  }
}

/** The plain value of a node. Only for trees without a `__proto__` member; numbers go through doubles. */
export function plainValue(node: JsonNode): unknown {
  switch (node.kind) {
    case "object": {
      const value: Record<string, unknown> = {};
      for (const [name, member] of node.members) value[name] = plainValue(member);
      return value;
    }
    case "array":
      return node.items.map(plainValue);
    case "number":
      return Number(node.text);
    case "null":
      return null;
    default:
      return node.value;
  }
}

const objectNode = (value: object): JsonNode => {
  const members = new Map<string, JsonNode>();
  for (const [name, member] of Object.entries(value)) if (member !== undefined) members.set(name, nodeOf(member));
  return { kind: "object", members };
};
