import fc from "fast-check";
import type { Facts, JsonNode, PolicyRequest, ToolFacts } from "../src/index.ts";
import { object } from "./nodes.ts";
import { argument, hostile, type Type } from "./values.ts";

/** The arguments that generated tools take; conditions read these names. */
export const shape: readonly (readonly [string, Type])[] = [
  ["amount", "number"],
  ["count", "number"],
  ["k", "number"],
  ["name", "text"],
  ["s", "text"],
  ["flag", "flag"],
  ["url", "url"],
  ["path", "folder"],
  ["ip", "address"],
  ["tags", "texts"],
  ["nums", "numbers"],
  ["items", "items"],
  ["opts", "tree"],
  ["odd key", "text"],
  ["a.b", "number"],
  ["constructor", "text"],
  ["toString", "number"],
];

/** Names that fold to one of the shape's, and names that only look like it. */
const twins = [
  "Amount",
  "AMOUNT",
  "COUNT",
  "\u212a",
  "K",
  "\u017f",
  "S",
  "Name",
  "İp",
  "ﬂag",
  "Url",
  "PATH",
  "Items",
  "tagſ",
  "OPTS",
  "Odd Key",
  "A.b",
  "amount ",
  "ａmount",
  "valueOf",
];

const toolNames = ["get_users", "get_hosts", "host_delete", "pay", "run", "set_name", "misc", "a/b~c", "10", "2", "constructor", "unread"];
const categories: ToolFacts["category"][] = [
  "read",
  "read",
  "destructive",
  "financial",
  "execute",
  "write",
  undefined,
  "unclassified",
  "read",
];
const usual: ToolFacts[] = toolNames.map((name, index) => ({
  name,
  category: categories[index],
  accepted: name === "unread" ? false : undefined,
}));
const odd: ToolFacts[] = toolNames.map((name, index) => ({
  name,
  category: categories[(index + 3) % categories.length],
  accepted: index % 5 !== 4,
}));

export const toolSets: fc.Arbitrary<ToolFacts[]> = fc.constantFrom(usual, usual, usual, odd);

const callArguments: fc.Arbitrary<JsonNode | undefined> = fc.oneof(
  {
    weight: 30,
    arbitrary: fc
      .tuple(
        fc.record(Object.fromEntries(shape.map(([name, type]) => [name, fc.option(argument(type), { freq: 6, nil: undefined })]))),
        fc.option(fc.tuple(fc.constantFrom(...twins), hostile), { freq: 6, nil: undefined }),
      )
      .map(([members, twin]) => object([...Object.entries(members).filter(isPresent), ...(twin ? [twin] : [])])),
  },
  { weight: 1, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constant(object([])) },
  { weight: 1, arbitrary: hostile },
);

const isPresent = (member: [string, JsonNode | undefined]): member is [string, JsonNode] => member[1] !== undefined;

const minute = 60_000;
/** Around the hours at which the zones of `policies.ts` change their clocks, the turn of a year, a leap day, and anything else. */
const instants = [
  "2026-03-29T01:00Z",
  "2026-10-25T01:00Z",
  "2025-12-31T23:59Z",
  "2024-02-29T12:00Z",
  "2026-04-04T15:00Z",
  "2026-11-01T06:00Z",
];
const now: fc.Arbitrary<number> = fc.oneof(
  fc.tuple(fc.constantFrom(...instants), fc.integer({ min: -90, max: 90 })).map(([at, minutes]) => Date.parse(at) + minutes * minute),
  fc.integer({ min: 0, max: 4_102_444_799_999 }),
);

export const facts: fc.Arbitrary<Facts | undefined> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      grant: fc.record({ label: fc.constantFrom("agent", "admin", ""), tags: fc.subarray(["prod", "a", "admin"]) }),
      client: fc.option(fc.record({ name: fc.constantFrom("claude", "a"), version: fc.constantFrom("1.0", "100") }, { requiredKeys: [] }), {
        nil: undefined,
      }),
      now,
    }),
  },
  { weight: 1, arbitrary: fc.record({ now }) },
  { weight: 1, arbitrary: fc.constant(undefined) },
);

const names = ["hosts", "users", "host_list", "a", "Hosts"];
const uris = ["zabbix://hosts/1", "zabbix://hosts/1/items", "zabbix://users/1", "file:///etc/passwd", "zabbix://hosts/"];

export const requests: fc.Arbitrary<PolicyRequest> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      kind: fc.constant("tool" as const),
      name: fc.oneof(
        { weight: 12, arbitrary: fc.constantFrom(...toolNames.slice(0, -1)) },
        { weight: 1, arbitrary: fc.constantFrom("unread", "unknown") },
      ),
      arguments: callArguments,
      facts,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("prompt" as const), name: fc.constantFrom(...names), facts }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("resource" as const), uri: fc.constantFrom(...uris), facts }) },
);

/** How far counters are used and whether somebody approved, for `settle`. */
export const settleStates = fc.record({
  used: fc.dictionary(
    fc.constantFrom("calls", "spend", "spend2", "rate_limit:*", "toString"),
    fc.constantFrom(0, 1, 9, 10, "99.5", "0.000001"),
    { maxKeys: 3 },
  ),
  approved: fc.boolean(),
});
