import { compile, type JsonNode, parsePolicy, type ToolFacts } from "@portcullis/policy";
import { documents, readJson, policySeed as seed, selectors, toolSets } from "@portcullis/policy/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { patchText, type TextOperation } from "../../editor/patch-text.ts";
import { pointerOf, pointerParts, valueAt } from "../../json-pointer.ts";
import { type DocumentView, viewOf } from "./document-view.ts";
import { append, drop, type Edit, type Place, put, repeat, set, shift } from "./edit.ts";
import { canBeNamed, choose } from "./tool-choice.ts";

/** Generated policies in the spacing of several hands, and an edit of the builder that fits: 10^4 of each. */
const cases = fc.record({
  document: documents,
  spacing: fc.constantFrom("", " ", "\t", "  "),
  tools: toolSets,
  pick: fc.nat(),
  operation: fc.nat(),
});
const numRuns = 10_000;

test("what the builder reads is the document, in its own order, and an edit that changes nothing leaves every byte", {
  timeout: 240_000,
}, () => {
  fc.assert(
    fc.property(cases, ({ document, spacing, pick }) => {
      const text = layout(document, spacing);
      const view = viewOf(text)!;
      const written = document.kind === "object" ? document.members.get("tools") : undefined;
      const keys = written?.kind === "object" ? [...written.members.keys()] : [];
      if (view.entries.map(({ key }) => key).join("\0") !== keys.join("\0")) throw new Error("the entries are in another order");
      if (view.entries.some(({ pointer, entry }) => valueAt(view.value, pointer) !== entry))
        throw new Error("an entry is not what stands there");
      // Form → document → form: everything the form shows is put back as it was read.
      const places = placesOf(view.value);
      const read = viewOf(text)!;
      const some = places.filter((_, index) => index % 16 === pick % 16);
      const same = some.flatMap((place) => put(view, place, valueAt(read.value, pointerOf(...place))));
      if (same.length > 0 || patchText(text, same) !== text) throw new Error("an edit that changes nothing changed the text");
      // Taking back what was added leaves what was there.
      const place = places[pick % places.length]!;
      const holder = place.slice(0, -1);
      const there = viewOf(patchText(text, put(view, [...holder, "a new name"], { a: [1] })) ?? "null");
      if (there && !Array.isArray(valueAt(view.value, pointerOf(...holder)))) {
        const back = patchText(patchText(text, put(view, [...holder, "a new name"], 1))!, drop(there, [...holder, "a new name"]))!;
        if (spelled(readJson(back)) !== spelled(document)) throw new Error(`not as it was: ${back}`);
      }
    }),
    { numRuns, seed },
  );
});

test("each operation does what it says on the text, and all else stays, to the digit", { timeout: 240_000 }, () => {
  fc.assert(
    fc.property(cases, ({ document, spacing, tools, pick, operation }) => {
      const text = layout(document, spacing);
      const view = viewOf(text)!;
      const { edit, within } = operations[operation % operations.length]!(view, tools, pick);
      const patched = patchText(text, edit);
      expect(patched, JSON.stringify(edit)).not.toBeNull();
      const after = readJson(patched!);
      if (spelled(after) !== spelled(edit.reduce(applied, document))) throw new Error(`not what the patch says: ${patched}`);
      const allowed = within.map((place) => pointerOf(...place));
      for (const pointer of differences(document, after, ""))
        expect(
          allowed.some((one) => pointer === one || pointer.startsWith(`${one}/`) || one.startsWith(`${pointer}/`)),
          pointer,
        ).toBe(true);
    }),
    { numRuns, seed },
  );
});

test("the engine answers as chosen, wherever a tool's own entry can decide", { timeout: 240_000 }, () => {
  fc.assert(
    fc.property(cases, ({ document, spacing, tools, pick }) => {
      const text = layout(document, spacing);
      const tool = tools[pick % tools.length]!;
      if (!canBeNamed(tool.name)) return;
      const after = (choice: "allow" | "deny" | "hide" | "approve") =>
        planOf(patchText(text, choose(viewOf(text)!, [tool], choice))!, tool);
      expect(after("hide")?.hidden ?? true).toBe(true);
      const denied = after("deny");
      expect(
        denied === undefined || denied.hidden || denied.always?.effect === "deny" || denied.always?.observed?.effect === "would_deny",
      ).toBe(true);
      const allowed = after("allow");
      if (allowed?.always) expect(allowed.always.rule).not.toBe(`/tools/${pointerOf(tool.name).slice(1)}/action`);
      const held = after("approve");
      expect(held === undefined || held.always !== undefined || held.holds.some(({ ask }) => ask === undefined)).toBe(true);
    }),
    { numRuns: 300, seed },
  );
});

const planOf = (text: string, tool: ToolFacts) => {
  const parsed = parsePolicy(text);
  return parsed.ok ? compile(parsed.policy, [tool]).plans.get(tool.name) : undefined;
};

type Operation = (view: DocumentView, tools: readonly ToolFacts[], pick: number) => { edit: Edit; within: Place[] };
const chosen =
  (choice: Parameters<typeof choose>[2], some: (tools: readonly ToolFacts[], pick: number) => readonly ToolFacts[]): Operation =>
  (view, tools, pick) => {
    const picked = some(tools, pick);
    return { edit: choose(view, picked, choice), within: [["hide"], ...picked.map(({ name }) => ["tools", name])] };
  };
const one = (tools: readonly ToolFacts[], pick: number) => [tools[pick % tools.length]!];
const several = (tools: readonly ToolFacts[], pick: number) => tools.filter((_, index) => (pick >> index) % 2 === 0);
const at =
  (place: Place, value: unknown): Operation =>
  (view) => ({ edit: set(view, place, value), within: [place] });
const holderOf = (view: DocumentView, pick: number): Place =>
  view.entries.length === 0 || pick % 5 === 0 ? ["all_tools"] : ["tools", view.entries[pick % view.entries.length]!.key];
const onHolder =
  (list: string, edit: (view: DocumentView, place: Place, length: number, pick: number) => Edit): Operation =>
  (view, _, pick) => {
    const place = [...holderOf(view, pick), list];
    const value = valueAt(view.value, pointerOf(...place));
    return { edit: edit(view, place, Array.isArray(value) ? value.length : 0, pick), within: [place] };
  };
const rule = { conditions: [{ path: "args.amount", op: "gt", value: 10_000 }], on_deny: "Ask first." };
const limit = { counter: "new", window: "minute", max: 10 };

const operations: Operation[] = [
  ...(["allow", "deny", "hide", "approve"] as const).flatMap((choice) => [chosen(choice, one), chosen(choice, several)]),
  onHolder("deny_if", (view, place) => append(view, place, rule)),
  onHolder("require", (view, place) => append(view, place, rule)),
  onHolder("limits", (view, place) => append(view, place, limit)),
  ...["deny_if", "require", "limits"].map((list) =>
    onHolder(list, (view, place, length, pick) => (length === 0 ? [] : drop(view, [...place, pick % length], place.length - 1))),
  ),
  ...["deny_if", "limits"].map((list) =>
    onHolder(list, (_, place, length, pick) => (length < 2 ? [] : shift(place, 1 + (pick % (length - 1)), -1))),
  ),
  ...["deny_if", "limits"].map((list) => onHolder(list, (_, place, length) => (length < 2 ? [] : shift(place, 0, 1)))),
  ...["deny_if", "require"].map((list) => onHolder(list, (_, place, length, pick) => (length === 0 ? [] : repeat(place, pick % length)))),
  // Any value the form shows, changed in its place.
  (view, _, pick) => {
    const places = placesOf(view.value);
    const place = places[pick % places.length]!;
    return { edit: put(view, place, `changed ${pick}`), within: [place] };
  },
  (view, _, pick) => {
    const place = [...holderOf(view, pick), "rate_limit"];
    return { edit: set(view, place, pick % 2 === 0 ? { max: 3, window: 60 } : undefined, 1), within: [place] };
  },
  at(["mode"], "observe"),
  at(["default"], "allow"),
  at(["list"], undefined),
  at(["resources", "allow"], ["zabbix://*"]),
  at(["prompts", "default"], "deny"),
  at(["approval", "min_approvals"], 2),
  (view, _, pick) => {
    const key = fc.sample(selectors, { numRuns: 1, seed: pick })[0]!;
    const edit: Edit = view.entries.some((entry) => entry.key === key) ? [] : put(view, ["tools", key], { action: "deny" });
    return { edit, within: [["tools", key]] };
  },
  (view, _, pick) => {
    const from = view.entries[pick % Math.max(1, view.entries.length)];
    if (!from) return { edit: [], within: [] };
    const path = pointerOf("tools", "renamed_*");
    return {
      edit: [{ op: "move", from: from.pointer, path }],
      within: [
        ["tools", from.key],
        ["tools", "renamed_*"],
      ],
    };
  },
];

/** Every place of the document but the whole. */
const placesOf = (value: unknown, above: Place = []): Place[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, member]) => {
        const place = [...above, Array.isArray(value) ? Number(name) : name];
        return [place, ...placesOf(member, place)];
      })
    : [];

/** The same patch on the node: what the text must say afterwards. */
const applied = (node: JsonNode, operation: TextOperation): JsonNode => {
  switch (operation.op) {
    case "remove":
      return changed(node, pointerParts(operation.path), () => undefined);
    case "copy": {
      const copied = pointerParts(operation.from).reduce(child, node)!;
      return changed(node, pointerParts(operation.path), () => copied, true);
    }
    case "move": {
      const [from, to] = [pointerParts(operation.from), pointerParts(operation.path)];
      const moved = from.reduce(child, node)!;
      const holder = from.slice(0, -1);
      if (holder.reduce(child, node)?.kind === "object")
        return changed(node, holder, (inner) =>
          inner?.kind === "object"
            ? { ...inner, members: new Map([...inner.members].map(([name, value]) => [name === from.at(-1) ? to.at(-1)! : name, value])) }
            : inner,
        );
      return changed(
        changed(node, from, () => undefined),
        to,
        () => moved,
        true,
      );
    }
    default:
      return changed(node, pointerParts(operation.path), () => readJson(JSON.stringify(operation.value)), operation.op === "add");
  }
};

const child = (node: JsonNode | undefined, part: string): JsonNode | undefined =>
  node?.kind === "object" ? node.members.get(part) : node?.kind === "array" ? node.items[Number(part)] : undefined;

function changed(
  node: JsonNode,
  [part, ...rest]: string[],
  to: (old: JsonNode | undefined) => JsonNode | undefined,
  insert = false,
): JsonNode {
  if (part === undefined) return to(node)!;
  const old = child(node, part);
  const next = rest.length > 0 ? changed(old!, rest, to, insert) : to(insert && node.kind === "array" ? undefined : old);
  if (node.kind === "object") {
    const members = new Map(node.members);
    if (next === undefined) members.delete(part);
    else members.set(part, next);
    return { kind: "object", members };
  }
  if (node.kind !== "array") throw new Error("no holder");
  const index = part === "-" ? node.items.length : Number(part);
  const replaced = rest.length > 0 || !insert ? 1 : 0;
  return { kind: "array", items: node.items.toSpliced(index, replaced, ...(next === undefined ? [] : [next])) };
}

const spelled = (node: JsonNode): string => JSON.stringify(ordered(node));

/** Node for comparing: members in their order. */
const ordered = (node: JsonNode): unknown =>
  node.kind === "object"
    ? [...node.members].map(([name, value]) => [name, ordered(value)])
    : node.kind === "array"
      ? node.items.map(ordered)
      : node;

/** The places in which two documents differ, as deep as both have them; lists are compared whole. */
function differences(a: JsonNode | undefined, b: JsonNode | undefined, pointer: string): string[] {
  if (a?.kind === "object" && b?.kind === "object") {
    const names = new Set([...a.members.keys(), ...b.members.keys()]);
    return [...names].flatMap((name) => differences(child(a, name), child(b, name), pointer + pointerOf(name)));
  }
  if (a?.kind === "array" && b?.kind === "array" && a.items.length === b.items.length)
    return a.items.flatMap((item, index) => differences(item, b.items[index], `${pointer}/${index}`));
  return JSON.stringify(a && ordered(a)) === JSON.stringify(b && ordered(b)) ? [] : [pointer];
}

/** Number spellings and the order of names are kept; `JSON.stringify` would keep neither. */
function layout(node: JsonNode, spacing: string, indent = ""): string {
  const deeper = indent + spacing;
  const [open, comma, close] =
    spacing === "" ? ["", ",", ""] : spacing === " " ? [" ", ", ", " "] : [`\n${deeper}`, `,\n${deeper}`, `\n${indent}`];
  const inner = spacing === " " ? indent : deeper;
  const wrap = (parts: string[], [left, right]: [string, string]) =>
    parts.length === 0 ? left + right : left + open + parts.join(comma) + close + right;
  if (node.kind === "object")
    return wrap(
      [...node.members].map(([name, value]) => `${JSON.stringify(name)}:${spacing && " "}${layout(value, spacing, inner)}`),
      ["{", "}"],
    );
  if (node.kind === "array")
    return wrap(
      node.items.map((item) => layout(item, spacing, inner)),
      ["[", "]"],
    );
  return node.kind === "number" ? node.text : node.kind === "null" ? "null" : JSON.stringify(node.value);
}
