import { tokensOf } from "../json/pointer.ts";

/** What kind of schema document this is: "items" and "$ref" mean different things in the two. */
export type Dialect = "draft-07" | "2020-12";
export type SchemaObject = { readonly [keyword: string]: unknown };

/** A place in the document: the schema there and the URI that its references are relative to. */
export type Place = { schema: unknown; base: string };

/** Thrown for schemas that this validator does not take; the message is a sentence. */
export class SchemaProblem extends Error {}

const depthMax = 32;
const subschemasMax = 2_000;
const rootBase = "https://schema.invalid/";

/** Keywords that hold one schema, a list of schemas, or schemas by name. */
const single = [
  "additionalItems",
  "additionalProperties",
  "contains",
  "else",
  "if",
  "items",
  "not",
  "propertyNames",
  "then",
  "unevaluatedItems",
  "unevaluatedProperties",
];
const lists = ["allOf", "anyOf", "items", "oneOf", "prefixItems"];
const named = ["$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"];

/** Everything in one schema document that a reference can name. Nothing outside it is ever fetched. */
export class Registry {
  readonly dialect: Dialect;
  readonly root: Place;
  private readonly resources = new Map<string, unknown>();
  private readonly anchors = new Map<string, Place>();
  private readonly dynamicAnchors = new Map<string, Place>();
  private readonly bases = new Map<object, string>();
  private subschemas = 0;

  constructor(schema: unknown) {
    this.dialect = dialectOf(schema);
    this.resources.set(rootBase, schema);
    this.root = { schema, base: this.register(schema, rootBase, 0) };
  }

  /** The schema that a `$ref` names. */
  resolve(reference: string, base: string): Place {
    const { document, fragment } = split(reference, base);
    if (fragment !== "" && !fragment.startsWith("/")) {
      const place = this.anchors.get(`${document}#${fragment}`);
      if (place) return place;
    } else if (this.resources.has(document)) {
      const place = this.walk(document, tokensOf(fragment));
      if (place) return place;
    }
    throw new SchemaProblem(`The schema refers to ${JSON.stringify(reference)}, which is not in it.`);
  }

  /** The place that a `$dynamicRef` falls to in one resource of the dynamic scope. */
  dynamic(resource: string, anchor: string): Place | undefined {
    return this.dynamicAnchors.get(`${resource}#${anchor}`);
  }

  /** The URI of the resource that a schema object starts or belongs to. */
  baseOf(schema: object, inherited: string): string {
    return this.bases.get(schema) ?? inherited;
  }

  private walk(document: string, tokens: readonly string[]): Place | undefined {
    let place: Place = { schema: this.resources.get(document), base: document };
    for (const token of tokens) {
      const { schema } = place;
      if (typeof schema !== "object" || schema === null || !Object.hasOwn(schema, token)) return undefined;
      const next = (schema as SchemaObject)[token];
      place = { schema: next, base: typeof next === "object" && next !== null ? this.baseOf(next, place.base) : place.base };
    }
    return place;
  }

  private register(schema: unknown, inherited: string, depth: number): string {
    if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return inherited;
    if (depth > depthMax) throw new SchemaProblem(`The schema nests deeper than ${depthMax} levels.`);
    if (++this.subschemas > subschemasMax) throw new SchemaProblem(`The schema has more than ${subschemasMax} parts.`);
    const parts = schema as SchemaObject;
    const base = this.nameSchema(parts, inherited);
    this.bases.set(schema, base);
    const under = (value: unknown) => this.register(value, base, depth + 1);
    for (const keyword of single) under(parts[keyword]);
    for (const keyword of lists) if (Array.isArray(parts[keyword])) parts[keyword].forEach(under);
    for (const keyword of named) if (isObject(parts[keyword])) Object.values(parts[keyword]).forEach(under);
    return base;
  }

  private nameSchema(parts: SchemaObject, inherited: string): string {
    const place = (base: string): Place => ({ schema: parts, base });
    const id = typeof parts.$id === "string" ? parts.$id : undefined;
    let base = inherited;
    if (id !== undefined && !(this.dialect === "draft-07" && "$ref" in parts)) {
      const { document, fragment } = split(id, inherited);
      // Draft-07 writes what later became $anchor as an $id that is only a fragment.
      if (fragment !== "" && this.dialect === "draft-07") this.anchors.set(`${document}#${fragment}`, place(inherited));
      if (!id.startsWith("#")) {
        base = document;
        this.resources.set(base, parts);
      }
    }
    if (this.dialect === "2020-12") {
      if (typeof parts.$anchor === "string") this.anchors.set(`${base}#${parts.$anchor}`, place(base));
      if (typeof parts.$dynamicAnchor === "string") {
        this.anchors.set(`${base}#${parts.$dynamicAnchor}`, place(base));
        this.dynamicAnchors.set(`${base}#${parts.$dynamicAnchor}`, place(base));
      }
    }
    return base;
  }
}

export const isObject = (value: unknown): value is SchemaObject => typeof value === "object" && value !== null && !Array.isArray(value);

const dialectOf = (schema: unknown): Dialect => {
  const named = isObject(schema) ? schema.$schema : undefined;
  if (named === undefined) return "2020-12";
  const known =
    typeof named === "string" ? /^https?:\/\/json-schema\.org\/(?:draft-0([67])|draft\/(2020-12))\/schema#?$/.exec(named) : null;
  if (known === null) throw new SchemaProblem(`The schema is written in a dialect that is not supported: ${JSON.stringify(named)}.`);
  return known[2] === undefined ? "draft-07" : "2020-12";
};

const split = (reference: string, base: string): { document: string; fragment: string } => {
  try {
    const url = new URL(reference, base);
    const fragment = decodeURIComponent(url.hash.slice(1));
    url.hash = "";
    return { document: url.href.replace(/#$/, ""), fragment };
  } catch {
    throw new SchemaProblem(`The schema names ${JSON.stringify(reference)}, which is no URI.`);
  }
};
