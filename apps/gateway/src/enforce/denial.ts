import type { Decision } from "@portcullis/policy";
import { type Denial, methodDenial, methodNotFound, toolDenial, unknownTool } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";

/** A refusal in the form that the method calls for (protocol.md section 7): a tool result for a tool, our own error code for the rest. */
export function denied(x: Exchange, denial: Omit<Denial, "policyVersion">): Reply {
  const said: Denial = { ...denial, policyVersion: x.tenant?.snapshot?.version };
  const record = { effect: "deny", reason: denial.reason, rule: denial.rule, message: denial.message } as const;
  const id = x.requestId;
  if (id !== undefined && x.rule?.method === "tools/call") return { status: 200, body: toolDenial(id, x.era!, said), ...record };
  if (denial.decision === "unavailable") return { status: 503, body: methodDenial(id, said), headers: ["retry-after", "1"], ...record };
  // A refused notification is dropped: nobody waits for its answer.
  if (x.message !== undefined && id === undefined) return { status: 202, ...record };
  return { status: 200, body: methodDenial(id, said), ...record };
}

/** The answer to a decision of the engine that refuses. */
export function deniedBy(x: Exchange, { reason, rule, message, hidden }: Decision): Reply {
  if (hidden && x.view?.kind === "tool") return notThere(x, x.view.name, { reason, rule, message });
  const decision = reason === "approval_required" ? "approval" : reason === "engine_error" ? "unavailable" : "deny";
  return denied(x, { decision, reason, rule, message });
}

/** F2: a hidden tool and one that does not exist get the same bytes. */
export function notThere(x: Exchange, name: string, { reason, rule, message }: { reason: string; rule: string; message?: string }): Reply {
  return { status: 200, body: unknownTool(x.requestId!, name), effect: "deny", reason, rule, message };
}

/** No decision or no record could be made. */
export function unavailable(x: Exchange, message?: string): Reply {
  return denied(x, {
    decision: "unavailable",
    reason: "store_unavailable",
    rule: "",
    message: message ?? STORE_UNAVAILABLE,
    retryAfterSeconds: 1,
  });
}

/** F1: unknown, removed and withheld methods; a notification is dropped with 202. */
export function unknownMethod(x: Exchange): Reply {
  const record = { effect: "deny", reason: "unknown_method", message: "This method is not served." } as const;
  const id = x.requestId;
  if (id === undefined) return { status: 202, ...record };
  return { status: x.era === "modern" ? 404 : 200, body: methodNotFound(id), ...record };
}

const STORE_UNAVAILABLE = "The gateway's database did not answer, so nothing was decided and nothing was sent. Try again.";
