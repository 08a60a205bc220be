import { z } from "zod";
import { namesOf } from "../account/names.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Id, Revision } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { ownedPolicy } from "./owned.ts";

export const ListPolicyVersionsInput = z.strictObject({
  id: Id,
  limit: z.int().min(1).max(100).default(50),
  before: Revision.min(1).optional(),
});
export type ListPolicyVersionsInput = z.input<typeof ListPolicyVersionsInput>;

export type PolicyVersion = {
  version: number;
  document: string;
  /** The publisher's name; null when the account is gone. */
  publishedBy: string | null;
  publishedAt: Date;
  note: string | null;
};

/** The published versions, newest first. They never change. */
export async function listPolicyVersions(ctx: Context, input: ListPolicyVersionsInput): Promise<PolicyVersion[]> {
  requireCapability(ctx.caller, "read");
  const { id, limit, before } = readInput(ListPolicyVersionsInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    await ownedPolicy(tx, ctx.caller, id);
    const older = before === undefined ? {} : { version: { lt: before } };
    const rows = await tx.policyVersion.findMany({
      where: { organizationId, policyId: id, ...older },
      orderBy: { version: "desc" },
      take: limit,
    });
    const names = await namesOf(
      tx,
      rows.map(({ publishedBy }) => publishedBy),
    );
    return rows.map(({ version, document, publishedBy, publishedAt, note }) => ({
      version,
      document,
      publishedBy: (publishedBy && names.get(publishedBy)) ?? null,
      publishedAt,
      note,
    }));
  });
}
