import type { CompiledPolicy } from "./compile.ts";
import { FALSE, TRUE } from "./conditions/answer.ts";
import { beginEffort } from "./conditions/effort.ts";
import { type Decision, engineError } from "./decision.ts";
import type { ServerRequestKind } from "./language.ts";
import { measure } from "./limits/reserve.ts";
import { judgeListed } from "./lists.ts";
import type { PolicyRequest, ToolCall } from "./request.ts";
import type { ToolPlan } from "./tool-plan.ts";

/** Decides one request. Pure and synchronous; never throws: what cannot be evaluated is denied with `engine_error`. */
export function evaluate(compiled: CompiledPolicy, request: PolicyRequest): Decision {
  try {
    switch (request.kind) {
      case "tool":
        return judgeCall(planOf(compiled, request.name), request);
      case "prompt":
        return judgeListed(compiled.prompts, request.name);
      case "resource":
        return judgeListed(compiled.resources, request.uri);
      default:
        return engineError;
    }
  } catch {
    return engineError;
  }
}

/** Is the tool shown by `tools/list`? */
export const visible = (compiled: CompiledPolicy, toolName: string): boolean => planOf(compiled, toolName).visible;

/** A hidden tool is answered as one that does not exist. */
export const isHidden = (compiled: CompiledPolicy, toolName: string): boolean => planOf(compiled, toolName).hidden;

/** May the server send this kind of request back to the client? */
export const allowsServerRequest = (compiled: CompiledPolicy, kind: ServerRequestKind): boolean => compiled.serverRequests.has(kind);

// Rows 6 to 9 of the decision table; the plan has answered those before, admission answers row 10.
const judgeCall = (plan: ToolPlan, request: ToolCall & PolicyRequest): Decision => {
  if (plan.always !== undefined) return plan.always;
  beginEffort();
  if (plan.validation !== undefined && !plan.validation.accepts(request.arguments)) return plan.validation.refusal;
  for (const check of plan.requires) if (check.ask(request, plan.tool) !== TRUE) return check.refusal;
  for (const check of plan.denies) if (check.ask(request, plan.tool) !== FALSE) return check.refusal;
  return plan.measures || plan.holds.length > 0 ? judgeObligations(plan, request) : plan.allowed;
};

const judgeObligations = (plan: ToolPlan, request: ToolCall & PolicyRequest): Decision => {
  const { frame } = plan;
  const measured = measure(plan.limits, request.arguments);
  if ("uncountable" in measured) return frame.refuse("amount_not_countable", measured.uncountable);
  for (const { ask, obligation } of plan.holds) {
    if (ask !== undefined && ask(request, plan.tool) === FALSE) continue;
    const held = frame.refuse("approval_required", obligation.rule, obligation.message);
    // Observing holds nothing; enforcing keeps what the approved call will reserve.
    return frame.observing ? held : { ...held, approval: obligation, reservations: measured.reservations };
  }
  return frame.permit(plan.allowedBy, measured.reservations);
};

const planOf = (compiled: CompiledPolicy, toolName: string): ToolPlan => compiled.plans.get(toolName) ?? compiled.planFor(toolName);
