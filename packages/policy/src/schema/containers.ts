import type { JsonNode } from "../json/node.ts";
import { holds, type Judge, type Keyword } from "./judge.ts";
import { isObject, SchemaProblem } from "./registry.ts";
import { identity, sizeOf } from "./same.ts";
import { bound, readPattern } from "./values.ts";

/** Keywords about arrays. */
export const arrayKeywords: Readonly<Record<string, Keyword>> = {
  prefixItems: (value, { sub }) => tuple(listOf(value).map(sub)),
  items: (value, { sub, schema, isDraft7 }) => {
    if (Array.isArray(value)) {
      if (!isDraft7) throw new SchemaProblem("A list in items is called prefixItems in this dialect.");
      return tuple(value.map(sub));
    }
    return rest(isDraft7 || !Array.isArray(schema.prefixItems) ? 0 : schema.prefixItems.length, sub(value));
  },
  additionalItems: (value, { sub, schema, isDraft7 }) =>
    isDraft7 && Array.isArray(schema.items) ? rest(schema.items.length, sub(value)) : undefined,
  minItems: (value) => counted(value, (node, size) => node.kind !== "array" || node.items.length >= size),
  maxItems: (value) => counted(value, (node, size) => node.kind !== "array" || node.items.length <= size),
  uniqueItems: (value) =>
    value !== true
      ? undefined
      : (node, run) => {
          if (node.kind !== "array") return true;
          run.step(sizeOf(node));
          return new Set(node.items.map(identity)).size === node.items.length;
        },
  contains: (value, { sub, schema, isDraft7 }) => {
    const judge = sub(value);
    const least = isDraft7 || schema.minContains === undefined ? 1 : bound(schema.minContains);
    const most = isDraft7 || schema.maxContains === undefined ? Number.POSITIVE_INFINITY : bound(schema.maxContains);
    return (node, run, seen) => {
      if (node.kind !== "array") return true;
      const found = node.items.flatMap((item, index) => (holds(judge, item, run) ? [index] : []));
      if (!isDraft7) for (const index of found) seen.items.add(index);
      return found.length >= least && found.length <= most;
    };
  },
};

/** Keywords about objects. */
export const objectKeywords: Readonly<Record<string, Keyword>> = {
  properties: (value, { sub }) => {
    const judges = Object.entries(membersOf(value)).map(([name, schema]) => [name, sub(schema)] as const);
    return (node, run, seen) =>
      node.kind !== "object" ||
      judges.every(([name, judge]) => {
        const member = node.members.get(name);
        if (member === undefined) return true;
        seen.names.add(name);
        return holds(judge, member, run);
      });
  },
  patternProperties: (value, { sub }) => {
    const judges = Object.entries(membersOf(value)).map(([pattern, schema]) => [readPattern(pattern), sub(schema)] as const);
    return (node, run, seen) =>
      node.kind !== "object" ||
      [...node.members].every(([name, member]) =>
        judges.every(([matches, judge]) => {
          run.step(1 + (name.length >> 4));
          if (!matches(name)) return true;
          seen.names.add(name);
          return holds(judge, member, run);
        }),
      );
  },
  additionalProperties: (value, { sub, schema }) => {
    const judge = sub(value);
    const names = new Set(isObject(schema.properties) ? Object.keys(schema.properties) : []);
    const patterns = isObject(schema.patternProperties) ? Object.keys(schema.patternProperties).map(readPattern) : [];
    return (node, run, seen) =>
      node.kind !== "object" ||
      [...node.members].every(([name, member]) => {
        run.step(1 + patterns.length * (1 + (name.length >> 4)));
        if (names.has(name) || patterns.some((matches) => matches(name))) return true;
        seen.names.add(name);
        return holds(judge, member, run);
      });
  },
  propertyNames: (value, { sub }) => {
    const judge = sub(value);
    return (node, run) =>
      node.kind !== "object" || [...node.members.keys()].every((name) => holds(judge, { kind: "string", value: name }, run));
  },
  required: (value) => {
    const names = namesOf(value);
    return (node) => node.kind !== "object" || names.every((name) => node.members.has(name));
  },
  minProperties: (value) => counted(value, (node, size) => node.kind !== "object" || node.members.size >= size),
  maxProperties: (value) => counted(value, (node, size) => node.kind !== "object" || node.members.size <= size),
  dependentRequired: (value, { isDraft7 }) => (isDraft7 ? undefined : dependent(value, (names) => needs(namesOf(names)))),
  dependentSchemas: (value, { sub, isDraft7 }) => (isDraft7 ? undefined : dependent(value, sub)),
  // 2020-12 split this in two and asks validators to keep understanding it.
  dependencies: (value, { sub }) => dependent(value, (one) => (Array.isArray(one) ? needs(namesOf(one)) : sub(one))),
};

const listOf = (value: unknown): readonly unknown[] => {
  if (!Array.isArray(value)) throw new SchemaProblem("A list of schemas is expected.");
  return value;
};

export const membersOf = (value: unknown): { readonly [name: string]: unknown } => {
  if (!isObject(value)) throw new SchemaProblem("An object of schemas is expected.");
  return value;
};

const namesOf = (value: unknown): readonly string[] => {
  if (!Array.isArray(value) || !value.every((name) => typeof name === "string"))
    throw new SchemaProblem("A list of member names is expected.");
  return value;
};

const counted = (value: unknown, test: (node: JsonNode, size: number) => boolean): Judge => {
  const size = bound(value);
  return (node) => test(node, size);
};

const tuple =
  (judges: readonly Judge[]): Judge =>
  (node, run, seen) => {
    if (node.kind !== "array") return true;
    const length = Math.min(judges.length, node.items.length);
    for (let at = 0; at < length; at++) {
      seen.items.add(at);
      if (!holds(judges[at] as Judge, node.items[at] as JsonNode, run)) return false;
    }
    return true;
  };

const rest =
  (from: number, judge: Judge): Judge =>
  (node, run, seen) => {
    if (node.kind !== "array") return true;
    for (let at = from; at < node.items.length; at++) {
      seen.items.add(at);
      if (!holds(judge, node.items[at] as JsonNode, run)) return false;
    }
    return true;
  };

const needs =
  (names: readonly string[]): Judge =>
  (node) =>
    node.kind !== "object" || names.every((name) => node.members.has(name));

const dependent = (value: unknown, compile: (schema: unknown) => Judge): Judge => {
  const judges = Object.entries(membersOf(value)).map(([name, schema]) => [name, compile(schema)] as const);
  return (node, run, seen) => node.kind !== "object" || judges.every(([name, judge]) => !node.members.has(name) || judge(node, run, seen));
};
