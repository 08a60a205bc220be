import fc from "fast-check";
import type { JsonNode } from "../src/index.ts";
import { itemsOf, member, membersOf } from "./json-text.ts";
import { array, object } from "./nodes.ts";

/** Changes of a document for properties that compare before and after. */

export const withMember = (node: JsonNode, name: string, value: JsonNode): JsonNode =>
  object([...new Map(membersOf(node)).set(name, value)]);

/** Puts an item into an array that may not be there yet, at the place that `share` (0 to 1) of its length says. */
export const withItem = (node: JsonNode, name: string, item: JsonNode, share: number): JsonNode => {
  const items = itemsOf(member(node, name));
  const index = Math.round(share * items.length);
  return withMember(node, name, array([...items.slice(0, index), item, ...items.slice(index)]));
};

/** The entries of `tools` in another order, which `seed` decides. */
export const permuted = (document: JsonNode, seed: number): JsonNode => {
  const entries = membersOf(member(document, "tools"));
  const [order] = fc.sample(fc.shuffledSubarray(entries, { minLength: entries.length }), { seed, numRuns: 1 });
  return entries.length === 0 ? document : withMember(document, "tools", object(order!));
};

/** Adds a member to `tools` at any place, in place of one with the same key. */
export const withEntry = (document: JsonNode, key: string, entry: JsonNode, share: number): JsonNode => {
  const others = membersOf(member(document, "tools")).filter(([name]) => name !== key);
  const index = Math.round(share * others.length);
  return withMember(document, "tools", object([...others.slice(0, index), [key, entry], ...others.slice(index)]));
};
