import type { JsonNode } from "../json/node.ts";
import { agrees, holds, type Judge, type Keyword } from "./judge.ts";
import { SchemaProblem } from "./registry.ts";

/** Keywords that ask other schemas about the same value. */
export const logicKeywords: Readonly<Record<string, Keyword>> = {
  allOf: (value, { sub }) => {
    const judges = schemasOf(value).map(sub);
    return (node, run, seen) => judges.every((judge) => agrees(judge, node, run, seen));
  },
  // Every branch is asked, because each one that agrees has looked at something.
  anyOf: (value, { sub }) => {
    const judges = schemasOf(value).map(sub);
    return (node, run, seen) => judges.map((judge) => agrees(judge, node, run, seen)).includes(true);
  },
  oneOf: (value, { sub }) => {
    const judges = schemasOf(value).map(sub);
    return (node, run, seen) => judges.filter((judge) => agrees(judge, node, run, seen)).length === 1;
  },
  not: (value, { sub }) => {
    const judge = sub(value);
    return (node, run) => !holds(judge, node, run);
  },
  if: (value, { sub, schema }) => {
    const [condition, met, unmet] = [value, schema.then ?? true, schema.else ?? true].map(sub) as [Judge, Judge, Judge];
    return (node, run, seen) => (agrees(condition, node, run, seen) ? agrees(met, node, run, seen) : agrees(unmet, node, run, seen));
  },
  $ref: (value, { refer }) => {
    const target = refer(textOf(value));
    return (node, run, seen) => agrees(target(), node, run, seen);
  },
  $dynamicRef: (value, { dynamic, isDraft7 }) => {
    if (isDraft7) return undefined;
    const judge = dynamic(textOf(value));
    return (node, run, seen) => agrees(judge, node, run, seen);
  },
};

/** Keywords that look at what all others left over; they are asked last. */
export const leftoverKeywords: Readonly<Record<string, Keyword>> = {
  unevaluatedItems: (value, { sub, isDraft7 }) => {
    if (isDraft7) return undefined;
    const judge = sub(value);
    return (node, run, seen) => node.kind !== "array" || node.items.every((item, index) => isFine(seen.items, index, judge, item, run));
  },
  unevaluatedProperties: (value, { sub, isDraft7 }) => {
    if (isDraft7) return undefined;
    const judge = sub(value);
    return (node, run, seen) =>
      node.kind !== "object" || [...node.members].every(([name, member]) => isFine(seen.names, name, judge, member, run));
  },
};

const isFine = <Key>(seen: Set<Key>, key: Key, judge: Judge, node: JsonNode, run: Parameters<Judge>[1]): boolean => {
  if (seen.has(key)) return true;
  seen.add(key);
  return holds(judge, node, run);
};

const schemasOf = (value: unknown): readonly unknown[] => {
  if (!Array.isArray(value) || value.length === 0) throw new SchemaProblem("A list of schemas is expected.");
  return value;
};

const textOf = (value: unknown): string => {
  if (typeof value !== "string") throw new SchemaProblem("A reference is a string.");
  return value;
};
