import { hash } from "node:crypto";
import type { Tx } from "@portcullis/db";
import { canonicalize, canonicalObject, paramsForm } from "@portcullis/protocol";
import { z } from "zod";
import { actorOf, recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { type Decidable, decidable } from "./decidable.ts";
import { editedArguments } from "./edited-arguments.ts";
import { callDigestOf } from "./exact-call.ts";
import { type LiveTerms, liveTerms } from "./live-terms.ts";
import { overReasons } from "./may-vote.ts";
import { sealCall } from "./open-call.ts";

export const EditApprovalInput = z.strictObject({
  id: Id,
  /** Of the call that was shown (`call.callDigest`). */
  callDigest: z.string().regex(/^[0-9a-f]{64}$/, "This is not a digest."),
  /** The new arguments: JSON text of an object. */
  arguments: z.string().max(262_144, "The arguments are too long."),
  note: z.string().trim().max(500, "Use at most 500 characters.").optional(),
});
export type EditApprovalInput = z.input<typeof EditApprovalInput>;

/**
 * Ends a held call and makes the one with these arguments in its place, under the live policy's terms. It does not vote: the changed call waits for
 * approval as the other one did, and its client has to call with exactly these arguments.
 * @returns the new request
 * @throws ControlPlaneError invalid for arguments that are no strict JSON object, that the tool's schema does not take or that the live policy refuses or
 * does not hold; else as voteApproval
 */
export async function editApproval(ctx: Context, input: EditApprovalInput): Promise<{ id: string }> {
  requireCapability(ctx.caller, "decideApprovals");
  const { id, callDigest, arguments: text, note } = readInput(EditApprovalInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    // Admissions hold it shared: none of them may be half way through an approval that ends here.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(1, hashtext(${organizationId}))`;
    const held = await decidable(tx, ctx, id, callDigest);
    const { row, shown, call, caller } = held;
    if (!shown.mayVote.edit)
      throw new ControlPlaneError("conflict", `${overReasons[shown.state]} Only a call that waits can be changed; reload the page.`);
    if (row.method !== "tools/call" || row.tool === null) throw invalid("Only calls of tools have arguments that can be changed.");
    const given = editedArguments(text);
    const kept = [...call.tree.members].filter(([name]) => name !== "arguments");
    const params = canonicalObject([...kept, ["arguments", given]]);
    if (params === call.params) throw invalid("These are the arguments as they are. Change something, or decide about the call.");
    const terms = await liveTerms(tx, ctx, row, given);
    const successor = await insertSuccessor(tx, { ...ctx, caller }, held, { params, meta: call.meta }, terms);
    const { name } = await actorOf(tx, caller);
    const end = { organizationId, requestId: id, kind: "edited", at: terms.now, reason: note ?? "", byId: caller.userId, byName: name };
    await tx.approvalEnd.create({ data: { ...end, successor } });
    await recordAudit(tx, ctx, {
      action: "approval.edit",
      target: { kind: "approval", id, name: `${row.grantLabel}: ${row.tool}` },
      before: { callDigest },
      after: {
        successor,
        argumentNames: [...given.members.keys()].slice(0, 100),
        length: canonicalize(given).length,
        ...(note && { note }),
      },
    });
    return { id: successor };
  });
}

async function insertSuccessor(
  tx: Tx,
  ctx: Context,
  { row, shown }: Decidable,
  { params, meta }: { params: string; meta: string | undefined },
  { now, toolDigest, upstreamOrigin, policy, obligation }: LiveTerms,
): Promise<string> {
  const { organizationId, serverId, method, tool } = row;
  const id = ctx.newId();
  const addressed = { organizationId, serverId, method, tool, toolDigest, upstreamOrigin };
  const { name: editedByName } = await actorOf(tx, ctx.caller);
  await tx.approvalRequest.create({
    data: {
      ...addressed,
      id,
      at: now,
      expiresAt: new Date(now.getTime() + obligation.expiresAfterSeconds * 1_000),
      ...{ grantId: row.grantId, grantLabel: row.grantLabel, ownerId: row.ownerId, clientName: row.clientName, serverSlug: row.serverSlug },
      toolDigest: new Uint8Array(toolDigest),
      category: shown.category,
      callDigest: new Uint8Array(callDigestOf(addressed, { params, meta })),
      paramsDigest: new Uint8Array(hash("sha256", paramsForm({ method, tool: tool ?? undefined, params, meta }), "buffer")),
      sealedCall: sealCall(ctx.keyring, organizationId, id, { params, ...(meta !== undefined && { meta }) }),
      ...{ policyId: policy.id, policyName: policy.name, policyVersion: policy.version },
      ...{ rule: obligation.rule, message: obligation.message, minApprovals: obligation.minApprovals },
      approvers: [...obligation.approvers],
      ...{ editedFrom: row.id, editedBy: ctx.caller.userId, editedByName },
    },
  });
  return id;
}

const invalid = (message: string) => new ControlPlaneError("invalid", message, { issues: [{ pointer: "/arguments", message }] });
