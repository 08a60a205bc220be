import fc from "fast-check";
import type { JsonNode } from "../src/index.ts";
import { readJson } from "./json-text.ts";

/** JSON nodes for the generators: `number` takes the spelling, so that generated numbers never pass through a double. */
export const string = (value: string): JsonNode => ({ kind: "string", value });
export const number = (text: string): JsonNode => ({ kind: "number", text });
export const boolean = (value: boolean): JsonNode => ({ kind: "boolean", value });
export const array = (items: JsonNode[]): JsonNode => ({ kind: "array", items });
export const object = (members: Iterable<readonly [string, JsonNode]>): JsonNode => ({ kind: "object", members: new Map(members) });
export const nothing: JsonNode = { kind: "null" };

export const strings = (values: readonly string[]): fc.Arbitrary<JsonNode> => fc.constantFrom(...values.map(string));
export const numbers = (texts: readonly string[]): fc.Arbitrary<JsonNode> => fc.constantFrom(...texts.map(number));
export const booleans: fc.Arbitrary<JsonNode> = fc.constantFrom(boolean(true), boolean(false));
export const arrays = (items: fc.Arbitrary<JsonNode>, lengthMax: number, lengthMin = 0): fc.Arbitrary<JsonNode> =>
  fc.array(items, { minLength: lengthMin, maxLength: lengthMax }).map(array);

/** An object with the given members; those named in `required` are always there, the others sometimes. */
export const objects = (members: Record<string, fc.Arbitrary<JsonNode>>, required: string[] = []): fc.Arbitrary<JsonNode> =>
  fc.record(members, { requiredKeys: required, noNullPrototype: true }).map((made) => object(Object.entries(made)));

/** Any JSON, a few levels deep. */
export const anyJson: fc.Arbitrary<JsonNode> = fc.json({ maxDepth: 3 }).map(readJson);

/** Arrays in arrays, deeper than any path. */
export const deepJson: fc.Arbitrary<JsonNode> = fc
  .integer({ min: 1, max: 60 })
  .map((depth) => Array.from({ length: depth }).reduce<JsonNode>((inner) => array([inner]), string("a")));
