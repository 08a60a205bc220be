import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile, evaluate, isHidden, lint, nodeOf, parsePolicy, type ToolFacts } from "./index.ts";
import { SelectorIndex } from "./selector-index.ts";
import { readSelector, type Selector, selects } from "./selectors.ts";

const policyOf = (document: object) => {
  const parsed = parsePolicy(JSON.stringify(document));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings[0]));
  return parsed.policy;
};
const documentOf = (keys: readonly string[], entry: object = {}) => ({
  version: "1",
  default: "deny",
  tools: Object.fromEntries(keys.map((key) => [key, entry])),
});
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
const number = (index: number) => String(index).padStart(5, "0");
const codes = (document: object, tools: readonly ToolFacts[]) => lint(JSON.stringify(document), { tools }).map(({ code }) => code);

/** Milliseconds of the process's own time, so that neighbours on the machine do not count. The best of three. */
const cost = (work: () => unknown): number =>
  Math.min(
    ...many(3, () => {
      const start = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    }),
  );

describe("documents that were made to be slow", () => {
  test("globs that almost fit long names", () => {
    const tools = many(2_000, (index) => ({ name: `${"a".repeat(4_000)}${number(index)}` }));
    const document = documentOf(many(700, (index) => `*${"a".repeat(90)}${number(index)}b*`));
    const policy = policyOf(document);
    expect(cost(() => compile(policy, tools))).toBeLessThan(200);
    expect(cost(() => codes(document, tools))).toBeLessThan(200);
    const near = many(2_000, (index) => ({ name: `${"a".repeat(250)}${number(index)}` }));
    expect(cost(() => codes(document, near))).toBeLessThan(200);
  });

  test.each([
    ["globs that all share their pieces", many(2_000, (index) => `*${"a".repeat(1 + (index % 100))}*${"a".repeat(1 + index / 100)}*`), {}],
    [
      "entries that all name every tool",
      many(2_000, (index) => "*".repeat(1 + (index % 250))).concat(many(2_000, (i) => `*a${"*".repeat(i % 200)}`)),
      {},
    ],
    [
      "a few entries with many limits",
      many(20, (index) => "*".repeat(1 + index)),
      { limits: many(50, (i) => ({ counter: `c${i}`, window: "day", max: 1 })) },
    ],
  ])("%s are a finding, soon", (_, keys, entry) => {
    const tools = many(2_000, (index) => ({ name: `${"a".repeat(250)}${number(index)}`, category: "destructive" as const }));
    const document = documentOf(keys, entry);
    const policy = policyOf(document);
    expect(() => compile(policy, tools)).toThrow(/takes too much work/);
    expect(lint(JSON.stringify(document), { tools })).toContainEqual(
      expect.objectContaining({ code: "too_complex", severity: "error", pointer: "/tools" }),
    );
    expect(cost(() => codes(document, tools))).toBeLessThan(400);
  });

  test("2,000 unknown names, each like every tool", () => {
    const tools = many(2_000, (index) => ({ name: `${"a".repeat(100)}${number(index)}` }));
    const document = documentOf(many(2_000, (index) => `${"a".repeat(100)}x${number(index)}`));
    expect(cost(() => codes(document, tools))).toBeLessThan(400);
    expect(codes(document, tools).filter((code) => code === "unknown_tool")).toHaveLength(2_000);
  });

  test("conditions on the arguments of every tool, and schemas whose alternatives multiply", () => {
    const itself = { type: "object", anyOf: many(20, () => ({ $ref: "#" })) };
    const tools = many(2_000, (index) => ({ name: `t${index}`, inputSchema: index === 0 ? itself : { type: "object", properties: {} } }));
    const rules = (count: number) => many(count, (index) => ({ conditions: [{ path: `args.a${index}.b`, op: "exists", value: true }] }));
    const document = { ...documentOf(["t0"], { require: rules(50) }), all_tools: { require: rules(50), deny_if: rules(50) } };
    expect(cost(() => codes(document, tools))).toBeLessThan(2_000);
    expect(codes(document, tools)).toContain("arguments_not_checked");
  });

  test("calls with names and addresses of any length", () => {
    const keys = many(1_000, (index) => `*${number(index)}a*`);
    const compiled = compile(policyOf({ ...documentOf(keys), default: "allow", resources: { deny: keys } }), []);
    const long = "a".repeat(4_000_000);
    expect(cost(() => evaluate(compiled, { kind: "tool", name: long, arguments: nodeOf({}) }))).toBeLessThan(5);
    expect(evaluate(compiled, { kind: "tool", name: long })).toMatchObject({ effect: "deny", reason: "tool_not_accepted" });
    expect(isHidden(compiled, long)).toBe(false);
    expect(cost(() => evaluate(compiled, { kind: "resource", uri: long }))).toBeLessThan(5);
    expect(evaluate(compiled, { kind: "resource", uri: long })).toMatchObject({ effect: "deny", reason: "engine_error" });
    expect(evaluate(compiled, { kind: "resource", uri: "a".repeat(4_000) }).effect).toBe("allow");
  });
});

describe("large documents that mean what they say", () => {
  const tools = many(2_000, (index) => ({ name: `inventory_service_${number(index)}_delete_everything_now`.padEnd(50, "_") }));
  test.each([
    ["exact names", tools.map(({ name }) => name)],
    ["prefixes", many(2_000, (index) => `inventory_service_${number(index)}_*`)],
    ["inner words", many(2_000, (index) => `*_service_${number(index)}_*`)],
    ["ends", many(2_000, (index) => `*${number(index)}_delete_everything_now*`)],
  ])("2,000 entries that are %s, on 2,000 tools", (_, keys) => {
    const document = documentOf(keys);
    const policy = policyOf(document);
    const compiled = compile(policy, tools);
    expect([...compiled.plans.values()].every(({ visible }) => visible)).toBe(true);
    expect(codes(document, tools)).toEqual([]);
    expect(cost(() => compile(policy, tools))).toBeLessThan(200);
    expect(cost(() => codes(document, tools))).toBeLessThan(600);
  });
});

test("a selector has at most 256 characters", () => {
  const findingsOf = (document: object) => lint(JSON.stringify(document)).map(({ code, pointer }) => [code, pointer]);
  expect(findingsOf(documentOf(["a".repeat(256)]))).toEqual([]);
  expect(findingsOf(documentOf(["a".repeat(257)]))).toEqual([["too_large", `/tools/${"a".repeat(257)}`]]);
  expect(findingsOf({ ...documentOf([]), hide: ["a".repeat(257)] })).toEqual([["too_large", "/hide/0"]]);
});

test("the index finds what trying every selector finds", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "_"), maxLength: 7 });
  const keys = fc.array(
    fc.oneof(fc.string({ unit: fc.constantFrom("a", "b", "_", "*"), minLength: 1, maxLength: 9 }), fc.constantFrom("@read", "@write")),
  );
  fc.assert(
    fc.property(keys, letters, fc.constantFrom("read", "write", "unclassified"), (texts, name, category) => {
      const selectors = texts.map((text) => readSelector(text) as Selector);
      const expected = [...selectors.keys()].filter((position) => selects(selectors[position] as Selector, name, category));
      expect(new SelectorIndex(selectors).selecting(name, category)).toEqual(expected);
    }),
    { numRuns: 2_000 },
  );
});

describe("calls and documents that were made to be slow together", () => {
  const tools = [{ name: "t" }];
  const ruled = (conditions: readonly object[]) => ({
    version: "1",
    default: "allow",
    tools: {
      t: { deny_if: many(Math.ceil(conditions.length / 20), (i) => ({ conditions: [{ any: conditions.slice(20 * i, 20 * i + 20) }] })) },
    },
  });
  const asked = (document: object, args: unknown) => {
    const compiled = compile(policyOf(document), tools);
    return () => evaluate(compiled, { kind: "tool", name: "t", arguments: nodeOf(args) });
  };

  test.each([
    ["patterns over a long text", many(1_000, (i) => ({ path: "args.x", op: "regex", value: `q$${i}` })), { x: "ab".repeat(32_000) }],
    [
      "parts of a long text",
      many(1_000, (i) => ({ path: "args.x", op: "contains", value: `${"a".repeat(60)}${i}` })),
      { x: "a".repeat(2_000_000) },
    ],
    [
      "members among many",
      many(1_000, (i) => ({ path: `args.x.k${i}`, op: "eq", value: i })),
      { x: Object.fromEntries(many(18_000, (i) => [`m${i}`, i])) },
    ],
    ["elements among many", many(1_000, (i) => ({ path: "args.x[*].a", op: "eq", value: -1 - i })), { x: many(9_000, (i) => ({ a: i })) }],
  ])("%s: what nobody can look at in time cannot tell, and is refused", (_, conditions, args) => {
    const judged = asked(ruled(conditions), args);
    expect(judged()).toMatchObject({ effect: "deny", reason: "deny_if_matched" });
    expect(cost(judged)).toBeLessThan(300);
    // The next call is judged afresh.
    expect(asked(ruled(conditions), { x: conditions.length === 0 })()).toMatchObject({ effect: "deny" });
    expect(asked(ruled([{ path: "args.x", op: "regex", value: "z$" }]), { x: "ab" })()).toMatchObject({ effect: "allow" });
  });

  test("patterns that are large together are a finding, soon", () => {
    const document = ruled(many(1_000, (i) => ({ path: "args.x", op: "regex", value: `\\pL{0,1000}${i}` })));
    const read = () => parsePolicy(JSON.stringify(document));
    expect(cost(read)).toBeLessThan(1_500);
    expect(codes(document, tools)).toContain("too_complex");
    expect(
      codes(ruled(many(500, (i) => ({ path: "args.x", op: "regex", value: `^(?i)report-[0-9]{4}-${i}\\.(csv|json)$` }))), tools),
    ).not.toContain("too_complex");
  });
});
