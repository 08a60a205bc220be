import { isObject, type JsonObject } from "./document-view.ts";

/** What a condition can look at: a path, the JSON type it has, and what the schema says about it. */
export type KnownPath = {
  path: string;
  type: PathType;
  /** The group it is offered under. */
  group: "Arguments" | "Grant" | "Time" | "Tool" | "Client";
  required?: boolean;
  enum?: readonly unknown[];
  description?: string;
};
export type PathType = "string" | "number" | "boolean" | "array" | "object" | "unknown";

const deepest = 4;
const pathsMax = 200;

/** The paths that an input schema offers, nested objects and lists included, in the schema's order. */
export function argumentPaths(schema: unknown): KnownPath[] {
  const found: KnownPath[] = [];
  const walk = (node: unknown, path: string, depth: number, required: boolean) => {
    if (!isObject(node) || found.length >= pathsMax) return;
    if (depth > 0) found.push({ path, group: "Arguments", required, ...factsOf(node) });
    if (depth >= deepest) return;
    const needed = Array.isArray(node.required) ? node.required : [];
    if (isObject(node.properties))
      for (const [name, inner] of Object.entries(node.properties))
        walk(inner, path + stepOf(name), depth + 1, (depth === 0 || required) && needed.includes(name));
    if (isObject(node.items)) walk(node.items, `${path}[*]`, depth + 1, false);
  };
  walk(schema, "args", 0, true);
  return found;
}

/** What every call has beside its arguments. */
export const factPaths: readonly KnownPath[] = [
  { path: "grant.label", type: "string", group: "Grant", description: "The label of the grant" },
  { path: "grant.tags", type: "array", group: "Grant", description: "The tags of the grant" },
  { path: "time.hour", type: "number", group: "Time", description: "0 to 23" },
  { path: "time.minute", type: "number", group: "Time", description: "0 to 59" },
  { path: "time.weekday", type: "number", group: "Time", description: "1 is Monday, 7 is Sunday" },
  { path: "time.date", type: "string", group: "Time", description: "2026-03-01" },
  { path: "tool.name", type: "string", group: "Tool" },
  {
    path: "tool.category",
    type: "string",
    group: "Tool",
    enum: ["read", "write", "execute", "destructive", "financial", "unclassified"],
  },
  { path: "tool.risk", type: "string", group: "Tool", enum: ["Low", "Medium", "High", "Critical"] },
  { path: "client.name", type: "string", group: "Client", description: "As the client says; anyone can say anything" },
  { path: "client.version", type: "string", group: "Client", description: "As the client says" },
];

/** A member's step as the language writes it: `.amount`, or `["odd key"]`. */
export const stepOf = (name: string): string => (/^[A-Za-z_$][A-Za-z0-9_$-]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`);

const factsOf = (node: JsonObject): Pick<KnownPath, "type" | "enum" | "description"> => ({
  type: typeOf(node),
  ...(Array.isArray(node.enum) && node.enum.length > 0 && { enum: node.enum }),
  ...(typeof node.description === "string" && { description: node.description }),
});

/** The one type that a schema allows beside null; unknown when it allows several or does not say. */
export const typeOf = (node: JsonObject): PathType => {
  if (Array.isArray(node.enum) && node.type === undefined) return typeofAll(node.enum);
  const named = (Array.isArray(node.type) ? node.type : [node.type]).filter((type) => type !== "null" && type !== undefined);
  if (named.length === 1) return knownTypes[String(named[0])] ?? "unknown";
  const choices = Array.isArray(node.anyOf) ? node.anyOf : Array.isArray(node.oneOf) ? node.oneOf : [];
  const types = new Set(
    choices
      .filter(isObject)
      .map(typeOf)
      .filter((type) => type !== "unknown"),
  );
  return types.size === 1 ? ([...types][0] as PathType) : "unknown";
};

const typeofAll = (values: readonly unknown[]): PathType => {
  const types = new Set(values.map((value) => typeof value));
  return types.size === 1 ? (knownTypes[[...types][0] as string] ?? "unknown") : "unknown";
};

const knownTypes: Record<string, PathType> = {
  string: "string",
  number: "number",
  integer: "number",
  boolean: "boolean",
  array: "array",
  object: "object",
};
