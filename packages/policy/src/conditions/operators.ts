import { type JsonNode, nodeOf } from "../json/node.ts";
import { comparableNumber } from "../json/number.ts";
import { answerOf, negate, UNKNOWN } from "./answer.ts";
import { containing, equalTo, oneOf } from "./equality.ts";
import { withinFolders } from "./folder.ts";
import { hostAmong } from "./host.ts";
import type { Comparison } from "./language.ts";
import { inRanges } from "./network.ts";
import { matching } from "./pattern.ts";
import { codePoints, isSound, type Test, textTest } from "./text.ts";

/** The test that an operator makes of a present value; `exists` asks about presence itself and is not among them. */
export function testOf(condition: Exclude<Comparison, { op: "exists" }>): Test {
  switch (condition.op) {
    case "eq":
      return equalTo(nodeOf(condition.value));
    case "neq":
      return not(equalTo(nodeOf(condition.value)));
    case "lt":
      return numberTest(condition.value, (value, bound) => value < bound);
    case "lte":
      return numberTest(condition.value, (value, bound) => value <= bound);
    case "gt":
      return numberTest(condition.value, (value, bound) => value > bound);
    case "gte":
      return numberTest(condition.value, (value, bound) => value >= bound);
    case "in":
      return oneOf(condition.value.map(nodeOf));
    case "not_in":
      return not(oneOf(condition.value.map(nodeOf)));
    case "contains":
      return containing(nodeOf(condition.value));
    case "not_contains":
      return not(containing(nodeOf(condition.value)));
    case "starts_with":
      return textTest((text) => text.startsWith(condition.value));
    case "ends_with":
      return textTest((text) => text.endsWith(condition.value));
    case "regex":
      return matching(condition.value);
    case "not_regex":
      return not(matching(condition.value));
    case "length_lte":
      return lengthTest((length) => length <= condition.value);
    case "length_gte":
      return lengthTest((length) => length >= condition.value);
    case "host_in":
      return hostAmong(condition.value);
    case "host_not_in":
      return not(hostAmong(condition.value));
    case "path_within":
      return withinFolders(condition.value);
    case "path_not_within":
      return not(withinFolders(condition.value));
    case "cidr_in":
      return inRanges(condition.value);
    case "cidr_not_in":
      return not(inRanges(condition.value));
  }
}

const not =
  (test: Test): Test =>
  (node) =>
    negate(test(node));

const numberTest =
  (bound: number, holds: (value: number, bound: number) => boolean): Test =>
  (node) => {
    const value = node.kind === "number" ? comparableNumber(node.text) : Number.NaN;
    return Number.isNaN(value) ? UNKNOWN : answerOf(holds(value, bound));
  };

const lengthTest =
  (holds: (length: number) => boolean): Test =>
  (node) => {
    const length = lengthOf(node);
    return length === undefined ? UNKNOWN : answerOf(holds(length));
  };

const lengthOf = (node: JsonNode): number | undefined => {
  if (node.kind === "array") return node.items.length;
  return node.kind === "string" && isSound(node.value) ? codePoints(node.value) : undefined;
};
