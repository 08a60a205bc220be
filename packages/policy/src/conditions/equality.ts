import type { JsonNode } from "../json/node.ts";
import { comparableNumber } from "../json/number.ts";
import { type Answer, answerOf, FALSE, some, TRUE, UNKNOWN } from "./answer.ts";
import { afford } from "./effort.ts";
import { isSound, type Test } from "./text.ts";
import { hasTwin, type MemberName, memberName } from "./twins.ts";

/** Deep equality with a value of the policy. Values of different JSON types cannot tell: nothing is converted. */
export function equalTo(expected: JsonNode): Test {
  switch (expected.kind) {
    case "string":
      return (node) => (node.kind === "string" && isSound(node.value) ? answerOf(node.value === expected.value) : UNKNOWN);
    case "number": {
      const wanted = comparableNumber(expected.text);
      return (node) => {
        const value = node.kind === "number" ? comparableNumber(node.text) : Number.NaN;
        return Number.isNaN(value) || Number.isNaN(wanted) ? UNKNOWN : answerOf(value === wanted);
      };
    }
    case "boolean":
      return (node) => (node.kind === "boolean" ? answerOf(node.value === expected.value) : UNKNOWN);
    case "null":
      return (node) => (node.kind === "null" ? TRUE : UNKNOWN);
    case "array": {
      const tests = expected.items.map(equalTo);
      return (node) => (node.kind === "array" ? sameItems(tests, node.items) : UNKNOWN);
    }
    case "object": {
      const tests = [...expected.members].map(([name, value]) => ({ test: equalTo(value), name: memberName(name) }));
      return (node) => (node.kind === "object" ? sameMembers(tests, node.members) : UNKNOWN);
    }
  }
}

/** Equal to one of the values. Only values of the same JSON type are asked; where there is none, it cannot tell. */
export function oneOf(values: readonly JsonNode[]): Test {
  const testsByKind = new Map<JsonNode["kind"], Test[]>();
  for (const value of values) {
    const tests = testsByKind.get(value.kind);
    if (tests === undefined) testsByKind.set(value.kind, [equalTo(value)]);
    else tests.push(equalTo(value));
  }
  const texts = new Set(values.flatMap((value) => (value.kind === "string" ? [value.value] : [])));
  return (node) => {
    if (node.kind === "string" && texts.size > 0) return isSound(node.value) ? answerOf(texts.has(node.value)) : UNKNOWN;
    const tests = testsByKind.get(node.kind);
    return tests === undefined ? UNKNOWN : some(tests, (test) => test(node));
  };
}

/** A substring of a string, or an element of an array. */
export function containing(expected: JsonNode): Test {
  const equal = equalTo(expected);
  const text = expected.kind === "string" ? expected.value : undefined;
  return (node) => {
    if (node.kind === "array") return some(node.items, equal);
    return node.kind === "string" && text !== undefined && isSound(node.value) ? answerOf(node.value.includes(text)) : UNKNOWN;
  };
}

const sameItems = (tests: readonly Test[], items: readonly JsonNode[]): Answer => {
  if (tests.length !== items.length) return FALSE;
  let result: Answer = TRUE;
  for (let at = 0; at < tests.length; at++) {
    const answer = (tests[at] as Test)(items[at] as JsonNode);
    if (answer === FALSE) return FALSE;
    if (answer === UNKNOWN) result = UNKNOWN;
  }
  return result;
};

type MemberTest = { name: MemberName; test: Test };

const sameMembers = (tests: readonly MemberTest[], members: ReadonlyMap<string, JsonNode>): Answer => {
  let result: Answer = members.size === tests.length ? TRUE : FALSE;
  for (const { name, test } of tests) {
    if (!afford(1 + (members.size >> 2)) || hasTwin(members, name)) return UNKNOWN;
    const value = members.get(name.name);
    const answer = value === undefined ? FALSE : test(value);
    if (answer === FALSE || result === FALSE) result = FALSE;
    else if (answer === UNKNOWN) result = UNKNOWN;
  }
  return result;
};
