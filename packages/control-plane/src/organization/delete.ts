import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { readInput } from "../input.ts";
import { inOrganization, outsideOrganizations } from "../transaction.ts";

export const DeleteOrganizationInput = z.strictObject({ /** The slug, typed by the user. */ confirm: z.string() });
export type DeleteOrganizationInput = z.input<typeof DeleteOrganizationInput>;

/**
 * Deletes an organization and everything that belongs to it, its record of calls and its audit log included. Its grants stop within a second.
 * For the operator one row stays: which organization, when, by whom. Accounts stay; they belong to people.
 */
export async function deleteOrganization(ctx: Context, input: DeleteOrganizationInput): Promise<void> {
  requireCapability(ctx.caller, "own");
  const { confirm } = readInput(DeleteOrganizationInput, input);
  const { organizationId: id, organizationSlug: slug, userId: deletedBy, source = null } = ctx.caller;
  if (confirm !== slug) {
    const message = `Type ${slug} to confirm that the organization is to be deleted.`;
    throw new ControlPlaneError("invalid", message, { issues: [{ pointer: "/confirm", message }] });
  }
  await inOrganization(ctx, id, async (tx) => {
    const { revision } = await tx.organization.findFirstOrThrow({ where: { id }, select: { revision: true } });
    // Not createMany or upsert: those read, and this table is only written.
    await tx.$executeRaw`INSERT INTO portcullis.deleted_organization (id, slug, revision, deleted_by, source)
      VALUES (${id}::uuid, ${slug}, ${revision + 1n}, ${deletedBy}::uuid, ${source})`;
    // Policies that grants use cannot go before the grants do.
    await tx.grantServer.deleteMany({ where: { organizationId: id } });
    // As the record, the sums of it have no foreign key; they are few. Their mark has one, so nobody adds to them afterwards.
    await tx.decisionRollup.deleteMany({ where: { organizationId: id } });
    await tx.organization.delete({ where: { id } });
    await tx.$executeRaw`SELECT pg_notify('portcullis_change', ${id})`;
  });
  // The record has no foreign key and may be long: some thousand rows a statement, and no lock meanwhile that anybody waits for.
  while (await purged(ctx, id));
}

async function purged(ctx: Context, id: string): Promise<boolean> {
  const rows = await outsideOrganizations(
    ctx,
    (tx) => tx.$queryRaw<{ more: boolean }[]>`SELECT portcullis.purge_decisions_of(${id}::uuid) AS more`,
  );
  return rows[0]?.more === true;
}
