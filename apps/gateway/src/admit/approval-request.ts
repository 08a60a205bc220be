import type { AdmitRequest } from "@portcullis/control-plane/gateway";
import { seal } from "@portcullis/upstream/dialer";
import type { Exchange } from "../exchange.ts";
import { callText, paramsDigest } from "../record/call-text.ts";

/** What admission needs of a call that people have to approve: enough to find their word on it, or to ask them. undefined for every other call. */
export function approvalRequest(x: Exchange): AdmitRequest["approval"] {
  const { approval, deps, tenant, view } = x;
  if (approval === undefined) return undefined;
  const { approvers, minApprovals, expiresAfterSeconds, rule, allowedBy, message } = approval;
  const { organizationId } = tenant!.grant;
  const id = deps.newId();
  const place = { organizationId, table: "approval_request", column: "sealed_call", rowId: id };
  return {
    id,
    paramsDigest: paramsDigest(x),
    sealedCall: seal(deps.store.key("approval-call")!, JSON.stringify(callText(x)), place),
    category: view?.kind === "tool" ? (tenant!.toolCategories.get(view.name) ?? null) : null,
    rule,
    allowedBy,
    message,
    approvers,
    minApprovals,
    expiresAfterSeconds,
    ...(x.approvalState && { reference: x.approvalState.reference }),
  };
}
