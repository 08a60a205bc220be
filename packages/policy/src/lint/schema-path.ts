import type { Step } from "../conditions/path.ts";
import { isObject, type Place, Registry, SchemaProblem } from "../schema/registry.ts";

/**
 * What an input schema says about a path: it does not have it ("absent"), it leaves it open ("free"), or these schemas judge
 * the value there. `optional` when a valid call may leave it out.
 */
export type SchemaAnswer = {
  is: "absent" | "free" | "known";
  schemas: readonly { readonly [keyword: string]: unknown }[];
  optional: boolean;
};

/** Follows a path through a schema. A schema that cannot be read leaves everything free. */
export function followSchema(schema: unknown, steps: readonly Step[]): SchemaAnswer {
  try {
    const registry = registryOf(schema);
    const forms = new Forms(registry);
    let places: Place[] = [registry.root];
    let optional = false;
    for (const step of steps) {
      const found = places.flatMap((place) => forms.of(place));
      if (found.length === 0 || found.some(({ schema: form }) => form === true)) return free;
      const answers = found.map((form) => stepInto(form, step));
      optional ||= isOptional(found, step);
      const known = answers.filter((answer) => typeof answer === "object");
      if (known.length === 0) return answers.includes("free") ? free : { is: "absent", schemas: [], optional: true };
      places = known;
    }
    const schemas = places.flatMap((place) => forms.of(place)).map(({ schema: form }) => form);
    return schemas.every(isObject) ? { is: "known", schemas, optional } : { ...free, optional };
  } catch {
    return free;
  }
}

const free: SchemaAnswer = { is: "free", schemas: [], optional: true };
const referencesMax = 8;

// Reading a schema into a registry costs more than following a path in it.
const registries = new WeakMap<object, Registry>();
const registryOf = (schema: unknown): Registry => {
  const known = isObject(schema) ? registries.get(schema) : undefined;
  const registry = known ?? new Registry(schema);
  if (isObject(schema)) registries.set(schema, registry);
  return registry;
};

/** Schemas with their references followed and their alternatives side by side. */
class Forms {
  // Alternatives that refer to alternatives multiply: a schema of a few lines has more forms than can be counted.
  #left = 1_000;
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** @throws SchemaProblem for a schema with too many forms */
  of(place: Place, depth = 0): Place[] {
    const { schema, base } = place;
    if (--this.#left < 0) throw new SchemaProblem("The schema has too many forms.");
    if (!isObject(schema) || depth > referencesMax) return [place];
    const inner = [
      ...(typeof schema.$ref === "string" ? [this.#registry.resolve(schema.$ref, this.#registry.baseOf(schema, base))] : []),
      ...["allOf", "anyOf", "oneOf"].flatMap((keyword) =>
        (Array.isArray(schema[keyword]) ? schema[keyword] : []).map((one) => ({ schema: one as unknown, base })),
      ),
    ];
    const says = ["type", "properties", "items", "prefixItems", "enum", "const", "additionalProperties"].some(
      (keyword) => keyword in schema,
    );
    const followed = inner.flatMap((one) => this.of(one, depth + 1));
    return says || inner.length === 0 ? [place, ...followed] : followed;
  }
}

const stepInto = ({ schema, base }: Place, step: Step): Place | "absent" | "free" => {
  if (schema === true) return "free";
  if (!isObject(schema)) return "absent";
  const at = (inner: unknown): Place | "free" => (inner === undefined || inner === true ? "free" : { schema: inner, base });
  if (step === "each" || "index" in step) {
    if (!mayBe(schema, "array")) return "absent";
    const listed = schema.prefixItems ?? (Array.isArray(schema.items) ? schema.items : undefined);
    if (step !== "each" && Array.isArray(listed) && step.index < listed.length) return at(listed[step.index]);
    return schema.items === false ? "absent" : at(Array.isArray(schema.items) ? schema.additionalItems : schema.items);
  }
  if (!mayBe(schema, "object")) return "absent";
  const { properties, patternProperties, additionalProperties } = schema;
  if (isObject(properties) && Object.hasOwn(properties, step.member)) return at(properties[step.member]);
  if (isObject(patternProperties)) return "free";
  if (additionalProperties === undefined) return isObject(properties) ? "absent" : "free";
  return additionalProperties === false ? "absent" : at(additionalProperties);
};

const mayBe = (schema: { readonly [keyword: string]: unknown }, type: string): boolean =>
  schema.type === undefined || (Array.isArray(schema.type) ? schema.type.includes(type) : schema.type === type);

const isOptional = (forms: readonly Place[], step: Step): boolean => {
  if (step === "each" || "index" in step) return true;
  return !forms.some(({ schema }) => isObject(schema) && Array.isArray(schema.required) && schema.required.includes(step.member));
};
