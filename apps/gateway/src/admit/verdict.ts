import type { AdmitVerdict } from "@portcullis/control-plane/gateway";
import { approvalRefused, grantEnded } from "../enforce/approval.ts";
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
      return deniedBy(x, verdict);
    case "recorded":
      return undefined;
    case "held":
      // B8: no call of a batch is sent for approval.
      return batchRefused(x, "A call of this batch needs approval. Send it alone.");
    case "stale":
      throw new Error("a stale verdict is decided again");
  }
}

function deniedBy(x: Exchange, verdict: Extract<AdmitVerdict, { verdict: "denied" }>): Reply {
  const { reason, message } = verdict;
  switch (reason) {
    case "grant_revoked":
      // What is said by a status and a header has to be said in words once the head is out.
      return x.isStreaming ? grantEnded(x) : { ...challenge({ credentialSent: true, unexpandedVariable: false }), reason };
    case "batch_refused":
      return batchRefused(x, message);
    case "approval_required":
    case "approval_invalid":
      return approvalRefused(x, verdict);
    default:
      return denied(x, { decision: "deny", reason, rule: "", message });
  }
}

/** What was decided was changed as often as it was read. */
export function stalePolicy(x: Exchange): Reply {
  const message = "The policy was being changed while this call was decided. Nothing was sent; try again.";
  return denied(x, { decision: "unavailable", reason: "stale_policy", rule: "", message, retryAfterSeconds: 1 });
}
