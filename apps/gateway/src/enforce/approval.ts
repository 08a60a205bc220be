import type { AdmitVerdict } from "@portcullis/control-plane/gateway";
import { type ApprovalObligation, type Decision, defaultMessages } from "@portcullis/policy";
import { type Denial, objectMember, scan, urlQuestion } from "@portcullis/protocol";
import { open } from "@portcullis/upstream/dialer";
import type { Exchange } from "../exchange.ts";
import { approvalQuestion } from "../message/approval-state.ts";
import { badState } from "../message/request-state.ts";
import type { Reply } from "../reply.ts";
import { batchRefused } from "./batch.ts";
import { declaredCapabilities } from "./client-capabilities.ts";
import { denied } from "./denial.ts";

/** A request for approval that a call waits for. */
export type Approval = { readonly id: string; readonly expiresAt: Date };

/**
 * The policy lets the call through once people have approved it: it goes to admission as an allowed one that needs this. B8: a batch is no
 * place for that.
 */
export function needsApproval(x: Exchange, approval: ApprovalObligation, { reservations }: Decision): Reply | undefined {
  const { rule } = approval;
  if (x.body.length > callBytesMax) {
    const message = "This call needs the approval of a person and is too long to be read by one. Shorten its arguments.";
    return denied(x, { decision: "approval", reason: "approval_required", rule, message });
  }
  if (x.approvalState?.answer === "decline") {
    withdraw(x, x.approvalState.reference);
    const message = "The user of this client declined to have this call approved. Nothing was sent.";
    return denied(x, { decision: "approval", reason: "approval_required", rule, message });
  }
  if (x.isPart) return batchRefused(x, `${approval.message} Send this call alone, so that it can be approved.`);
  x.judgement = { effect: "allow", reason: "allowed", rule: approval.allowedBy, message: defaultMessages.allowed };
  x.reservations = reservations;
  x.approval = approval;
  return undefined;
}

/** Admission's own refusal: what a person said, or what is not as it was when they approved. */
export function approvalRefused(x: Exchange, { reason, message, state, approvalId, successor }: ApprovalDenial): Reply {
  // AP-9: a state whose approval is used, over or another's gets what a tampered one gets.
  if (state === "reference") return badState(x);
  const rule = x.approval?.rule ?? "";
  const told = successor === undefined ? message : `${message} ${editedCall(x, successor)}`;
  const url = approvalId === undefined ? undefined : approvalUrl(x, approvalId);
  return denied(x, { decision: "approval", reason, rule, message: told, approvalId, approvalUrl: url });
}

/**
 * The client takes its call back. A request that has been decided stays as it is, and so does one that others wait for: equal calls of a grant share it.
 * Nothing waits for this.
 */
export function withdraw(x: Exchange, approvalId: string): void {
  const { store, heldCalls, log } = x.deps;
  if (heldCalls.holds(approvalId)) return;
  store
    .withdrawApproval(x.tenant!.grant.organizationId, approvalId)
    .catch((error: unknown) => log.warn({ error: String(error) }, "an approval could not be withdrawn"));
}

/** The grant of a held call has ended, and the head of its answer is out. */
export const grantEnded = (x: Exchange): Reply =>
  denied(x, { decision: "deny", reason: "grant_revoked", rule: "", message: "The grant of this call has ended. Nothing was sent." });

/** The refusal of a call that waits for approval: where, and what to do then. */
export function approvalWanted(x: Exchange, { id }: Approval): Reply {
  const { rule, message } = x.approval!;
  const url = approvalUrl(x, id);
  const told = `${message} It waits for approval at ${url} — once it is approved, retry the same call with exactly the same arguments.`;
  return denied(x, { decision: "approval", reason: "approval_required", rule, message: told, approvalId: id, approvalUrl: url });
}

/**
 * C9: a modern client that can open a page for its user is asked to, and brings the gateway's own state back with its retry. Undefined for a client that
 * cannot, and for one that has been there already.
 */
export function askedToOpen(x: Exchange, { id, expiresAt }: Approval): Reply | undefined {
  if (x.requestId === undefined || x.approvalState !== undefined || !opensPages(x)) return undefined;
  const state = x.deps.approvalStates.seal(x, id, expiresAt.getTime() + usableMs);
  if (state === undefined) return undefined;
  const { rule, message } = x.approval!;
  const url = approvalUrl(x, id);
  const denial: Denial = {
    decision: "approval",
    reason: "approval_required",
    rule,
    message: `${message} The page shows the call and who can approve it.`,
    policyVersion: x.tenant!.snapshot?.version,
    approvalId: id,
    approvalUrl: url,
  };
  const body = urlQuestion(x.requestId, denial, { key: approvalQuestion, url, requestState: state });
  return { status: 200, body, effect: "deny", reason: "approval_required", rule, message };
}

/** A link is a name and no key: who opens it has to sign in (security.md 9.7). */
export const approvalUrl = (x: Exchange, id: string): string =>
  `${x.deps.dashboardUrl}/o/${x.tenant!.grant.organizationSlug}/approvals/${id}`;

/** What people made of the call, for the agent to send; the page has what is too long for that. */
function editedCall(x: Exchange, { id, sealedCall }: NonNullable<ApprovalDenial["successor"]>): string {
  const { organizationId } = x.tenant!.grant;
  try {
    const place = { organizationId, table: "approval_request", column: "sealed_call", rowId: id };
    const opened = open((version) => x.deps.store.key("approval-call", version)?.key, sealedCall, place);
    const { params } = JSON.parse(opened.toString()) as { params: string };
    // By its text: a number that is spelled otherwise would make another call of it.
    const bytes = Buffer.from(params);
    const read = scan(bytes);
    const given = read.ok && read.root.kind === "object" ? objectMember(read.root, "arguments") : undefined;
    if (given !== undefined && given.end - given.start <= editedBytesMax)
      return `Call again with exactly these: ${bytes.toString("utf8", given.start, given.end)}`;
  } catch (error) {
    x.deps.log.error({ error: String(error) }, "an edited call could not be opened");
  }
  return `They are at ${approvalUrl(x, id)}; call again with exactly those.`;
}

function opensPages(x: Exchange): boolean {
  if (x.era !== "modern" || x.rule?.retryable !== true) return false;
  return objectMember(objectMember(declaredCapabilities(x), "elicitation"), "url") !== undefined;
}

type ApprovalDenial = Extract<AdmitVerdict, { verdict: "denied" }>;

/** How long an approved call may stay unused. */
const usableMs = 300_000;
/** A person cannot read more, and a database should not keep more. */
const callBytesMax = 256 * 1024;
const editedBytesMax = 4 * 1024;
