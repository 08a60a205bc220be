import { expect, test } from "vitest";
import { patchText } from "../../editor/patch-text.ts";
import { effectivePolicy } from "../../tools/effective-tools.ts";
import { argumentPaths } from "./argument-paths.ts";
import { comparisonOn, regrouped, withOperator, withPath } from "./comparison.ts";
import { viewOf } from "./document-view.ts";
import { append, drop, put, repeat } from "./edit.ts";
import { edited, historyOf, redone, undone } from "./history.ts";
import { operatorsFor } from "./operators.ts";
import { limitSentence, ruleSentence } from "./sentences.ts";
import { choiceOf, choose } from "./tool-choice.ts";
import { listOf, numberOf, typedValue } from "./value-text.ts";

const schema = {
  type: "object",
  required: ["amount"],
  properties: {
    amount: { type: "number", description: "In euros" },
    currency: { enum: ["EUR", "USD"] },
    "odd key": { type: ["string", "null"] },
    to: { type: "array", items: { type: "object", required: ["name"], properties: { name: { type: "string" } } } },
  },
};

test("paths are offered from the schema with type, enum and whether they are required", () => {
  expect(argumentPaths(schema).map(({ path, type, required }) => [path, type, required])).toEqual([
    ["args.amount", "number", true],
    ["args.currency", "string", false],
    ['args["odd key"]', "string", false],
    ["args.to", "array", false],
    ["args.to[*]", "object", false],
    ["args.to[*].name", "string", false],
  ]);
  expect(argumentPaths("nonsense")).toEqual([]);
});

test("operators follow the type; a value stays where it fits", () => {
  expect(operatorsFor("number")).toEqual(["eq", "neq", "gt", "gte", "lt", "lte", "in", "not_in", "exists"]);
  expect(operatorsFor("string")).not.toContain("gt");
  const [amount, currency] = argumentPaths(schema);
  const over = { path: "args.amount", op: "gt", value: 10 };
  expect(withOperator(over, "lte", amount)).toEqual({ op: "lte", value: 10 });
  expect(withOperator(over, "in", amount)).toEqual({ op: "in", value: [10] });
  expect(withOperator({ ...over, op: "in", value: [7, 8] }, "eq", amount)).toEqual({ op: "eq", value: 7 });
  expect(withPath(over, currency, "args.currency")).toEqual({ path: "args.currency", op: "eq", value: "EUR" });
  expect(comparisonOn(amount!)).toEqual({ path: "args.amount", op: "gt", value: 0 });
});

test("a condition is put into a group and taken out again unharmed", () => {
  const one = { path: "args.amount", op: "gt", value: 1 };
  expect(regrouped(regrouped(one, "any"), "comparison")).toEqual(one);
  expect(regrouped({ any: [one, one] }, "not")).toEqual({ not: { all: [one, one] } });
});

test.each([
  [() => numberOf("1e2"), 100],
  [() => numberOf("1."), undefined],
  [() => numberOf(""), undefined],
  [() => listOf("1\n\n2", "number"), [1, 2]],
  [() => listOf("1\nx", "number"), undefined],
  [() => typedValue("12", "string"), "12"],
  [() => typedValue("12", "unknown"), 12],
  [() => typedValue("null", "unknown"), undefined],
])("%s reads as written", (read, value) => expect(read()).toEqual(value));

test("rules and limits are sentences", () => {
  const over = { conditions: [{ path: "args.amount", op: "gt", value: 10_000 }] };
  expect(ruleSentence("deny_if", over)).toBe("Deny if amount is greater than 10000.");
  expect(ruleSentence("require", over)).toBe("Allow only if amount is greater than 10000.");
  expect(ruleSentence("deny_if", { conditions: [] })).toBe("Deny every call.");
  expect(ruleSentence("deny_if", 7)).toBe("This rule is not finished.");
  expect(limitSentence({ counter: "c", window: "day", max: 500, amount: "args.amount", timezone: "Europe/Riga" })).toBe(
    "At most a total of 500 of amount each day (Europe/Riga), per grant.",
  );
});

test("one history: typing is one step, undo and redo go through both panes' edits", () => {
  let history = historyOf("a");
  history = edited(history, "ab", { group: "text", at: 0 });
  history = edited(history, "abc", { group: "text", at: 500 });
  history = edited(history, "abcd", { at: 600 });
  expect(undone(history).text).toBe("abc");
  expect(undone(undone(history)).text).toBe("a");
  expect(redone(redone(undone(undone(history)))).text).toBe("abcd");
  expect(undone(undone(undone(undone(history)))).text).toBe("a");
  expect(edited(undone(history), "new", { at: 700 }).future).toEqual([]);
});

test("choices toggle back to the text that was there", () => {
  const text = '{\n  "version": "1",\n  "default": "deny",\n  "hide": ["x"],\n  "tools": {\n    "a": {}\n  }\n}\n';
  const after = (from: string, name: string, choice: Parameters<typeof choose>[2]) =>
    patchText(from, choose(viewOf(from)!, [{ name }], choice))!;
  const allowed = after(text, "b", "allow");
  expect(allowed).toBe(text.replace('"a": {}', '"a": {},\n    "b": {}'));
  expect(after(allowed, "b", "deny")).toBe(text);
  expect(JSON.parse(after(after(text, "a", "hide"), "a", "allow"))).toEqual(JSON.parse(text));
  expect(after(text, "x", "allow")).not.toContain("hide");
});

test("a rule is added and taken away without a trace; an entry that means something stays", () => {
  const text = '{ "version": "1", "default": "deny", "tools": { "a": {} } }';
  const added = patchText(text, append(viewOf(text)!, ["tools", "a", "deny_if"], { conditions: [] }))!;
  expect(JSON.parse(added).tools.a).toEqual({ deny_if: [{ conditions: [] }] });
  expect(patchText(added, drop(viewOf(added)!, ["tools", "a", "deny_if", 0], 2))).toBe(text);
});

test("a rule is repeated after itself as it is written, digits and spacing too", () => {
  const [first, last] = ['{ "conditions":  [{ "path": "args.n", "op": "gt", "value": 1.50 }] }', '{ "conditions": [] }'];
  const text = (...rules: string[]) => `{ "tools": { "a": { "deny_if": [\n    ${rules.join(",\n    ")}\n  ] } } }`;
  expect(patchText(text(first, last), repeat(["tools", "a", "deny_if"], 0))).toBe(text(first, first, last));
  expect(patchText(text(last, first), repeat(["tools", "a", "deny_if"], 1))).toBe(text(last, first, first));
  expect(patchText(text(first), repeat(["tools", "a", "deny_if"], 3))).toBeNull();
});

test("five hundred tools: a keystroke, its text, view and effective states stay far below what a person notices", () => {
  const tools = Array.from({ length: 500 }, (_, index) => ({
    name: `server_${["get", "create", "delete", "pay"][index % 4]}_${index}`,
    category: (["read", "write", "destructive", "financial"] as const)[index % 4],
    inputSchema: schema,
  }));
  let text = JSON.stringify(
    { version: "1", default: "deny", hide: ["@destructive"], tools: { "@read": {}, "server_create_*": {} } },
    null,
    2,
  );
  text = patchText(text, choose(viewOf(text)!, tools, "allow"))!;
  text = patchText(
    text,
    append(viewOf(text)!, ["tools", tools[3]!.name, "deny_if"], { conditions: [{ path: "args.amount", op: "gt", value: 0 }] }),
  )!;
  const place = ["tools", tools[3]!.name, "deny_if", 0, "conditions", 0, "value"];
  const times = Array.from({ length: 60 }, (_, index) => {
    const start = performance.now();
    text = patchText(text, put(viewOf(text)!, place, index + 1))!;
    const { tools: states } = effectivePolicy(text, tools)!;
    expect(choiceOf(states[3]!)).toBe("custom");
    return performance.now() - start;
  }).sort((a, b) => a - b);
  // 50 ms is the promise on an idle machine; the test run shares its cores.
  expect(times[Math.floor(times.length * 0.5)]).toBeLessThan(150);
});

test("names are taken out of a longer list of hidden ones, each at its own place", () => {
  const text = '{ "version": "1", "default": "deny", "hide": ["a", "@read", "b", "c"] }';
  const after = patchText(text, choose(viewOf(text)!, [{ name: "a" }, { name: "b" }], "allow"))!;
  expect(JSON.parse(after)).toMatchObject({ hide: ["@read", "c"], tools: { a: {}, b: {} } });
});
