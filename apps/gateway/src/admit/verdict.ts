import type { AdmitVerdict } from "@portcullis/control-plane/gateway";
import { approvalRefused } from "../enforce/approval.ts";
import { batchRefused } from "../enforce/batch.ts";
import { denied } from "../enforce/denial.ts";
import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";
import { challenge } from "../tenant/challenge.ts";

/** What the caller is told of a verdict; undefined when the call may leave. In observe mode a full limit is noted and refuses nothing. */
export function refusedBy(x: Exchange, verdict: AdmitVerdict): Reply | undefined {
  switch (verdict.verdict) {
    case "admitted":
      if (verdict.full !== undefined && x.judgement.observed !== undefined) {
        const { rule } = x.reservations[verdict.full.index]!;
        x.judgement = { ...x.judgement, rule: "/mode", observed: { effect: "would_limit", reason: "limit_exceeded", rule, message: "" } };
      }
      return undefined;
    case "limit": {
      const { message, retryAfterSeconds } = verdict;
      const { rule } = x.reservations[verdict.index]!;
      return denied(x, { decision: "limit", reason: "limit_exceeded", rule, message, retryAfterSeconds });
    }
    case "denied":
      return verdict.reason === "grant_revoked"
        ? { ...challenge({ credentialSent: true, unexpandedVariable: false }), reason: "grant_revoked" }
        : verdict.reason === "batch_refused"
          ? batchRefused(x, verdict.message)
          : verdict.reason === "approval_required" || verdict.reason === "approval_invalid"
            ? approvalRefused(x, verdict)
            : denied(x, { decision: "deny", reason: verdict.reason, rule: "", message: verdict.message });
    case "recorded":
      return undefined;
    case "held":
      // B8: no call of a batch is sent for approval.
      return batchRefused(x, "A call of this batch needs approval. Send it alone.");
    case "stale":
      throw new Error("a stale verdict is decided again");
  }
}

/** What was decided was changed as often as it was read. */
export function stalePolicy(x: Exchange): Reply {
  const message = "The policy was being changed while this call was decided. Nothing was sent; try again.";
  return denied(x, { decision: "unavailable", reason: "stale_policy", rule: "", message, retryAfterSeconds: 1 });
}
