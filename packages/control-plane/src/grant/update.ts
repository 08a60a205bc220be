import type { Prisma } from "@portcullis/db";
import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { Id, Instant, Name } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { type Grant, readGrants } from "./grant.ts";
import { lockedGrant } from "./owned.ts";
import { Tags } from "./tags.ts";

export const UpdateGrantInput = z.strictObject({
  id: Id,
  label: Name,
  tags: Tags,
  /** null: it does not end by itself. */ expiresAt: Instant.nullable(),
});
export type UpdateGrantInput = z.input<typeof UpdateGrantInput>;

/** Changes label, tags and end of a grant. Policies see new tags within a second; token and counters stay. */
export async function updateGrant(ctx: Context, input: UpdateGrantInput): Promise<Grant> {
  requireCapability(ctx.caller, "manageGrants");
  const { id, label, tags, expiresAt } = readInput(UpdateGrantInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    await lockedGrant(tx, ctx.caller, id);
    const where = { organizationId_id: { organizationId, id } };
    const before = await tx.accessGrant.findUniqueOrThrow({ where, select: { label: true, tags: true, expiresAt: true } });
    const moved = before.expiresAt?.getTime() !== expiresAt?.getTime();
    if (moved && expiresAt !== null && expiresAt <= ctx.clock()) throw at("invalid", "/expiresAt", "Choose a time in the future.");
    const other = await tx.accessGrant.findFirst({ where: { organizationId, label, id: { not: id } }, select: { id: true } });
    if (other) throw at("conflict", "/label", "There is a grant with this label already. Choose another label.");
    await tx.accessGrant.update({ where, data: { label, tags, expiresAt } });
    const target = { kind: "grant", id, name: label };
    await recordAudit(tx, ctx, { action: "grant.update", target, before: shown(before), after: shown({ label, tags, expiresAt }) });
    return (await readGrants(tx, ctx, id))[0] as Grant;
  });
}

const shown = ({ expiresAt, ...rest }: { label: string; tags: string[]; expiresAt: Date | null }): Prisma.InputJsonObject => ({
  ...rest,
  expiresAt: expiresAt?.toISOString() ?? null,
});

const at = (code: "invalid" | "conflict", pointer: string, message: string) =>
  new ControlPlaneError(code, message, { issues: [{ pointer, message }] });
