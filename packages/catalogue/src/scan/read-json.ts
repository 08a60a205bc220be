import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { type ConfigurationProblem, configurationLimits } from "./configuration.ts";
import type { Entry } from "./entries.ts";
import type { ReadEntries } from "./parse-configuration.ts";
import { placesIn } from "./places.ts";

/** Reads JSON with comments. What is broken is a problem with its place; what stands before it is read all the same. */
export function readJsonEntries(source: string): ReadEntries {
  const text = source.replace(/^\ufeff/, " ");
  const placeOf = placesIn(text);
  const fail = (offset: number, message: string): ConfigurationProblem => ({ ...placeOf(offset), kind: "unreadable", message });
  const deep = tooDeepAt(text);
  if (deep !== undefined) return { root: null, problems: [fail(deep, `This is nested more than ${configurationLimits.nestingMax} deep.`)] };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const problems = errors
    .slice(0, 10)
    .map(({ error, offset }) => fail(offset, `${words[printParseErrorCode(error)] ?? "This is not JSON"}.`));
  if (root === undefined) return { root: null, problems: problems.length > 0 ? problems : [fail(0, "The configuration is empty.")] };
  return { root: entryOf(root, placeOf), problems };
}

const words: Readonly<Record<string, string>> = {
  CommaExpected: "A comma is missing here",
  ColonExpected: "A colon is missing here",
  CloseBraceExpected: "A closing brace is missing here",
  CloseBracketExpected: "A closing bracket is missing here",
  PropertyNameExpected: "A name in double quotes is missing here",
  ValueExpected: "A value is missing here",
  UnexpectedEndOfString: "A string does not end",
  UnexpectedEndOfComment: "A comment does not end",
};

function entryOf(node: Node, placeOf: (offset: number) => { line: number; column: number }): Entry {
  const place = placeOf(node.offset);
  const children = node.children ?? [];
  if (node.type === "object")
    return {
      ...place,
      kind: "object",
      members: children.flatMap(({ children: [name, value] = [] }) =>
        name && value ? [{ name: String(name.value), value: { ...entryOf(value, placeOf), ...placeOf(name.offset) } }] : [],
      ),
    };
  if (node.type === "array") return { ...place, kind: "array", items: children.map((child) => entryOf(child, placeOf)) };
  return { ...place, kind: "value", value: node.value as string | number | boolean | null };
}

/**
 * Where brackets first stand too deep, found without recursion: the parser has some. A string ends with its line and a comment with the text where nothing
 * closes them, as for the parser; so each character is read once.
 */
function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  for (const { 0: found, index } of text.matchAll(tokens)) {
    if (found === "[" || found === "{") depth += 1;
    else if (found === "]" || found === "}") depth -= 1;
    if (depth > configurationLimits.nestingMax) return index;
  }
  return undefined;
}

const tokens = /"[^"\\\r\n]*(?:\\[\s\S][^"\\\r\n]*)*"?|\/\/[^\r\n]*|\/\*(?:[\s\S]*?\*\/|[\s\S]*)|[[{]|[\]}]/g;
