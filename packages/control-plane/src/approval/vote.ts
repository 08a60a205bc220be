import type { Tx } from "@portcullis/db";
import { z } from "zod";
import { requireFreshLogin } from "../account/fresh-login.ts";
import { actorOf, recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { Id, Instant } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import type { ApprovalDetail } from "./approval.ts";
import { decidable } from "./decidable.ts";
import { readApproval } from "./get.ts";
import { isCritical, overReasons } from "./may-vote.ts";

const countWords = "Enter a whole number from 1 to 1000.";

export const VoteApprovalInput = z
  .strictObject({
    id: Id,
    vote: z.enum(["approve", "refuse"]),
    /** Of the call that was shown (`call.callDigest`). */
    callDigest: z.string().regex(/^[0-9a-f]{64}$/, "This is not a digest."),
    note: z.string().trim().max(500, "Use at most 500 characters.").optional(),
    /** This exact call so many times, until `usesUntil`; left out: once, within five minutes. */
    uses: z.int(countWords).min(1, countWords).max(1_000, countWords).optional(),
    /** At most 24 hours ahead. */
    usesUntil: Instant.optional(),
  })
  .refine(({ uses, usesUntil }) => (uses ?? 1) === 1 || usesUntil !== undefined, {
    path: ["usesUntil"],
    message: "Say until when the call may be repeated.",
  });
export type VoteApprovalInput = z.input<typeof VoteApprovalInput>;

/**
 * One person's word on a held call. Two people's words count as two, one refusal ends it; the database decides by its own clock whether there is still
 * something to decide.
 * @returns the call as it stands now
 * @throws ControlPlaneError conflict, when it is decided already or another call than the one that was shown; forbidden for machines, for the owner of
 * the grant and for roles that the policy does not ask; fresh_login for tools of the highest risk
 */
export async function voteApproval(ctx: Context, input: VoteApprovalInput): Promise<ApprovalDetail> {
  requireCapability(ctx.caller, "decideApprovals");
  const { id, vote, callDigest, note, uses = 1, usesUntil } = readInput(VoteApprovalInput, input);
  const { organizationId } = ctx.caller;
  const seenBy = await inOrganization(ctx, organizationId, async (tx) => {
    const { shown, row, caller } = await decidable(tx, ctx, id, callDigest);
    const { mayVote } = shown;
    if (vote === "approve" ? !mayVote.approve : !mayVote.refuse) throw over(mayVote.reason || overReasons[shown.state]);
    if (isCritical(shown)) requireFreshLogin(ctx);
    if (vote === "approve" && usesUntil !== undefined) await requireNear(tx, usesUntil);
    const { name } = await actorOf(tx, caller);
    const counted = vote === "approve" ? { uses, usesUntil: usesUntil ?? null } : {};
    const data = { organizationId, requestId: id, userId: caller.userId, userName: name, role: caller.role, vote, note: note || null };
    await tx.approvalVote.create({ data: { ...data, ...counted } }).catch((error: unknown) => {
      throw told(error);
    });
    // From here to the commit the organization's admissions wait: nothing more is read than the log needs.
    const standing = await tx.approval.findFirstOrThrow({
      where: { organizationId, id },
      select: { state: true, approvals: true, minApprovals: true },
    });
    await recordAudit(tx, ctx, {
      action: vote === "approve" ? "approval.approve" : "approval.refuse",
      target: { kind: "approval", id, name: `${row.grantLabel}: ${row.tool ?? row.method}` },
      after: {
        ...{ callDigest, ...standing },
        ...(note && { note }),
        // The log says it too: nobody but this person may have read them.
        ...(row.editedBy === caller.userId && { wroteArguments: true }),
        ...(usesUntil && vote === "approve" && { uses, usesUntil: usesUntil.toISOString() }),
      },
    });
    return caller;
  });
  return inOrganization(ctx, organizationId, (tx) => readApproval(tx, { ...ctx, caller: seenBy }, id));
}

const over = (message: string) => new ControlPlaneError("conflict", `${message} Reload the page to see how it stands.`);

/** By the database's clock, as the approval is. */
async function requireNear(tx: Tx, usesUntil: Date): Promise<void> {
  const [found] = await tx.$queryRaw<{ now: Date }[]>`SELECT portcullis.now() AS now`;
  const ahead = usesUntil.getTime() - (found?.now.getTime() ?? Number.NaN);
  if (ahead > 0 && ahead <= 24 * 3_600_000) return;
  const message = "Choose a time within the next 24 hours.";
  throw new ControlPlaneError("invalid", message, { issues: [{ pointer: "/usesUntil", message }] });
}

/** The database's own refusals: somebody was faster, or the person has lost what it takes. */
function told(error: unknown): unknown {
  const text = String((error as Error | undefined)?.message);
  const [, state] = /approval is (\w+)/.exec(text) ?? [];
  if (state !== undefined) return over(overReasons[state as keyof typeof overReasons] ?? "This call is not open any more.");
  if (text.includes("this person cannot decide it"))
    return new ControlPlaneError("forbidden", "You cannot decide about this call: it is your own grant's, or your role has changed.", {
      operator: "PC002",
    });
  return error;
}
