import { type CaseDifference, compile, explain, type Finding, judgeCase as judged, parsePolicy } from "@portcullis/policy";
import type { GoldenCase } from "./read-cases.ts";

/** What became of a case: passed, decided otherwise, or not decided because its policy is not one. */
export type Verdict =
  | { status: "passed" }
  | { status: "failed"; differences: CaseDifference[]; explanation: string }
  | { status: "error"; findings: Finding[] };

/** Judges a case by the policy and the tools that it brings, as the dashboard judges its saved ones. */
export function judgeCase({ name, policyText, tools, call, state, expect }: GoldenCase): Verdict {
  const parsed = parsePolicy(policyText);
  if (!parsed.ok) return { status: "error", findings: parsed.findings };
  const { decision, differences } = judged({ name, request: call, state, expect }, compile(parsed.policy, tools));
  return differences.length === 0 ? { status: "passed" } : { status: "failed", differences, explanation: explain(decision, parsed.policy) };
}
