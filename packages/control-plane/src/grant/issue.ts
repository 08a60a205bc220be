import type { Tx } from "@portcullis/db";
import { z } from "zod";
import { requireFreshLogin } from "../account/fresh-login.ts";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { Instant, Name } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { AccessInput, type ResolvedAccess, resolveAccess, shownAccess, storeAccess } from "./access.ts";
import { attachWarnings } from "./attach-warnings.ts";
import { type Grant, readGrants } from "./grant.ts";
import { storeToken } from "./store-token.ts";
import { Tags } from "./tags.ts";

export const IssueGrantInput = z.strictObject({ label: Name, access: AccessInput, tags: Tags.default([]), expiresAt: Instant.nullish() });
export type IssueGrantInput = z.input<typeof IssueGrantInput>;

/**
 * Creates a grant. The token is in the answer and nowhere else: it cannot be shown again.
 * @returns also what its policies ask for and nobody could give
 */
export async function issueGrant(ctx: Context, input: IssueGrantInput): Promise<{ grant: Grant; token: string; warnings: string[] }> {
  requireCapability(ctx.caller, "manageGrants");
  requireFreshLogin(ctx);
  const { label, access, tags, expiresAt = null } = readInput(IssueGrantInput, input);
  const { organizationId } = ctx.caller;
  if (expiresAt !== null && expiresAt <= ctx.clock()) throw at("invalid", "/expiresAt", "Choose a time in the future.");
  return inOrganization(ctx, organizationId, async (tx) => {
    const resolved = await resolveAccess(tx, ctx.caller, access);
    const known = await tx.accessGrant.findFirst({ where: { organizationId, label }, select: { revokedAt: true } });
    if (known)
      throw at("conflict", "/label", `There is a${known.revokedAt ? " revoked" : ""} grant with this label already. Choose another label.`);
    const { id, token } = await insertGrant(tx, ctx, { label, access: resolved, tags, expiresAt });
    const warnings = await attachWarnings(tx, ctx, id, resolved);
    return { grant: (await readGrants(tx, ctx, id))[0] as Grant, token, warnings };
  });
}

/** Writes a grant with its access, its first token and its audit row. @throws ControlPlaneError conflict */
export async function insertGrant(
  tx: Tx,
  ctx: Context,
  { label, access, tags = [], expiresAt = null }: { label: string; access: ResolvedAccess[]; tags?: string[]; expiresAt?: Date | null },
): Promise<{ id: string; token: string }> {
  const { organizationId, userId: ownerId } = ctx.caller;
  if ((await tx.accessGrant.count({ where: { organizationId, revokedAt: null } })) >= liveGrantsMax)
    throw new ControlPlaneError("conflict", "An organization has at most 10,000 grants at a time. Revoke those that nobody uses first.");
  const id = ctx.newId();
  await tx.accessGrant.create({ data: { organizationId, id, label, tags, ownerId, expiresAt } });
  await storeAccess(tx, ctx.caller, id, { access });
  const { token, prefix } = await storeToken(tx, ctx, id);
  const after = { label, tags, tokenPrefix: prefix, expiresAt: expiresAt?.toISOString() ?? null, access: shownAccess(access) };
  await recordAudit(tx, ctx, { action: "grant.issue", target: { kind: "grant", id, name: label }, after });
  return { id, token };
}

const at = (code: "invalid" | "conflict", pointer: string, message: string) =>
  new ControlPlaneError(code, message, { issues: [{ pointer, message }] });

/** Not revoked; issued by several at once, there may be a few more. */
const liveGrantsMax = 10_000;
