import type { Category } from "../category.ts";
import type { Signal, SignalKind } from "../definition.ts";
import { setOf } from "../lexicon/words.ts";
import type { Parameter } from "./schema.ts";
import { tokensOf } from "./tokens.ts";

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

function signalOf({ name, named, schema }: Parameter): Signal | undefined {
  if (named.secret) return { kind: "credentials", quote: name, because: "the argument carries a secret", pointer: pointerOf(name) };
  const { kind } = named;
  if (kind && canBe(kind.kind, schema)) return { kind: kind.kind, quote: name, because: kind.because, pointer: pointerOf(name) };
  if (schema.format !== "uri" && schema.format !== "url") return undefined;
  return { kind: "url", quote: name, because: "the schema says that the argument is an address", pointer: pointerOf(name) };
}

const pointerOf = (name: string) => `/properties/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;

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

function ofDeeds(name: string, parameters: readonly Parameter[], signals: Signal[]): void {
  const tokens = tokensOf(name);
  const bulk = tokens.find(({ word }) => bulkWords.has(word));
  const list = parameters.find(
    ({ named: { words }, schema }) =>
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
  return erasingFlagIn(schema, name, 0);
}

const erasing = /^(?:delete|remove|purge|prune|clear)_?(?:missing|all|existing|others)/i;

function erasingFlagIn(schema: Record<string, unknown>, path: string, depth: number): Signal | undefined {
  const { properties } = schema;
  if (depth > 2 || typeof properties !== "object" || properties === null) return undefined;
  for (const name in properties) {
    const inside = (properties as Record<string, unknown>)[name];
    const at = `${path}\n${name}`;
    if (erasing.test(name)) {
      const pointer = at.split("\n").map(pointerOf).join("");
      return { kind: "bulk", quote: name, because: "a flag of the argument makes one call remove many things", pointer };
    }
    const found =
      typeof inside === "object" && inside !== null ? erasingFlagIn(inside as Record<string, unknown>, at, depth + 1) : undefined;
    if (found) return found;
  }
  return undefined;
}
