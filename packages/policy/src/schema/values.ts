import { RE2JS } from "re2js";
import { codePoints } from "../conditions/text.ts";
import { nodeOf } from "../json/node.ts";
import { comparableNumber, decimalOf } from "../json/number.ts";
import type { Keyword } from "./judge.ts";
import { SchemaProblem } from "./registry.ts";
import { identity, sizeOf } from "./same.ts";

/** Keywords about the value itself: its type, its identity, numbers and strings. */
export const valueKeywords: Readonly<Record<string, Keyword>> = {
  type: (value) => {
    const wanted = Array.isArray(value) ? value : [value];
    for (const name of wanted)
      if (typeof name !== "string" || !typeNames.includes(name))
        throw new SchemaProblem(`The schema names a type that JSON does not have: ${JSON.stringify(name)}.`);
    return (node) => wanted.includes(node.kind) || (node.kind === "number" && wanted.includes("integer") && isWhole(node.text));
  },
  enum: (value) => {
    if (!Array.isArray(value)) throw new SchemaProblem("An enum is a list.");
    const known = new Set(value.map((one) => identity(nodeOf(one))));
    return (node, run) => {
      run.step(sizeOf(node));
      return known.has(identity(node));
    };
  },
  const: (value) => {
    const wanted = identity(nodeOf(value));
    return (node, run) => {
      run.step(sizeOf(node));
      return identity(node) === wanted;
    };
  },
  minimum: numeric((value, bound) => value >= bound),
  maximum: numeric((value, bound) => value <= bound),
  exclusiveMinimum: numeric((value, bound) => value > bound),
  exclusiveMaximum: numeric((value, bound) => value < bound),
  multipleOf: (value) => {
    const unit = positive(value);
    return (node) => node.kind !== "number" || isMultiple(node.text, unit);
  },
  minLength: sized((length, bound) => length >= bound),
  maxLength: sized((length, bound) => length <= bound),
  pattern: (value) => {
    const matches = readPattern(value);
    return (node, run) => {
      if (node.kind !== "string") return true;
      run.step(1 + (node.value.length >> 4));
      return matches(node.value);
    };
  },
};

const typeNames = ["string", "number", "integer", "boolean", "object", "array", "null"];
const isWhole = (text: string): boolean => decimalOf(text).exponent >= 0;
const patternValueMax = 64 * 1024;

/** A schema's pattern on RE2. What RE2 cannot express is refused when the schema is read. */
export function readPattern(value: unknown): (text: string) => boolean {
  if (typeof value !== "string") throw new SchemaProblem("A pattern is a string.");
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(value.replaceAll(/\\u([0-9A-Fa-f]{4})/g, "\\x{$1}")));
    return (text) => text.length <= patternValueMax && compiled.test(text);
  } catch {
    throw new SchemaProblem(`The schema has a pattern that cannot be used: ${JSON.stringify(value)}.`);
  }
}

/** A whole number of at least zero that bounds a size. */
export function bound(value: unknown): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0)
    throw new SchemaProblem("A size in the schema is a whole number.");
  return value;
}

function numeric(test: (value: number, bound: number) => boolean): Keyword {
  return (value) => {
    if (typeof value !== "number") throw new SchemaProblem("A bound in the schema is a number.");
    return (node) => {
      if (node.kind !== "number") return true;
      const read = comparableNumber(node.text);
      // A number that readers take differently satisfies no bound.
      return !Number.isNaN(read) && test(read, value);
    };
  };
}

function sized(test: (length: number, bound: number) => boolean): Keyword {
  return (value) => {
    const size = bound(value);
    return (node) => node.kind !== "string" || test(codePoints(node.value), size);
  };
}

const positive = (value: unknown): number => {
  if (typeof value !== "number" || !(value > 0)) throw new SchemaProblem("multipleOf is a number above zero.");
  return value;
};

// Exact: both numbers as integers of one power of ten.
const isMultiple = (text: string, unit: number): boolean => {
  if (Number.isNaN(comparableNumber(text))) return false;
  const value = decimalOf(text);
  if (value.digits === "") return true;
  const step = decimalOf(String(unit));
  const exponent = Math.min(value.exponent, step.exponent);
  const scaled = ({ digits, exponent: own }: { digits: string; exponent: number }): bigint =>
    BigInt(digits) * 10n ** BigInt(own - exponent);
  return scaled(value) % scaled(step) === 0n;
};
