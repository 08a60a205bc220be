import type { JsonNode } from "@portcullis/protocol";
import { namesCredential } from "./credential-names.ts";
import { holdsCredential } from "./credential-shapes.ts";

/**
 * What may become of a value in the record. keep: it stands there; hash: only whether it was used can be asked; encrypt: it can be read until
 * the key is destroyed; drop: nothing of it is left. What is not known is `hash`.
 */
export type ValueClass = "keep" | "hash" | "encrypt" | "drop";

/** `name`: of the member that holds it (for items of a list, of the list); `schema`: its JSON Schema, if the tool declares one for the path. */
export type ValueAt = { name: string; schema: unknown; value: JsonNode };

/** The class of one value that has no members of its own. Whatever the schema says, a credential is dropped. */
export function classify({ name, schema, value }: ValueAt): ValueClass {
  const declared = isObject(schema) ? schema : undefined;
  if (value.kind === "boolean" || value.kind === "null") return "keep";
  if (namesCredential(name) || declaresCredential(declared)) return "drop";
  // Long texts are not looked through: nothing of them can be read afterwards.
  if (value.kind === "string" && (value.suspect || value.value.length > lookedThroughMax)) return "hash";
  if (value.kind === "string" && holdsCredential(value.value)) return "drop";
  if (declared === undefined) return "hash";
  if (isListed(declared, value)) return "keep";
  return "encrypt";
}

const lookedThroughMax = 8_192;

const declaresCredential = (schema: Record<string, unknown> | undefined): boolean =>
  schema !== undefined &&
  (schema.format === "password" || schema.writeOnly === true || schema["x-secret"] === true || schema["x-sensitive"] === true);

/** The tool itself lists the value: whoever may see the tool has seen it. */
function isListed(schema: Record<string, unknown>, value: JsonNode): boolean {
  const listed = Array.isArray(schema.enum) ? schema.enum : "const" in schema ? [schema.const] : [];
  if (value.kind === "string") return listed.includes(value.value);
  return value.kind === "number" && listed.some((one) => typeof one === "number" && JSON.stringify(one) === value.text);
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
