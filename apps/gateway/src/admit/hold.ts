import type { ApprovalState } from "@portcullis/control-plane/gateway";
import { type Approval, approvalWanted, withdraw } from "../enforce/approval.ts";
import { denied } from "../enforce/denial.ts";
import type { Exchange } from "../exchange.ts";
import { recordDecision } from "../record/decisions.ts";
import type { Reply } from "../reply.ts";
import { HeldCall } from "./held-call.ts";

/**
 * Holds a call open until people have decided about it, for as long as its policy says. "again": it is judged and admitted anew, for a vote
 * lets nothing through by itself. "over": nobody waits for it any more. Else what the caller is told.
 */
export async function hold(x: Exchange, approval: Approval): Promise<"again" | "over" | Reply> {
  const { inFlight, shutdown } = x.deps;
  const { grant, route } = x.tenant!;
  x.waitUntil ??= performance.now() + Math.min(x.approval!.waitSeconds * 1_000, waitMsMax);
  if (shutdown.begun || performance.now() >= x.waitUntil) return approvalWanted(x, approval);
  const leave = inFlight.take("held", { grant: grant.id, organization: grant.organizationId, server: route.serverId });
  if (leave === undefined) return approvalWanted(x, approval);
  // Others may be waiting for the connection and the place; a person takes as long as a person takes.
  x.rest();
  const call = new HeldCall(x, approval);
  const end = await call.end.finally(leave);
  switch (end.kind) {
    case "decided":
      return told(x, approval, end.state);
    case "time":
    case "drain":
      return approvalWanted(x, approval);
    case "changed":
      return "again";
    case "cancelled":
      withdraw(x, approval.id);
      if (!x.isStreaming) return takenBack(x, approval);
      x.response.end();
      return over(x);
    case "gone":
      // C6, D8: who hangs up has cancelled in the modern era; else the approval stays, and whoever asks again finds it.
      if (x.era === "modern") withdraw(x, approval.id);
      return over(x);
  }
}

/** A refusal and an edit are told by admission, with everything else that may have changed; for what is over nobody is asked again. */
function told(x: Exchange, approval: Approval, state: ApprovalState | undefined): "again" | Reply {
  if (state === "approved" || state === "refused" || state === "edited") return "again";
  // Another holder of the same call, at another gateway: it takes back its own and nobody else's.
  if (state === "withdrawn") return "again";
  const { rule } = x.approval!;
  const message = OVER[state ?? "void"] ?? OVER.void!;
  return denied(x, { decision: "approval", reason: "approval_required", rule, message, approvalId: approval.id });
}

/** MCP wants no answer to a call that was cancelled; HTTP wants one. */
function takenBack(x: Exchange, approval: Approval): Reply {
  const message = "The client took this call back while it waited for approval. Nothing was sent.";
  return denied(x, { decision: "approval", reason: "approval_required", rule: x.approval!.rule, message, approvalId: approval.id });
}

function over(x: Exchange): "over" {
  void recordDecision(x, { outcome: "refused" });
  x.over();
  return "over";
}

const OVER: Readonly<Record<string, string>> = {
  expired: "Nobody approved this call in time. Nothing was sent; call again to ask again.",
  lapsed: "This call was approved and the approval has run out. Nothing was sent; call again to ask again.",
  used: "The approval was used by another call just like this one. Nothing was sent; call again to ask again.",
  void: "What this approval was asked for has changed. Nothing was sent; call again to ask again.",
};

const waitMsMax = 300_000;
