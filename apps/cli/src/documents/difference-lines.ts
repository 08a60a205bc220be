import { diff as diffPolicies, type Outcome, type Policy, type PolicyDiff, type ToolFacts } from "@portcullis/policy";
import { type Console, paint } from "../console.ts";
import { printNode } from "../json/to-node.ts";
import { type ChangedTerm, changedTerms } from "./changed-terms.ts";

/** What changes from one policy to another in what it means, one line each; none where nothing does. */
export function differenceLines(io: Console, before: Policy, after: Policy, tools: readonly ToolFacts[]): string[] {
  const { listed, calls } = diffPolicies(before, after, tools);
  return [
    ...listed.map((one) => listedLine(io, one)),
    ...calls.map((one) => callLine(io, one)),
    ...changedTerms(before, after).map((term) => termLine(io, term)),
  ];
}

const listedLine = (io: Console, { tool, after }: PolicyDiff["listed"][number]): string =>
  after ? paint(io, "green", `+ tools/list shows ${tool}`) : paint(io, "red", `- tools/list no longer shows ${tool}`);

const callLine = (io: Console, { call, before, after }: PolicyDiff["calls"][number]): string =>
  `~ ${call.name} ${call.arguments ? printNode(call.arguments) : "{}"}: ${outcome(io, before)} → ${outcome(io, after)}`;

const outcome = (io: Console, { effect, reason, rule }: Outcome): string =>
  `${paint(io, effect === "allow" ? "green" : "red", effect)} ${reason}${rule === "" ? "" : ` (${rule})`}`;

const termLine = (io: Console, { pointer, before, after }: ChangedTerm): string =>
  `~ ${pointer}: ${paint(io, "red", term(before))} → ${paint(io, "green", term(after))}`;

const term = (value: unknown): string => (value === undefined ? "(none)" : JSON.stringify(value));
