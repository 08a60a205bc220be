import type * as z from "zod";
import { operators as operatorNames } from "../conditions/language.ts";
import { errorFinding, type Finding } from "../finding.ts";
import { atPointer, pointerOf } from "../json/pointer.ts";
import { Policy } from "../language.ts";
import { nearest } from "../nearest.ts";
import { nameLengthMax } from "../work.ts";
import { fieldsAt } from "./fields.ts";

type Issue = z.core.$ZodIssue;

/** The document as a `Policy`, or what is wrong with its shape: unknown and missing fields, wrong kinds, too many of them. */
export function readShape(document: unknown): { policy: Policy } | { findings: Finding[] } {
  const result = Policy.safeParse(document);
  if (result.success) return { policy: result.data };
  return { findings: result.error.issues.flatMap((issue) => findingsOf(issue, [], document)) };
}

const findingsOf = (issue: Issue, above: readonly PropertyKey[], document: unknown): Finding[] => {
  const path = [...above, ...issue.path];
  const pointer = pointerOf(path);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownField(path, key, document));
    case "invalid_union":
      return atPointer(document, pointer) === undefined
        ? [errorFinding("missing_field", pointer, `The field ${quoted(path)} is missing.`)]
        : branchOf(issue, pointer, document).flatMap((inner) => findingsOf(inner, path, document));
    case "invalid_type":
      if (path.length === 0) return [errorFinding("invalid_type", "", "The document must be an object, { … }.")];
      return [
        atPointer(document, pointer) === undefined
          ? errorFinding("missing_field", pointer, `The field ${quoted(path)} is missing; it is ${article(issue.expected)}.`)
          : errorFinding("invalid_type", pointer, `The field ${quoted(path)} must be ${article(issue.expected)}.`),
      ];
    case "invalid_value":
      return [invalidValue(issue.values, path, pointer, document)];
    case "too_big":
      return [errorFinding("too_large", pointer, tooBig(issue, path))];
    case "too_small":
      return [errorFinding("too_small", pointer, `The field ${quoted(path)} must ${sizeWord(issue.origin)} at least ${issue.minimum}.`)];
    case "invalid_key":
      return issue.issues.some(({ code }) => code === "too_big")
        ? [errorFinding("too_large", pointer, `A tool selector has at most ${nameLengthMax} characters.`)]
        : [errorFinding("unknown_selector", pointer, "A tool selector is never empty.")];
    case "custom":
      return [errorFinding(String(issue.params?.code ?? "invalid_value"), pointer, sentence(issue.message))];
    default:
      return [errorFinding("invalid_value", pointer, sentence(issue.message))];
  }
};

const unknownField = (path: readonly PropertyKey[], key: string, document: unknown): Finding => {
  const pointer = pointerOf([...path, key]);
  const near = nearest(key, fieldsAt(path, document))[0];
  if (near === undefined) return errorFinding("unknown_field", pointer, `The field ${JSON.stringify(key)} is not known here.`);
  const target = pointerOf([...path, near]);
  const free = atPointer(document, target) === undefined;
  const message = `The field ${JSON.stringify(key)} is not known here. Did you mean ${JSON.stringify(near)}?`;
  return errorFinding("unknown_field", pointer, message, free ? [{ op: "move", from: pointer, path: target }] : undefined);
};

// zod tries every form of a union; only the form that the author was writing is worth a sentence.
const branchOf = (issue: Issue & { code: "invalid_union" }, pointer: string, document: unknown): Issue[] => {
  if (issue.errors.length === 0) return [{ ...issue, code: "custom", path: [], message: unknownOperator(pointer, document) } as Issue];
  const value = atPointer(document, pointer);
  const forms = ["path", "any", "all", "not"];
  const isCondition = issue.errors.length === forms.length && typeof value === "object" && value !== null;
  const form = isCondition ? forms.findIndex((name) => Object.hasOwn(value, name)) : -1;
  if (form >= 0) return issue.errors[form] as Issue[];
  if (issue.errors.length === 2)
    return [
      {
        ...issue,
        code: "custom",
        path: [],
        message: "a window is second, minute, hour, day, week, month, or a number of seconds",
      } as Issue,
    ];
  const message = isCondition ? "a condition has path, op and value, or one of any, all, not" : "this is not a value that can stand here";
  return [{ ...issue, code: "custom", path: [], message } as Issue];
};

const unknownOperator = (pointer: string, document: unknown): string => {
  const written = atPointer(document, pointer);
  const near = typeof written === "string" ? nearest(written, operatorNames)[0] : undefined;
  const what = `the operator ${JSON.stringify(written)} is not known`;
  return near ? `${what}; did you mean ${JSON.stringify(near)}?` : what;
};

const invalidValue = (values: readonly unknown[], path: readonly PropertyKey[], pointer: string, document: unknown): Finding => {
  const written = atPointer(document, pointer);
  if (written === undefined) return errorFinding("missing_field", pointer, `The field ${quoted(path)} is missing; it is ${oneOf(values)}.`);
  const near = typeof written === "string" ? nearest(written, values.map(String))[0] : undefined;
  const fix = near === undefined ? undefined : [{ op: "replace" as const, path: pointer, value: near }];
  return errorFinding("invalid_value", pointer, `The field ${quoted(path)} must be ${oneOf(values)}.`, fix);
};

const tooBig = (issue: Issue & { code: "too_big" }, path: readonly PropertyKey[]): string =>
  `The field ${quoted(path)} must ${sizeWord(issue.origin)} at most ${issue.maximum}.`;

const sizeWord = (origin: string): string =>
  origin === "array" ? "have a number of elements of" : origin === "string" ? "have a number of characters of" : "be";
const oneOf = (values: readonly unknown[]): string => values.map((value) => JSON.stringify(value)).join(" or ");
const quoted = (path: readonly PropertyKey[]): string => JSON.stringify(String(path.at(-1) ?? ""));
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;

const words: Record<string, string> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object",
  record: "an object",
  array: "an array",
};
const article = (expected: string): string => words[expected] ?? expected;
