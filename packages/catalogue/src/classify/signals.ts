import type { Category } from "../category.ts";
import type { Signal, SignalKind } from "../definition.ts";
import { setOf } from "../lexicon/words.ts";
import type { Parameter } from "./schema.ts";
import { tokensOf } from "./tokens.ts";

type Kind = { kind: SignalKind; words: ReadonlySet<string>; because: string };

// Looked up by the last word of an argument's name; the first kind that knows it is it.
const kinds: readonly Kind[] = [
  {
    kind: "credentials",
    words: setOf(
      "password passwd passphrase secret apikey credential credentials psk privatekey otp pin jwt bearer authorization cookie cookies",
    ),
    because: "the argument carries a secret",
  },
  {
    kind: "code",
    words: setOf(
      "sql code script command cmd commands javascript shell bash python expression cypher statement statements program snippet powershell jql soql regex formula graphql macro",
    ),
    because: "the argument is a program, a command or a query in a language of its own",
  },
  {
    kind: "path",
    words: setOf("path paths file filepath filename files directory dir folder cwd pathname destination_path"),
    because: "the argument names a file or folder",
  },
  {
    kind: "url",
    words: setOf("url urls uri uris endpoint webhook href link callback origin"),
    because: "the argument is an address that will be contacted or stored",
  },
  {
    kind: "html",
    words: setOf("html template templates markup jsx css svg xml"),
    because: "the argument is markup or a template that another program renders",
  },
];
const kindOf = new Map(kinds.flatMap((kind) => [...kind.words].map((word) => [word, kind] as const)));

const secretTokens = setOf("access auth api refresh bearer id session bot security github user");
const secretKeys = setOf("api private secret access ssh encryption public_ psk signing master");
const administration = setOf(
  "user users usergroup usergroups role roles permission permissions admin acl iam policy policies grant grants member members group groups tenant config configuration settings setting credential credentials firewall account accounts sso mfa",
);
const bulkWords = setOf("bulk batch all many multiple mass");
const parametersMany = 10;

/** What a policy may want to look at in the arguments and the name of a tool; in the order of the schema, at most one of a kind per argument. */
export function signalsOf(name: string, parameters: readonly Parameter[], category: Category): Signal[] {
  const signals: Signal[] = [];
  for (const parameter of parameters) {
    const found = signalOf(parameter);
    if (found) signals.push(found);
  }
  if (category !== "read") ofDeeds(name, parameters, signals);
  if (parameters.length >= parametersMany) {
    signals.push({
      kind: "many_parameters",
      quote: `${parameters.length} parameters`,
      because: `a call may carry ${parameters.length} arguments`,
      pointer: "/properties",
    });
  }
  return signals;
}

function signalOf({ name, words, schema }: Parameter): Signal | undefined {
  const last = words.at(-1) ?? "";
  const before = words.at(-2) ?? "";
  if (isSecret(last, before, words.length)) {
    return { kind: "credentials", quote: name, because: "the argument carries a secret", pointer: pointerOf(name) };
  }
  const known = kindOf.get(last) ?? (words.length === 2 ? kindOf.get(before + last) : undefined);
  if (known && !qualifiers.has(words[0] ?? "") && canBe(known.kind, schema))
    return { kind: known.kind, quote: name, because: known.because, pointer: pointerOf(name) };
  if (schema.format !== "uri" && schema.format !== "url") return undefined;
  return { kind: "url", quote: name, because: "the schema says that the argument is an address", pointer: pointerOf(name) };
}

const pointerOf = (name: string) => `/properties/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;

const isSecret = (last: string, before: string, count: number) =>
  (last === "token" && (secretTokens.has(before) || count === 1)) || (last === "key" && secretKeys.has(before));

// A flag, a number, a choice or a whole object is neither program nor path nor secret.
function canBe(kind: SignalKind, schema: Record<string, unknown>): boolean {
  const { type } = schema;
  if (Array.isArray(schema.enum)) return false;
  if (type === undefined) return kind !== "html" || schema.$ref === undefined;
  if (type === "array") return kind !== "html" && isTextual(schema.items);
  return isTextual(schema);
}

function isTextual(schema: unknown): boolean {
  if (typeof schema !== "object" || schema === null) return true;
  const { type } = schema as { type?: unknown };
  return type === undefined || type === "string" || (Array.isArray(type) && type.includes("string"));
}

// "timeout_script" and "max_url" are about something else than what their last word names.
const qualifiers = setOf("timeout max min num count is has enable disable show include select use skip allow limit");

function ofDeeds(name: string, parameters: readonly Parameter[], signals: Signal[]): void {
  const tokens = tokensOf(name);
  const bulk = tokens.find(({ word }) => bulkWords.has(word));
  const list = parameters.find(
    ({ words, schema }) =>
      schema.type === "array" && /^(?:ids|items|records|names|keys|rows|entities|files|emails|paths|\w*ids)$/.test(words.at(-1) ?? ""),
  );
  if (list) {
    signals.push({
      kind: "bulk",
      quote: list.name,
      because: "one call may name many things",
      pointer: pointerOf(list.name),
    });
  } else if (bulk) {
    signals.push({ kind: "bulk", quote: name.slice(bulk.start, bulk.end), because: "one call acts on many things" });
  }
  const erasing = parameters.map(erasingFlagOf).find((flag) => flag !== undefined);
  if (erasing) signals.push(erasing);
  const admin = tokens.find(({ word }) => administration.has(word));
  if (admin) signals.push({ kind: "admin", quote: name.slice(admin.start, admin.end), because: "it decides who may do what" });
}

// "rules.hosts.deleteMissing": a flag inside an argument by which one call also removes what it does not mention.
function erasingFlagOf({ name, schema }: Parameter): Signal | undefined {
  for (const [at, flag] of flagsOf(schema, pointerOf(name), 0)) {
    if (/^(?:delete|remove|purge|prune|clear)(?:Missing|All|Existing|Others|_missing|_all|_existing|_others)/.test(flag)) {
      return { kind: "bulk", quote: flag, because: "a flag of the argument makes one call remove many things", pointer: at };
    }
  }
  return undefined;
}

function* flagsOf(schema: unknown, at: string, depth: number): Generator<readonly [string, string]> {
  if (depth > 2 || typeof schema !== "object" || schema === null) return;
  const { properties } = schema as { properties?: unknown };
  if (typeof properties !== "object" || properties === null) return;
  for (const [name, value] of Object.entries(properties).slice(0, 50)) {
    const inside = `${at}${pointerOf(name)}`;
    yield [inside, name];
    yield* flagsOf(value, inside, depth + 1);
  }
}
