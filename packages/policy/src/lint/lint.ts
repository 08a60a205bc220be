import { type Finding, warningFinding } from "../finding.ts";
import { parsePolicy } from "../parse-policy.ts";
import type { ToolFacts } from "../tool-plan.ts";

/** Everything there is to say about a policy text, with the server's tools when they are known. Errors block publishing. */
export function lint(text: string, server?: { tools: readonly ToolFacts[] }): Finding[] {
  const parsed = parsePolicy(text);
  if (!parsed.ok) return parsed.findings;
  const findings = [...parsed.findings];
  if (parsed.policy.default === "allow")
    findings.push(warningFinding("default_allow", "/default", "Every tool that the policy does not name is allowed."));
  void server;
  return findings;
}
