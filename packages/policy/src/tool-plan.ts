import { approvalTerms } from "./approval.ts";
import type { Question } from "./conditions/compile.ts";
import { type ToolNodes, toolNodes } from "./conditions/roots.ts";
import { type ApprovalObligation, type Decision, defaultMessages, refusal } from "./decision.ts";
import type { CompiledEntry } from "./entry.ts";
import type { PolicyFrame } from "./frame.ts";
import type { Category } from "./language.ts";
import { type MeasuredLimits, measuredLimits } from "./limits/reserve.ts";
import type { CompiledRule } from "./rule.ts";
import { type Validation, validationOf } from "./validation.ts";

/**
 * What the policy needs to know of a tool. A tool nobody classified is `unclassified`; `accepted` (a person has accepted the tool's
 * definition as it is now) is true unless said otherwise.
 */
export type ToolFacts = { name: string; category?: Category; inputSchema?: unknown; accepted?: boolean };

/** Everything about one tool that does not depend on the call. */
export type ToolPlan = {
  /** Is the tool shown by `tools/list`? */
  visible: boolean;
  hidden: boolean;
  /** The answer to every call of this tool, where no call can change it. */
  always: Decision | undefined;
  tool: ToolNodes;
  frame: PolicyFrame;
  /** The entry that names the tool, or `/default`. */
  allowedBy: string;
  /** Arguments have to satisfy the input schema first. */
  validation: Validation | undefined;
  requires: readonly Check[];
  denies: readonly Check[];
  holds: readonly Hold[];
  limits: MeasuredLimits;
  /** Does a limit add up amounts of the call? */
  measures: boolean;
  /** The answer when nothing refuses and no amount has to be read. */
  allowed: Decision;
};

/** A rule and the refusal that it leads to. */
export type Check = { ask: Question; refusal: Decision };

/** A reason to ask for approval: always, or when its question is answered so. */
export type Hold = { ask: Question | undefined; obligation: ApprovalObligation };

/** Rows 1–5 of the decision table, once per tool, and the list of what is left to ask of each call. */
export function planTool(
  tool: ToolFacts,
  frame: PolicyFrame,
  matching: readonly CompiledEntry[],
  hide?: PolicyFrame["hides"][number],
): ToolPlan {
  const category = tool.category ?? "unclassified";
  const limits = measuredLimits([...frame.allTools.limits, ...matching.flatMap((entry) => entry.limits)]);
  const allowedBy = matching[0]?.pointer ?? "/default";
  const plan: ToolPlan = {
    visible: true,
    hidden: false,
    always: undefined,
    tool: toolNodes(tool.name, category),
    frame,
    allowedBy,
    validation: validationOf(tool, frame, matching),
    requires: checksOf(frame, matching, "requires", "require_failed"),
    denies: checksOf(frame, matching, "denies", "deny_if_matched"),
    holds: holdsOf(frame, matching, allowedBy),
    limits,
    measures: limits.amounts.length > 0,
    allowed: frame.permit(allowedBy, limits.reservations),
  };
  if (hide) return { ...plan, visible: false, hidden: true, always: refusal("hidden", hide.pointer) };
  if (tool.accepted === false) return { ...plan, visible: false, always: refusal("tool_not_accepted", "") };
  const refused = refusedByName(frame, matching);
  if (refused) return { ...plan, visible: !frame.dropsUncallable, always: refused };
  const isConstant = !plan.measures && plan.validation === undefined && plan.requires.length + plan.denies.length + plan.holds.length === 0;
  return isConstant ? { ...plan, always: plan.allowed } : plan;
}

const refusedByName = (frame: PolicyFrame, matching: readonly CompiledEntry[]): Decision | undefined => {
  if (matching.length === 0 && frame.fallback === "deny") return frame.refuse("default_deny", "/default");
  const denying = matching.find(({ entry }) => entry.action === "deny");
  return denying && frame.refuse("denied", `${denying.pointer}/action`, denying.entry.reason ?? defaultMessages.denied);
};

const checksOf = (
  frame: PolicyFrame,
  matching: readonly CompiledEntry[],
  list: "requires" | "denies",
  reason: "require_failed" | "deny_if_matched",
): Check[] => [frame.allTools, ...matching].flatMap((holder) => holder[list].map((rule) => checkOf(rule, frame, reason)));

// One for all tools that the rule reaches: a rule belongs to one compiled policy.
const checkOf = (rule: CompiledRule, frame: PolicyFrame, reason: "require_failed" | "deny_if_matched"): Check => {
  const known = checks.get(rule);
  if (known) return known;
  const check = { ask: rule.ask, refusal: frame.refuse(reason, rule.pointer, rule.message ?? defaultMessages[reason]) };
  checks.set(rule, check);
  return check;
};
const checks = new WeakMap<CompiledRule, Check>();

const holdsOf = (frame: PolicyFrame, matching: readonly CompiledEntry[], allowedBy: string): Hold[] => {
  const holding = matching.filter(({ entry, when }) => entry.action === "require_approval" || when !== undefined);
  if (holding.length === 0) return [];
  const { message, ...terms } = approvalTerms(
    frame.approval,
    matching.map(({ entry }) => entry.approval),
  );
  const hold = (ask: Question | undefined, rule: string, said: string | undefined): Hold => ({
    ask,
    obligation: Object.freeze({ ...terms, rule, message: said ?? message ?? defaultMessages.approval_required, allowedBy }),
  });
  return holding.flatMap(({ entry, when, pointer }) => [
    ...(entry.action === "require_approval" ? [hold(undefined, `${pointer}/action`, entry.reason ?? entry.approval?.message)] : []),
    ...(when === undefined ? [] : [hold(when, `${pointer}/approval/when`, entry.approval?.message)]),
  ]);
};
