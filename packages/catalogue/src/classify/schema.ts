import { type Category, rankOf } from "../category.ts";
import { nameVerbs } from "../lexicon/words.ts";
import { type ParameterName, readParameterName } from "./parameter-name.ts";
import { tokensOf } from "./tokens.ts";

/** One top-level argument of a tool. */
export type Parameter = { name: string; named: ParameterName; schema: Record<string, unknown> };

const parametersMax = 200;

/** The arguments that an input schema names; none where it is not an object schema. Never throws. */
export function parametersOf(inputSchema: unknown): Parameter[] {
  const properties = isRecord(inputSchema) ? inputSchema.properties : undefined;
  if (!isRecord(properties)) return [];
  const parameters: Parameter[] = [];
  for (const name in properties) {
    if (parameters.length >= parametersMax) break;
    const schema = properties[name];
    parameters.push({ name, named: readParameterName(name), schema: isRecord(schema) ? schema : {} });
  }
  return parameters;
}

/** A value that an argument may take, and what it asks for. */
export type Choice = { says: Category; parameter: string; quote: string };

/** The strongest thing that an argument such as `action: "list" | "delete"` can ask for. */
export function strongestChoice(parameters: readonly Parameter[]): Choice | undefined {
  let strongest: Choice | undefined;
  for (const { name, named, schema } of parameters) {
    if (!named.chooses || !Array.isArray(schema.enum)) continue;
    for (const value of schema.enum.slice(0, 100)) {
      if (typeof value !== "string") continue;
      const said = nameVerbs.get(tokensOf(value)[0]?.word ?? "");
      if (said && rankOf(said.says) > rankOf(strongest?.says ?? "unclassified"))
        strongest = { says: said.says, parameter: name, quote: value };
    }
  }
  return strongest;
}

const programs = new Set(["sql", "code", "command", "cmd", "script", "javascript", "shell", "bash", "python"]);
const payees = new Set(["recipient", "to", "destination", "address", "payee", "currency"]);
const questions = new Set([
  "query",
  "search",
  "limit",
  "offset",
  "page",
  "cursor",
  "filter",
  "filters",
  "sort",
  "fields",
  "q",
  "keyword",
  "keywords",
]);
const contents = new Set(["content", "body", "message", "text", "title", "data", "values", "subject"]);

/** What the arguments suggest about a tool whose words say nothing. */
export function hintOf(parameters: readonly Parameter[]): { says: Category; quote: string; because: string } | undefined {
  const find = (set: ReadonlySet<string>) => parameters.find(({ named: { words } }) => set.has(words.at(-1) ?? ""));
  const program = find(programs);
  if (program) return { says: "execute", quote: program.name, because: "it takes a program or command to carry out" };
  const amount = parameters.find(({ named: { words } }) => words.at(-1) === "amount");
  if (amount && find(payees)) return { says: "financial", quote: amount.name, because: "it takes an amount and somebody who gets it" };
  const content = find(contents);
  if (content) return { says: "write", quote: content.name, because: "it takes contents to put somewhere" };
  const question = find(questions);
  if (question) return { says: "read", quote: question.name, because: "it takes what one asks with" };
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
