import { compile } from "../compile.ts";
import { type Finding, PolicyError } from "../finding.ts";
import type { Policy } from "../language.ts";
import { parsePolicy } from "../parse-policy.ts";
import type { ToolFacts } from "../tool-plan.ts";
import { tooComplex } from "../work.ts";
import { lintApprovers } from "./approvers.ts";
import { lintArguments } from "./arguments.ts";
import { lintContext, type People } from "./context.ts";
import { lintExposure } from "./exposure.ts";
import { lintNames } from "./names.ts";
import { lintQuotas } from "./quotas.ts";
import { lintReach } from "./reach.ts";

/**
 * What is known of the server that the policy is for; `observingDays`: how long its live version has blocked nothing by now; `people`: who could give
 * the approvals that it asks for.
 */
export type LintFacts = { tools: readonly ToolFacts[]; observingDays?: number; people?: People };

/**
 * Everything there is to say about a policy text, with the server's tools when they are known. Errors block publishing,
 * warnings do not. Never throws.
 */
export function lint(text: string, server?: LintFacts): Finding[] {
  const parsed = parsePolicy(text);
  if (!parsed.ok) return parsed.findings;
  if (server && isTooComplex(parsed.policy, server.tools)) return [...parsed.findings, tooComplex(server.tools.length)];
  const context = lintContext(parsed.policy, server);
  const checks = [lintNames, lintReach, lintArguments, lintQuotas, lintApprovers, lintExposure];
  const findings = [...parsed.findings, ...checks.flatMap((check) => check(context))];
  return findings.sort((a, b) => Number(a.severity === "warning") - Number(b.severity === "warning"));
}

/** The document alone is sound; so what a compilation refuses is its size on these tools. Everything after stays within that size. */
const isTooComplex = (policy: Policy, tools: readonly ToolFacts[]): boolean => {
  try {
    compile(policy, tools);
    return false;
  } catch (error) {
    if (error instanceof PolicyError) return true;
    throw error;
  }
};
