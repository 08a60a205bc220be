import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { JsonNode } from "../src/index.ts";
import { requests, settleStates, toolSets } from "./calls.ts";
import { bothAnswers, engineOf } from "./compare.ts";
import { policyCases, policySeed } from "./env.ts";
import { documents } from "./generators.ts";
import { writeJson } from "./json-text.ts";

/**
 * Engine and reference judge the same calls (POLICY_CASES of them) and have to agree in effect, reason, rule, reservations,
 * visibility, observed answer and settlement. A failure prints the seed and the smallest case; POLICY_SEED repeats a run.
 */

const callsPerPolicy = 25;
const policiesPerSlice = 200;
/** In fewer cases than these the rarest line of the table may stay out. */
const enoughForAll = 10_000;
const slices = Math.max(1, Math.ceil(policyCases / (callsPerPolicy * policiesPerSlice)));
const policies = Math.ceil(policyCases / (callsPerPolicy * slices));

const calls = fc.array(fc.record({ request: requests, state: settleStates }), { minLength: callsPerPolicy, maxLength: callsPerPolicy });

describe(`engine and reference, seed ${policySeed}`, () => {
  const seen = { documents: 0, accepted: 0, reasons: new Map<string, number>() };

  test.each(Array.from({ length: slices }, (_, index) => policySeed + index))(`${policies * callsPerPolicy} cases from seed %i`, (seed) => {
    fc.assert(
      fc.property(documents, toolSets, calls, (document, tools, cases) => {
        const text = writeJson(document);
        const compiled = engineOf(text, tools);
        seen.documents += 1;
        if (!compiled) return;
        seen.accepted += 1;
        for (const one of cases) {
          const { engine, reference } = bothAnswers(compiled, document, tools, one);
          if (engine !== reference) throw new Error(disagreement(text, one.request, engine, reference));
          const reason = /"reason":"(\w+)"/.exec(engine)![1]!;
          seen.reasons.set(reason, (seen.reasons.get(reason) ?? 0) + 1);
        }
      }),
      { seed: seed | 0, numRuns: policies },
    );
  });

  afterAll(() => {
    expect(seen.accepted / seen.documents, "most generated documents are valid").toBeGreaterThan(0.8);
    if (policyCases >= enoughForAll) expect([...seen.reasons.keys()].sort(), "every line of the table is reached").toEqual(reasons);
  });
});

const reasons = [
  "allowed", "amount_not_countable", "approval_required", "default_deny", "denied", "deny_if_matched", "hidden", "require_failed", "tool_not_accepted",
]; // biome-ignore format: a table

const disagreement = (policy: string, request: object, engine: string, reference: string): string =>
  `they differ\npolicy    ${policy}\nrequest   ${JSON.stringify(request, spelled)}\nengine    ${engine}\nreference ${reference}`;

/** Nodes as the JSON they stand for, as far as one can see it. */
const spelled = (_: string, value: unknown): unknown => {
  if (typeof value !== "object" || value === null || !("kind" in value)) return value;
  const node = value as JsonNode | { kind: "tool" | "prompt" | "resource" };
  if (node.kind === "object") return Object.fromEntries(node.members);
  if (node.kind === "array") return node.items;
  if (node.kind === "number") return `number ${node.text}`;
  if (node.kind === "null") return null;
  return node.kind === "string" && node.value.length > 100 ? `${node.value.length} characters` : "value" in node ? node.value : node;
};
