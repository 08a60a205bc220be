import { revealHidden } from "@portcullis/catalogue";
import { readSchema } from "@portcullis/policy";
import type { JsonObject } from "@portcullis/protocol";

/** The first argument because of which arguments do not satisfy a schema, in a sentence; the general one where it is not a single argument's fault. */
export function misfitWords(inputSchema: object, args: JsonObject): string {
  const { properties, patternProperties, required, additionalProperties, ...rest } = inputSchema as Schema;
  const known = isObject(properties) ? properties : {};
  const missing = Array.isArray(required) ? required.find((name) => typeof name === "string" && !args.members.has(name)) : undefined;
  if (missing !== undefined) return `The argument ${quoted(missing)} is missing: the tool requires it.`;
  if (additionalProperties === false && patternProperties === undefined) {
    const unknown = [...args.members.keys()].find((name) => !Object.hasOwn(known, name));
    if (unknown !== undefined) return `The tool knows no argument ${quoted(unknown)}.`;
  }
  // Each by itself, beside what its schema may refer to.
  const definitions = Object.fromEntries(Object.entries(rest).filter(([name]) => /^\$|^definitions$/.test(name)));
  const wrong = Object.keys(known).find((name) => {
    if (!args.members.has(name)) return false;
    const accepts = readSchema({ ...definitions, properties: Object.fromEntries([[name, known[name]]]) });
    return typeof accepts === "function" && !accepts(args);
  });
  if (wrong !== undefined) return `The argument ${quoted(wrong)} does not satisfy the input schema of the tool.`;
  return "These arguments do not satisfy the input schema of the tool.";
}

type Schema = Record<"properties" | "patternProperties" | "required" | "additionalProperties", unknown>;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** Names are the server's words, and may be long. */
const quoted = (name: string): string => {
  const shown = revealHidden(name);
  return `“${shown.length > 100 ? `${shown.slice(0, 100)}…` : shown}”`;
};
