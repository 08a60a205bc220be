import fc from "fast-check";
import type { JsonNode } from "../src/index.ts";
import { shape } from "./calls.ts";
import { anyJson, array, arrays, booleans, number, numbers, object, objects, strings } from "./nodes.ts";
import { folderEntries, good, hostEntries, patterns, ranges, type Type } from "./values.ts";

/** Type-directed conditions: a path from the arguments' shape, an operator that suits its type, a value from the same pool. */

const equality = ["eq", "neq"];
const membership = ["in", "not_in"];
const lengths = ["length_lte", "length_gte"];
const containing = ["contains", "not_contains"];

const small = numbers(["0", "1", "2", "3", "5"]);
const entries = (values: string[]): fc.Arbitrary<JsonNode> => arrays(strings(values), 3, 1);

const condition = (path: fc.Arbitrary<string>, ops: string[], value: fc.Arbitrary<JsonNode>): fc.Arbitrary<JsonNode> =>
  objects({ path: path.map((text) => ({ kind: "string", value: text })), op: strings(ops), value }, ["path", "op", "value"]);

const pathOf = (name: string): string => (/^[a-z]+$/i.test(name) ? `args.${name}` : `args[${JSON.stringify(name)}]`);
const ofType = (...types: Type[]): string[] => shape.filter(([, type]) => types.includes(type)).map(([name]) => pathOf(name));
const pathsOf = (...paths: string[]): fc.Arbitrary<string> => fc.constantFrom(...paths);

const numberPaths = pathsOf(...ofType("number"), "args.nums[*]", "args.nums[0]", "args.items[*].x", "args.items[1].x", "args.opts.a");
const textPaths = pathsOf(...ofType("text"), "args.tags[*]", "args.tags[0]", "args.items[*].y", "args.opts.b[*]", 'args["name"]');
const listPaths = pathsOf(...ofType("texts", "numbers", "items"), "args.opts.b");
const anyPaths = pathsOf(
  ...shape.map(([name]) => pathOf(name)),
  "args.items[*].x", "args.items[*].y", "args.tags[*]", "args.missing", "args.items[*].tags[*]", "args.opts.A", "args.name.x", "args[0]", "args.opts[*]", "args.url[0]", "args",
  "args.amount.x", "tool.name", "tool.category", "tool.risk", "grant.label", "grant.tags", "grant.tags[*]", "grant.tags[0]", "client.name", "client.version", "time.hour",
); // biome-ignore format: a table

const anyGood: fc.Arbitrary<JsonNode> = fc.oneof(...Object.values(good));
const argumentConditions = fc.oneof(
  { weight: 6, arbitrary: condition(numberPaths, ["lt", "lte", "gt", "gte"], good.number) },
  { weight: 3, arbitrary: condition(numberPaths, equality, good.number) },
  { weight: 3, arbitrary: condition(textPaths, equality, good.text) },
  { weight: 3, arbitrary: condition(textPaths, [...containing, "starts_with", "ends_with"], good.text) },
  { weight: 3, arbitrary: condition(textPaths, ["regex", "not_regex"], strings(patterns)) },
  { weight: 2, arbitrary: condition(fc.oneof(numberPaths, textPaths), membership, arrays(fc.oneof(good.number, good.text), 4, 1)) },
  { weight: 4, arbitrary: condition(fc.oneof(textPaths, listPaths), lengths, small) },
  { weight: 2, arbitrary: condition(listPaths, containing, fc.oneof(good.text, good.number)) },
  { weight: 2, arbitrary: condition(listPaths, equality, fc.oneof(good.texts, good.numbers)) },
  { weight: 4, arbitrary: condition(pathsOf("args.opts"), equality, good.tree) },
  { weight: 3, arbitrary: condition(anyPaths, ["exists"], booleans) },
  { weight: 6, arbitrary: condition(pathsOf("args.url", "args.items[*].url"), ["host_in", "host_not_in"], entries(hostEntries)) },
  { weight: 6, arbitrary: condition(pathsOf("args.path"), ["path_within", "path_not_within"], entries(folderEntries)) },
  { weight: 6, arbitrary: condition(pathsOf("args.ip"), ["cidr_in", "cidr_not_in"], entries(ranges)) },
  { weight: 1, arbitrary: condition(pathsOf("args.flag"), equality, booleans) },
);

/** The same operators where they do not belong: every one meets every type. */
const misplaced = fc.oneof(
  condition(anyPaths, equality, fc.oneof(anyGood, anyJson)),
  condition(anyPaths, ["lt", "lte", "gt", "gte"], good.number),
  condition(anyPaths, membership, arrays(anyGood, 3, 1)),
  condition(anyPaths, containing, anyGood),
  condition(anyPaths, ["starts_with", "ends_with"], good.text),
  condition(anyPaths, ["regex", "not_regex"], strings(patterns)),
  condition(anyPaths, lengths, small),
  condition(anyPaths, ["host_in", "host_not_in"], entries(hostEntries)),
  condition(anyPaths, ["path_within", "path_not_within"], entries(folderEntries)),
  condition(anyPaths, ["cidr_in", "cidr_not_in"], entries(ranges)),
);

const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Auckland"];
const withZone = (made: fc.Arbitrary<JsonNode>): fc.Arbitrary<JsonNode> =>
  fc
    .tuple(made, fc.option(strings(zones), { nil: undefined }))
    .map(([node, zone]) => (node.kind === "object" && zone ? object([...node.members, ["timezone", zone]]) : node));

const factConditions = fc.oneof(
  condition(pathsOf("tool.risk"), equality, strings(["Low", "Medium", "High", "Critical"])),
  condition(
    pathsOf("tool.name", "tool.category", "tool.risk"),
    equality,
    strings(["pay", "read", "unclassified", "Low", "Critical", "run"]),
  ),
  condition(
    pathsOf("grant.label", "grant.tags[*]", "client.name", "client.version"),
    equality,
    strings(["agent", "admin", "prod", "claude", "1.0"]),
  ),
  condition(pathsOf("grant.tags"), containing, strings(["prod", "admin"])),
  withZone(condition(pathsOf("time.hour", "time.minute"), ["lt", "gte", "eq"], numbers(["0", "1", "2", "3", "9", "17", "23", "30", "45"]))),
  withZone(condition(pathsOf("time.weekday"), ["lte", "eq"], small)),
  withZone(condition(pathsOf("time.weekday"), membership, fc.constant(array(["6", "7"].map(number))))),
  withZone(condition(pathsOf("time.date"), ["eq", "starts_with", "ends_with"], strings(["2026-01-01", "2026-", "-29", "2025-12-31"]))),
);

const leaf = fc.oneof(
  { weight: 10, arbitrary: argumentConditions },
  { weight: 3, arbitrary: misplaced },
  { weight: 2, arbitrary: factConditions },
);

const nested = (inner: fc.Arbitrary<JsonNode>): fc.Arbitrary<JsonNode> =>
  fc.oneof(
    { weight: 8, arbitrary: leaf },
    { weight: 1, arbitrary: arrays(inner, 3, 1).map((list) => object([["any", list]])) },
    { weight: 1, arbitrary: arrays(inner, 3, 1).map((list) => object([["all", list]])) },
    { weight: 1, arbitrary: inner.map((one) => object([["not", one]])) },
  );

export const conditions: fc.Arbitrary<JsonNode> = nested(nested(nested(leaf)));
