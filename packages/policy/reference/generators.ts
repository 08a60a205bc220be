import fc from "fast-check";
import type { JsonNode } from "../src/index.ts";
import { conditions } from "./conditions-generated.ts";
import { membersOf, writeJson } from "./json-text.ts";
import { array, arrays, number, object, objects, string, strings } from "./nodes.ts";

/** Policies that mostly compile, as text: the spelling of numbers and the order of names are part of the document. */

const onDeny = strings(["Not here.", "Ask the owner."]);
const rules = arrays(objects({ conditions: arrays(conditions, 3), on_deny: onDeny, name: strings(["a rule"]) }, ["conditions"]), 2);

const amountPaths = ["args.amount", "args.count", "args.opts.a", 'args["odd key"]', "args.items[0].x", "args.k"];
/** One definition per counter, because a counter with two windows or maxima is an error; the last ones break that now and then. */
const counters: [string, JsonNode][][] = [
  [["counter", string("calls")], ["window", string("minute")], ["max", number("10")]],
  [["counter", string("calls2")], ["window", string("day")], ["max", number("1e2")], ["scope", string("organization")]],
  [["counter", string("calls3")], ["window", number("60")], ["max", number("10")], ["scope", string("server")]],
  [["counter", string("rolling")], ["window", string("week")], ["max", number("1000")], ["rolling", { kind: "boolean", value: true }]],
  [["counter", string("toString")], ["window", string("hour")], ["max", number("9")], ["timezone", string("Europe/Berlin")]],
]; // biome-ignore format: a table
const spends: [string, JsonNode][][] = [
  [["counter", string("spend")], ["window", string("day")], ["max", number("100.50")]],
  [["counter", string("spend2")], ["window", string("month")], ["max", number("1e2")], ["timezone", string("UTC")], ["scope", string("server")]],
  [["counter", string("spend3")], ["window", number("3600")], ["max", number("0.000001")]],
]; // biome-ignore format: a table
const withMessage = (members: [string, JsonNode][]): fc.Arbitrary<JsonNode> =>
  fc.option(onDeny, { nil: undefined }).map((message) => object([...members, ...(message ? [["on_deny", message] as const] : [])]));
const callLimit = fc.constantFrom(...counters).chain(withMessage);
const spendLimit = fc
  .tuple(fc.constantFrom(...spends), fc.constantFrom("amount", "amount", "increment_from"), fc.constantFrom(...amountPaths))
  .chain(([members, field, path]) => withMessage([...members, [field, string(path)]]));
const limits = arrays(fc.oneof(callLimit, spendLimit), 3);
const rateLimit = fc.constantFrom(
  object([["max", number("10")], ["window", number("60")]]),
  object([["window", number("3600")], ["max", number("0")]]),
); // biome-ignore format: a table

const approval = objects({
  approvers: fc.subarray(["owner", "admin", "approver"], { minLength: 1 }).map((roles) => array(roles.map(string))),
  min_approvals: fc.constantFrom(number("1"), number("2")),
  expires_after: strings(["15m", "1h", "90s"]),
});
const entryApproval = objects({ min_approvals: fc.constantFrom(number("1"), number("3")), when: arrays(conditions, 2, 1) });

const sometimes = (arbitrary: fc.Arbitrary<JsonNode>, freq: number): fc.Arbitrary<JsonNode | undefined> =>
  fc.option(arbitrary, { freq, nil: undefined });

/** Members that each occur once in so many documents. */
const fields = (members: Record<string, fc.Arbitrary<JsonNode | undefined>>): fc.Arbitrary<JsonNode> =>
  fc.record(members).map((made) => object(Object.entries(made).filter((entry): entry is [string, JsonNode] => entry[1] !== undefined)));

const entry = fields({
  action: fc.oneof(
    { weight: 12, arbitrary: fc.constant(undefined) },
    { weight: 3, arbitrary: fc.constant(string("allow")) },
    { weight: 1, arbitrary: strings(["deny", "require_approval"]) },
  ),
});

export const toolEntries: fc.Arbitrary<JsonNode> = fc
  .tuple(entry, objects({ require: rules, deny_if: rules, limits, approval: entryApproval, rate_limit: rateLimit, reason: onDeny }))
  .map(([action, rest]) => object([...membersOf(rest), ...membersOf(action)]));

export const selectors = fc.constantFrom(
  "get_users", "get_hosts", "host_delete", "pay", "run", "misc", "a/b~c", "10", "2", "constructor",
  "*", "*", "get_*", "*_delete", "*e*", "*_*s", "g*t*s", "@read", "@write", "@execute", "@destructive", "@financial", "@unclassified",
); // biome-ignore format: a table

/** `*` would hide everything. */
const hidden = fc.oneof(
  { weight: 40, arbitrary: selectors.filter((selector) => selector !== "*").map(string) },
  { weight: 1, arbitrary: strings(["*"]) },
);

const tools = fc.array(fc.tuple(selectors, toolEntries), { maxLength: 5 }).map(object);
const globs = arrays(strings(["*", "hosts", "host*", "*s", "zabbix://hosts/*", "zabbix://*/1", "file:*", "H*"]), 2);
const listed = objects({ default: strings(["allow", "deny"]), allow: globs, deny: globs });

const documentParts = fields({
  default: strings(["deny", "allow"]),
  mode: sometimes(strings(["observe", "observe", "enforce"]), 5),
  list: sometimes(strings(["all", "callable"]), 2),
  hide: sometimes(arrays(hidden, 2, 1), 8),
  all_tools: sometimes(
    objects({
      require: arrays(objects({ conditions: arrays(conditions, 2) }, ["conditions"]), 1),
      deny_if: rules,
      limits,
      rate_limit: rateLimit,
    }),
    4,
  ),
  prompts: sometimes(listed, 2),
  resources: sometimes(listed, 2),
  approval: sometimes(approval, 5),
  validate_arguments: sometimes(fc.constant({ kind: "boolean", value: false } as JsonNode), 20),
});

/** A document of many parts, in which the first that refuses hides what follows. */
const broad: fc.Arbitrary<JsonNode> = fc
  .tuple(documentParts, fc.option(tools, { freq: 12, nil: undefined }), fc.boolean())
  .map(([parts, entries, toolsFirst]) => {
    const named: [string, JsonNode][] = entries ? [["tools", entries]] : [];
    const rest = [["version", string("1")] as [string, JsonNode], ...membersOf(parts)];
    return object(toolsFirst ? [...named, ...rest] : [...rest, ...named]);
  });

/**
 * One rule or one list of limits per category, so that every call comes to exactly one of them: here each condition and each
 * amount decides by itself.
 */
const rule = arrays(conditions, 2, 1).map((list) => array([object([["conditions", list]])]));
const single: fc.Arbitrary<JsonNode> = fc.oneof(
  { weight: 6, arbitrary: rule.map((rules) => object([["deny_if", rules]])) },
  { weight: 6, arbitrary: rule.map((rules) => object([["require", rules]])) },
  { weight: 1, arbitrary: arrays(conditions, 2, 1).map((when) => object([["approval", object([["when", when]])]])) },
  { weight: 1, arbitrary: arrays(fc.oneof(spendLimit, spendLimit, callLimit), 3, 1).map((list) => object([["limits", list]])) },
);
const categories = ["@read", "@write", "@execute", "@destructive", "@financial", "@unclassified"];
const narrow: fc.Arbitrary<JsonNode> = fc.tuple(...categories.map(() => single)).map((entries) =>
  object([
    ["version", string("1")],
    ["default", string("deny")],
    ["tools", object(entries.map((one, index) => [categories[index]!, one]))],
  ]),
);

/** A document as a node; properties take it apart and put more in. */
export const documents: fc.Arbitrary<JsonNode> = fc.oneof({ weight: 1, arbitrary: broad }, { weight: 2, arbitrary: narrow });

export const policyTexts: fc.Arbitrary<string> = documents.map(writeJson);
