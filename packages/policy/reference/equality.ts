import type { JsonNode } from "../src/index.ts";
import { isTwin } from "./case-fold.ts";
import { comparable } from "./decimal.ts";
import { all, type Truth, truth } from "./truth.ts";

/** Deep equality of two values of one JSON type; what cannot be read or has another type cannot tell. */
export function equal(a: JsonNode, b: JsonNode): Truth {
  if (!readable(a) || !readable(b)) return "cannot tell";
  if (a.kind === "null" && b.kind === "null") return "true";
  if (a.kind === "boolean" && b.kind === "boolean") return truth(a.value === b.value);
  if (a.kind === "string" && b.kind === "string") return truth(a.value === b.value);
  if (a.kind === "number" && b.kind === "number") return truth(sameNumber(a.text, b.text));
  if (a.kind === "array" && b.kind === "array") {
    return a.items.length === b.items.length ? all(a.items.map((item, index) => equal(item, b.items[index]!))) : "false";
  }
  if (a.kind === "object" && b.kind === "object") {
    const names = [...a.members.keys()];
    if (names.some((name) => [...b.members.keys()].some((other) => isTwin(name, other)))) return "cannot tell";
    const alike = names.length === b.members.size && names.every((name) => b.members.has(name));
    return alike ? all(names.map((name) => equal(a.members.get(name)!, b.members.get(name)!))) : "false";
  }
  return "cannot tell";
}

/** Is the value equal to one of the elements? Elements of another type are no answer; when all are, nothing can tell. */
export function oneOf(value: JsonNode, elements: readonly JsonNode[]): Truth {
  const answers = elements.filter((element) => element.kind === value.kind).map((element) => equal(value, element));
  if (answers.includes("true")) return "true";
  return answers.length === 0 || answers.includes("cannot tell") ? "cannot tell" : "false";
}

/** A string without NUL and lone surrogates, a number that is comparable; other types are read by their parts. */
export function readable(node: JsonNode): boolean {
  if (node.kind === "string") return readableText(node.value);
  return node.kind !== "number" || comparable(node.text) !== undefined;
}

export const readableText = (text: string): boolean => !text.includes("\0") && !/\p{Surrogate}/u.test(text);

const sameNumber = (a: string, b: string): boolean => {
  const [left, right] = [comparable(a)!, comparable(b)!];
  return left.digits === right.digits && left.exponent === right.exponent;
};
