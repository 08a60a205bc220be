import type { Tx } from "@portcullis/db";
import { type Finding, type LintFacts, lint, parsePolicy } from "@portcullis/policy";
import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { DocumentText, Id, Revision } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { documentDigest } from "./document-digest.ts";
import { lintFactsOf } from "./lint-facts.ts";
import { ownedPolicy } from "./owned.ts";
import { draftMoved } from "./save-draft.ts";
import { failingTests, testsFail } from "./tests/run.ts";
import { requireKnownZones } from "./zones.ts";

export const PublishPolicyInput = z.strictObject({
  id: Id,
  /** Left out: the stored draft. */
  document: DocumentText.optional(),
  /** As read with the policy: given, nothing is published when somebody else saved or published since. */
  draftRevision: Revision.optional(),
  /** Publishes although tests of the policy fail; the audit log names them. */
  despiteTests: z.boolean().optional(),
  note: z.string().trim().max(500, "Use at most 500 characters.").optional(),
});
export type PublishPolicyInput = z.input<typeof PublishPolicyInput>;

/**
 * Freezes a text as the next version and makes it live, in one transaction. Gateways decide by it within a second.
 * @returns the version, and lint's warnings
 * @throws ControlPlaneError invalid, with lint's errors as issues (pointers into the document); conflict, when somebody else was faster,
 * and, with an issue at `/tests` for each, when tests of the policy fail
 */
export async function publishPolicy(ctx: Context, input: PublishPolicyInput): Promise<{ version: number; warnings: Finding[] }> {
  requireCapability(ctx.caller, "managePolicies");
  const { id, document, draftRevision, note, despiteTests = false } = readInput(PublishPolicyInput, input);
  return inOrganization(ctx, ctx.caller.organizationId, async (tx) => {
    const policy = await ownedPolicy(tx, ctx.caller, id);
    if (draftRevision !== undefined && policy.draftRevision !== draftRevision) throw draftMoved();
    const text = document ?? policy.draft;
    if (text === null) throw new ControlPlaneError("invalid", "There is no draft to publish. Edit the policy first.");
    const facts = await lintFactsOf(tx, ctx, policy);
    const warnings = requirePublishable(text, facts);
    const failing = await failingTests(tx, { organizationId: ctx.caller.organizationId, policyId: id }, text, facts.tools);
    if (failing.length > 0 && !despiteTests) throw testsFail(failing);
    // A draft that the publisher never saw stays.
    const keepDraft = document !== undefined && draftRevision === undefined && policy.draft !== document;
    const failed = failing.map(({ name }) => name);
    return { version: await insertVersion(tx, ctx, policy, { text, note, draft: keepDraft ? policy.draft : null, failed }), warnings };
  });
}

/** @throws ControlPlaneError invalid, when lint finds an error */
export function requirePublishable(text: string, facts: LintFacts): Finding[] {
  const findings = lint(text, facts);
  const errors = findings.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return findings;
  const [first] = errors as [Finding];
  const more = errors.length === 1 ? "" : ` (and ${errors.length - 1} more)`;
  throw new ControlPlaneError("invalid", `The policy cannot be published: ${first.message}${more}`, {
    issues: errors.map(({ pointer, message }) => ({ pointer, message })),
  });
}

type Current = { id: string; name: string; liveVersion: number | null; draftRevision: number; observingSince: Date | null };

/**
 * Writes the next version and its audit row.
 * @throws ControlPlaneError conflict when the policy is no longer as it was read; invalid for a zone that the database does not know
 */
export async function insertVersion(
  tx: Tx,
  ctx: Context,
  { id, name, liveVersion, draftRevision, observingSince }: Current,
  { text, note, draft = null, failed = [] }: { text: string; note?: string; draft?: string | null; failed?: readonly string[] },
): Promise<number> {
  const { organizationId, userId } = ctx.caller;
  await requireKnownZones(tx, text);
  const version = (liveVersion ?? 0) + 1;
  const now = ctx.clock();
  // The condition is the lock: of two who publish at once, the second finds the row changed.
  const { count } = await tx.policy.updateMany({
    where: { organizationId, id, liveVersion, draftRevision },
    data: {
      liveVersion: version,
      observingSince: isObserving(text) ? (observingSince ?? now) : null,
      draft,
      draftRevision: { increment: 1 },
      updatedAt: now,
    },
  });
  if (count === 0) throw draftMoved();
  const where = { organizationId, policyId: id, version: liveVersion ?? 0 };
  const before = await tx.policyVersion.findFirst({ where, select: { document: true } });
  const data = { organizationId, policyId: id, version, document: text, note: note || null, publishedBy: userId, publishedAt: now };
  await tx.policyVersion.create({ data });
  await recordAudit(tx, ctx, {
    action: "policy.publish",
    target: { kind: "policy", id, name },
    before: { version: liveVersion, document: documentDigest(before?.document ?? null) },
    after: { version, document: documentDigest(text), ...(failed.length > 0 && { publishedDespiteTests: failed.slice(0, 20) }) },
  });
  return version;
}

const isObserving = (text: string): boolean => {
  const parsed = parsePolicy(text);
  return parsed.ok && parsed.policy.mode === "observe";
};
