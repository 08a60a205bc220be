import type { Finding } from "../finding.ts";
import type { Policy } from "../language.ts";
import { checkApprovals } from "./check-approvals.ts";
import { checkConditions } from "./check-conditions.ts";
import { checkLimits } from "./check-limits.ts";
import { checkSelectors } from "./check-selectors.ts";
import { entriesOf } from "./entries.ts";

/** What is wrong with a document of the right shape, the server's tools left aside. */
export function checkDocument(policy: Policy): Finding[] {
  const entries = entriesOf(policy);
  return [checkSelectors, checkConditions, checkApprovals, checkLimits].flatMap((check) => check(policy, entries));
}
