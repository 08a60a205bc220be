import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Name } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";

export const RenameOrganizationInput = z.strictObject({ name: Name });
export type RenameOrganizationInput = z.input<typeof RenameOrganizationInput>;

/** Changes what an organization is called. Its slug, and with it every gateway URL, stays. */
export async function renameOrganization(ctx: Context, input: RenameOrganizationInput): Promise<void> {
  requireCapability(ctx.caller, "own");
  const { name } = readInput(RenameOrganizationInput, input);
  const { organizationId: id } = ctx.caller;
  await inOrganization(ctx, id, async (tx) => {
    const before = await tx.organization.findFirstOrThrow({ where: { id }, select: { name: true } });
    await tx.organization.update({ where: { id }, data: { name } });
    await recordAudit(tx, ctx, { action: "organization.rename", target: { kind: "organization", id, name }, before, after: { name } });
  });
}
