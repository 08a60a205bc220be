import type { CompiledEntry, CompiledHide, PolicyFrame } from "./compile.ts";
import { type Decision, defaultMessages, permission, refusal } from "./decision.ts";
import type { Category } from "./language.ts";
import { reservationsOf } from "./limits/reserve.ts";
import { selects } from "./selectors.ts";

/** What the policy needs to know of a tool. A tool nobody reviewed is `unclassified`; `accepted` is true unless said otherwise. */
export type ToolFacts = { name: string; category?: Category; inputSchema?: unknown; accepted?: boolean };

/** Everything about one tool that does not depend on the call. */
export type ToolPlan = {
  /** The answer to every call of this tool, where no call can change it. */
  answer: Decision;
  /** Is the tool shown by `tools/list`? */
  visible: boolean;
};

/** Rows 1–5 of the decision table, once per tool, and the list of what is left to ask of each call. */
export function planTool(tool: ToolFacts, frame: PolicyFrame, matching: readonly CompiledEntry[]): ToolPlan {
  const hide = frame.hides.find((hidden) => hidesTool(hidden, tool));
  if (hide) return { answer: refusal("hidden", hide.pointer), visible: false };
  if (tool.accepted === false) return { answer: refusal("tool_not_accepted", ""), visible: false };
  const answer = refusedByName(frame, matching);
  if (answer) return { answer, visible: frame.list === "all" };
  const allowedBy = matching[0]?.pointer ?? "/default";
  const held = matching.find(({ entry }) => entry.action === "require_approval");
  if (held) {
    const message = held.entry.reason ?? defaultMessages.approval_required;
    return { answer: refusal("approval_required", `${held.pointer}/action`, message), visible: true };
  }
  return { answer: permission(allowedBy, reservationsOf(frame.allToolsLimits, matching)), visible: true };
}

const hidesTool = (hide: CompiledHide, tool: ToolFacts): boolean => selects(hide.selector, tool.name, tool.category ?? "unclassified");

const refusedByName = (frame: PolicyFrame, matching: readonly CompiledEntry[]): Decision | undefined => {
  if (matching.length === 0 && frame.fallback === "deny") return refusal("default_deny", "/default");
  const denying = matching.find(({ entry }) => entry.action === "deny");
  return denying && refusal("denied", `${denying.pointer}/action`, denying.entry.reason ?? defaultMessages.denied);
};
