import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CompiledPolicy, type Decision, evaluate, isHidden, type JsonNode, type ToolFacts, visible } from "../src/index.ts";
import { requests, toolSets } from "./calls.ts";
import { engineOf } from "./compare.ts";
import { conditions } from "./conditions-generated.ts";
import { permuted, withEntry, withItem, withMember } from "./edits.ts";
import { policyCases, policySeed } from "./env.ts";
import { documents, selectors } from "./generators.ts";
import { member, membersOf, readJson, writeJson } from "./json-text.ts";
import { arrays, object, string } from "./nodes.ts";
import { resolve } from "./pointer.ts";

/** What holds for every policy and every call, whatever the page says in detail. */

const callsPerPolicy = 25;
const numRuns = Math.max(100, Math.ceil(policyCases / 1_000));
const calls = fc.array(requests, { minLength: callsPerPolicy, maxLength: callsPerPolicy });
const rule = arrays(conditions, 3).map((list) => object([["conditions", list]]));
const share = fc.double({ min: 0, max: 1, noNaN: true });

const holds = <Values>(property: fc.IProperty<Values>, runs = numRuns): void =>
  fc.assert(property, { seed: policySeed | 0, numRuns: runs });

describe(`properties of the engine, seed ${policySeed}`, () => {
  test("a deny wins wherever it stands", () => {
    const property = fc.property(documents, toolSets, calls, share, (document, tools, cases, place) => {
      for (const request of cases.filter(({ kind }) => kind === "tool") as { kind: "tool"; name: string }[]) {
        const denied = withEntry(document, request.name, object([["action", string("deny")]]), place);
        const compiled = engineFor(denied, tools);
        if (compiled) expect(["hidden", "tool_not_accepted", "denied"]).toContain(decided(evaluate(compiled, request)).reason);
      }
    });
    holds(property, Math.ceil(numRuns / 10)); // every call compiles a policy of its own
  });

  test("one more deny_if, require or hide never turns a refusal into an allow", () => {
    const kinds = fc.constantFrom("require" as const, "deny_if" as const, "hide" as const);
    holds(
      fc.property(documents, toolSets, calls, kinds, rule, selectors, share, (document, tools, cases, kind, added, selector, place) => {
        const stricter = kind === "hide" ? withItem(document, "hide", string(selector), place) : withRule(document, kind, added, place);
        const [before, after] = [engineFor(document, tools), engineFor(stricter, tools)];
        if (!before || !after) return;
        for (const request of cases) {
          const [was, is] = [decided(evaluate(before, request)), decided(evaluate(after, request))];
          if (was.effect === "deny") expect(is.effect).toBe("deny");
        }
      }),
    );
  });

  test("what may be called is listed, what is hidden is neither", () => {
    holds(
      fc.property(documents, toolSets, calls, (document, tools, cases) => {
        const compiled = engineFor(document, tools);
        if (!compiled) return;
        for (const request of cases.filter(({ kind }) => kind === "tool") as { kind: "tool"; name: string }[]) {
          const { effect, hidden } = evaluate(compiled, request);
          const listed = visible(compiled, request.name);
          if (effect === "allow") expect(listed).toBe(true);
          expect(isHidden(compiled, request.name)).toBe(hidden);
          if (hidden) expect([effect, listed]).toEqual(["deny", false]);
        }
      }),
    );
  });

  test("the order of the tools' entries changes neither effect nor reason", () => {
    holds(
      fc.property(documents, toolSets, calls, fc.integer(), (document, tools, cases, seed) => {
        const [one, other] = [engineFor(document, tools), engineFor(permuted(document, seed), tools)];
        expect(other === undefined).toBe(one === undefined);
        if (!one || !other) return;
        for (const request of cases) {
          const [a, b] = [evaluate(one, request), evaluate(other, request)];
          expect([b.effect, b.reason, b.observed?.effect, b.observed?.reason]).toEqual([
            a.effect,
            a.reason,
            a.observed?.effect,
            a.observed?.reason,
          ]);
          expect(total(b)).toEqual(total(a));
        }
      }),
    );
  });

  test("every pointer of a decision names something in the document", () => {
    holds(
      fc.property(documents, toolSets, calls, (document, tools, cases) => {
        const compiled = engineFor(document, tools);
        if (!compiled) return;
        for (const request of cases) {
          const decision = evaluate(compiled, request);
          for (const pointer of pointersOf(decision)) expect(resolve(document, pointer), pointer).toBeDefined();
          expect(decision.rule === "").toBe(decision.reason === "tool_not_accepted");
        }
      }),
    );
  });

  test("any JSON whatever as arguments is answered, not thrown at", () => {
    const json = fc.json({ maxDepth: 6, depthSize: "large", stringUnit: "binary" }).map(readJson);
    holds(
      fc.property(
        documents,
        toolSets,
        fc.array(json, { minLength: callsPerPolicy }),
        fc.string({ unit: "binary" }),
        (document, tools, values, odd) => {
          const compiled = engineFor(document, tools);
          if (!compiled) return;
          for (const value of values) {
            for (const name of ["get_users", "pay", odd]) {
              expect(["allow", "deny"]).toContain(evaluate(compiled, { kind: "tool", name, arguments: value }).effect);
              expect(
                evaluate(compiled, {
                  kind: "tool",
                  name,
                  arguments: object([
                    ["amount", value],
                    ["items", value],
                    ["opts", value],
                  ]),
                }).reason,
              ).not.toBe("engine_error");
            }
          }
        },
      ),
    );
  });
});

const engineFor = (document: JsonNode, tools: readonly ToolFacts[]): CompiledPolicy | undefined => engineOf(writeJson(document), tools);

/** What the policy itself answers, also where it only observes. */
const decided = ({ effect, reason, observed }: Decision): { effect: string; reason: string } =>
  observed ? { effect: observed.effect === "would_allow" ? "allow" : "deny", reason: observed.reason } : { effect, reason };

const withRule = (document: JsonNode, kind: "require" | "deny_if", added: JsonNode, place: number): JsonNode => {
  const entries = membersOf(member(document, "tools"));
  const index = Math.round(place * entries.length);
  const entry = entries[index];
  if (!entry) return withMember(document, "all_tools", withItem(member(document, "all_tools") ?? object([]), kind, added, place));
  const [key, node] = entry;
  return withMember(document, "tools", withMember(member(document, "tools")!, key, withItem(node, kind, added, place)));
};

const total = ({ reservations }: Decision): string[] =>
  reservations.map(({ counter, scope, amount }) => `${counter} ${scope} ${amount}`).sort();

const pointersOf = ({ rule: deciding, observed, reservations }: Decision): string[] =>
  [deciding, observed?.rule ?? "", ...reservations.map((one) => one.rule)].filter((pointer) => pointer !== "");
