import type { PathType } from "./argument-paths.ts";

/** A value as it is typed into a field: text as it is, everything else as JSON. */
export const textOf = (value: unknown): string => (typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value));

/** One typed line as a value of a path's type; undefined when it is none. */
export function typedValue(text: string, type: PathType): unknown {
  switch (type) {
    case "string":
      return text;
    case "number":
      return numberOf(text);
    case "boolean":
      return text === "true" ? true : text === "false" ? false : undefined;
    default:
      return jsonOrText(text);
  }
}

/** A finite number that is written as JSON writes it. */
export function numberOf(text: string): number | undefined {
  const value = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** Lines of a list, each a value of the type; empty lines are left out. Undefined when one is none, or none is left. */
export function listOf(text: string, type: PathType): unknown[] | undefined {
  const values = text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => typedValue(type === "string" ? line : line.trim(), type));
  return values.length === 0 || values.includes(undefined) ? undefined : values;
}

export const linesOf = (values: unknown): string => (Array.isArray(values) ? values.map(textOf).join("\n") : "");

const jsonOrText = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text);
    return value === null ? undefined : value;
  } catch {
    return text;
  }
};
