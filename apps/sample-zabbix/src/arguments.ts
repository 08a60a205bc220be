/** The part of JSON Schema that the catalogue uses. `$ref` points into the tool's own schema. */
export type Schema = {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  minItems?: number;
  $ref?: string;
};

/**
 * Checks a tool's arguments against its schema.
 *
 * @returns one sentence about the first thing that is wrong, or undefined; formats of strings are not looked at
 */
export function problemIn(args: unknown, schema: Schema): string | undefined {
  return problemAt("arguments", args, schema, schema);
}

/** The arguments with the schema's defaults where the caller left a member out; only at the top, as the catalogue has them there. */
export function withDefaults(args: Record<string, unknown>, schema: Schema): Record<string, unknown> {
  const defaults = Object.entries(schema.properties ?? {}).filter(([, property]) => property.default !== undefined);
  return { ...Object.fromEntries(defaults.map(([name, property]) => [name, property.default])), ...args };
}

function problemAt(at: string, value: unknown, schema: Schema, root: Schema): string | undefined {
  const target = schema.$ref === undefined ? undefined : resolve(schema.$ref, root);
  return (
    (target && problemAt(at, value, target, root)) ??
    typeProblem(at, value, schema) ??
    choiceProblem(at, value, schema, root) ??
    numberProblem(at, value, schema) ??
    sizeProblem(at, value, schema) ??
    (Array.isArray(value) ? itemsProblem(at, value, schema, root) : undefined) ??
    (isRecord(value) ? membersProblem(at, value, schema, root) : undefined)
  );
}

function typeProblem(at: string, value: unknown, { type }: Schema): string | undefined {
  if (type === undefined) return undefined;
  const types = Array.isArray(type) ? type : [type];
  return types.some((name) => hasType(value, name)) ? undefined : `${at} must be of type ${types.join(" or ")}.`;
}

function choiceProblem(at: string, value: unknown, schema: Schema, root: Schema): string | undefined {
  if (schema.const !== undefined && value !== schema.const) return `${at} must be ${JSON.stringify(schema.const)}.`;
  if (schema.enum && !schema.enum.includes(value))
    return `${at} must be one of ${schema.enum.map((one) => JSON.stringify(one)).join(", ")}.`;
  if (schema.anyOf?.every((one) => problemAt(at, value, one, root) !== undefined)) return `${at} has none of the forms that it may have.`;
  return undefined;
}

function numberProblem(at: string, value: unknown, { minimum, maximum, exclusiveMinimum }: Schema): string | undefined {
  if (typeof value !== "number") return undefined;
  if (minimum !== undefined && value < minimum) return `${at} must be at least ${minimum}.`;
  if (maximum !== undefined && value > maximum) return `${at} must be at most ${maximum}.`;
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) return `${at} must be greater than ${exclusiveMinimum}.`;
  return undefined;
}

function sizeProblem(at: string, value: unknown, { minLength = 0, minItems = 0 }: Schema): string | undefined {
  if (typeof value === "string" && value.length < minLength) return `${at} must have at least ${minLength} characters.`;
  if (Array.isArray(value) && value.length < minItems) return `${at} must have at least ${minItems} elements.`;
  return undefined;
}

function itemsProblem(at: string, value: unknown[], { items }: Schema, root: Schema): string | undefined {
  return items && first(value, (item, index) => problemAt(`${at}[${index}]`, item, items, root));
}

function membersProblem(at: string, value: Record<string, unknown>, schema: Schema, root: Schema): string | undefined {
  const { properties = {}, required = [], additionalProperties } = schema;
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return `${at}.${missing} is missing.`;
  return first(Object.entries(value), ([name, member]) => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property) return problemAt(`${at}.${name}`, member, property, root);
    if (additionalProperties === false) return `${at}.${name} is not an argument of this tool.`;
    return typeof additionalProperties === "object" ? problemAt(`${at}.${name}`, member, additionalProperties, root) : undefined;
  });
}

function first<T>(list: readonly T[], problem: (element: T, index: number) => string | undefined): string | undefined {
  for (const [index, element] of list.entries()) {
    const found = problem(element, index);
    if (found !== undefined) return found;
  }
  return undefined;
}

function hasType(value: unknown, type: string): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "array") return Array.isArray(value);
  if (type === "null") return value === null;
  if (type === "object") return isRecord(value);
  return typeof value === type;
}

function resolve(pointer: string, root: Schema): Schema {
  const keys = pointer.replace(/^#\//, "").split("/");
  const found = keys.reduce<unknown>((node, key) => (isRecord(node) ? node[key] : undefined), root);
  if (!isRecord(found)) throw new Error(`the catalogue refers to ${pointer}, which is not there`);
  return found as Schema;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
