import { type Decision, defaultMessages, type Observed, permission, type ReasonCode, refusal } from "./decision.ts";
import type { CompiledRules } from "./entry.ts";
import type { Approval, Policy } from "./language.ts";
import { readSelector, type Selector } from "./selectors.ts";

/** What all tools of a policy have in common. */
export type PolicyFrame = {
  fallback: "deny" | "allow";
  observing: boolean;
  dropsUncallable: boolean;
  validates: boolean;
  approval: Approval | undefined;
  hides: readonly { pointer: string; selector: Selector }[];
  allTools: CompiledRules;
  /** A refusal; in observe mode the permission that records it instead. */
  refuse: (reason: ReasonCode, rule: string, message?: string) => Decision;
  /** A permission; in observe mode it says that nothing would have been refused so far. */
  permit: (rule: string, reservations?: Decision["reservations"]) => Decision;
};

export function frameOf(policy: Policy, allTools: CompiledRules): PolicyFrame {
  const observing = policy.mode === "observe";
  return {
    fallback: policy.default,
    observing,
    dropsUncallable: policy.list === "callable" && !observing,
    validates: policy.validate_arguments === true,
    approval: policy.approval,
    hides: (policy.hide ?? []).map((text, index) => ({ pointer: `/hide/${index}`, selector: readSelector(text) as Selector })),
    allTools,
    refuse: observing ? observedRefusal : refusal,
    permit: observing ? observedPermission : permission,
  };
}

/** Observe mode: the call passes, and the record says what enforcing the policy would have answered. */
export const observedRefusal = (reason: ReasonCode, rule: string, message: string = defaultMessages[reason]): Decision =>
  observed(permission("/mode"), { effect: observedEffects[reason] ?? "would_deny", reason, rule, message });

const observedPermission = (rule: string, reservations?: Decision["reservations"]): Decision => {
  const plain = permission(rule, reservations);
  return observed(plain, { effect: "would_allow", reason: "allowed", rule, message: plain.message });
};

const observed = (decision: Decision, said: Observed): Decision => Object.freeze({ ...decision, observed: Object.freeze(said) });

const observedEffects: Partial<Record<ReasonCode, Observed["effect"]>> = {
  approval_required: "would_require_approval",
  limit_exceeded: "would_limit",
};
