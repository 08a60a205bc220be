import type * as z from "zod";
import { Policy } from "../language.ts";

/** The names of the fields that the language knows at a place of the document, read off the zod type itself. */
export function fieldsAt(path: readonly PropertyKey[], document: unknown): string[] {
  let schemas: Schema[] = [Policy as unknown as Schema];
  let value = document;
  for (const token of path) {
    schemas = schemas.flatMap((schema) => stepInto(schema, token));
    value = typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[token] : undefined;
  }
  return [...new Set(schemas.flatMap(formsOf).flatMap((schema) => Object.keys(schema._zod.def.shape ?? {})))];
}

type Definition = {
  shape?: Record<string, Schema>;
  innerType?: Schema;
  element?: Schema;
  valueType?: Schema;
  options?: readonly Schema[];
  getter?: () => Schema;
};
type Schema = z.ZodType & { _zod: { def: Definition } };

// A schema with its wrappers taken off: optional, lazy, and each form of a union.
const formsOf = (schema: Schema): Schema[] => {
  const definition = schema._zod.def;
  if (definition.innerType) return formsOf(definition.innerType);
  if (definition.getter) return formsOf(definition.getter());
  if (definition.options) return definition.options.flatMap(formsOf);
  return [schema];
};

const stepInto = (schema: Schema, token: PropertyKey): Schema[] =>
  formsOf(schema).flatMap((form) => {
    const { shape, element, valueType } = form._zod.def;
    const next = element ?? valueType ?? (shape && Object.hasOwn(shape, token) ? shape[String(token)] : undefined);
    return next ? [next] : [];
  });
