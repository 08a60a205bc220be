import { RE2JS } from "re2js";
import type { JsonNode } from "../src/index.ts";
import { ipAddress, rangeContains } from "./addresses.ts";
import { comparable, order } from "./decimal.ts";
import { equal, oneOf, readable, readableText } from "./equality.ts";
import { inFolder, pathSegments } from "./folders.ts";
import { hostIn, hostOf } from "./hosts.ts";
import { itemsOf, textOf } from "./json-text.ts";
import { any, not, type Truth, truth } from "./truth.ts";

const regexValueBytesMax = 65_536;

/** One operator on a value that is present; `value` is the condition's. `exists` is judged where the path is walked. */
export function operator(op: string, node: JsonNode, value: JsonNode): Truth {
  const opposite = opposites.get(op);
  if (opposite !== undefined) return not(operator(opposite, node, value));
  if (node.kind === "null" || !readable(node)) return "cannot tell";
  switch (op) {
    case "eq":
      return equal(node, value);
    case "in":
      return oneOf(node, itemsOf(value));
    case "lt":
    case "lte":
    case "gt":
    case "gte":
      return compareNumbers(op, node, value);
    case "contains":
      return contains(node, value);
    case "starts_with":
      return onText(node, (text) => truth(text.startsWith(textOf(value)!)));
    case "ends_with":
      return onText(node, (text) => truth(text.endsWith(textOf(value)!)));
    case "regex":
      return onText(node, (text) => matches(text, textOf(value)!));
    case "length_lte":
      return compareLength(node, (length) => length <= Number(numberText(value)));
    case "length_gte":
      return compareLength(node, (length) => length >= Number(numberText(value)));
    case "host_in":
      return parsed(node, hostOf, (host) => hostIn(host, texts(value)));
    case "path_within":
      return parsed(node, pathSegments, (segments) => texts(value).some((folder) => inFolder(segments, folder)));
    case "cidr_in":
      return parsed(node, ipAddress, (address) => texts(value).some((range) => rangeContains(range, address)));
    default:
      throw new SyntaxError(`no such operator: ${op}`);
  }
}

const opposites = new Map([
  ["neq", "eq"],
  ["not_in", "in"],
  ["not_contains", "contains"],
  ["not_regex", "regex"],
  ["host_not_in", "host_in"],
  ["path_not_within", "path_within"],
  ["cidr_not_in", "cidr_in"],
]);

const compareNumbers = (op: string, node: JsonNode, value: JsonNode): Truth => {
  if (node.kind !== "number") return "cannot tell";
  const sign = order(comparable(node.text)!, comparable(numberText(value))!);
  if (op === "lt") return truth(sign < 0);
  if (op === "lte") return truth(sign <= 0);
  return truth(op === "gt" ? sign > 0 : sign >= 0);
};

/** Substring of a string, element of an array. */
const contains = (node: JsonNode, value: JsonNode): Truth => {
  if (node.kind === "string") return value.kind === "string" ? truth(node.value.includes(value.value)) : "cannot tell";
  return node.kind === "array" ? any(node.items.map((item) => equal(item, value))) : "cannot tell";
};

const onText = (node: JsonNode, judge: (text: string) => Truth): Truth => (node.kind === "string" ? judge(node.value) : "cannot tell");

const matches = (text: string, pattern: string): Truth =>
  Buffer.byteLength(text) > regexValueBytesMax ? "cannot tell" : truth(patternOf(pattern).matcher(text).find());

/** Compiling takes far longer than matching. */
const patterns = new Map<string, RE2JS>();
const patternOf = (pattern: string): RE2JS => {
  const made = patterns.get(pattern) ?? RE2JS.compile(pattern);
  patterns.set(pattern, made);
  return made;
};

const compareLength = (node: JsonNode, judge: (length: number) => boolean): Truth => {
  if (node.kind === "string") return truth(judge(Array.from(node.value).length));
  return node.kind === "array" ? truth(judge(node.items.length)) : "cannot tell";
};

const parsed = <T>(node: JsonNode, parse: (text: string) => T | undefined, judge: (value: T) => boolean): Truth => {
  const value = node.kind === "string" && readableText(node.value) ? parse(node.value) : undefined;
  return value === undefined ? "cannot tell" : truth(judge(value));
};

const texts = (value: JsonNode): string[] => itemsOf(value).map((item) => textOf(item)!);

const numberText = (value: JsonNode): string => (value.kind === "number" ? value.text : "");
