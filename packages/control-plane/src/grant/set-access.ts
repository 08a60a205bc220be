import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { AccessInput, resolveAccess, shownAccess, storeAccess, storedAccess, withStoredShadows } from "./access.ts";
import { attachWarnings } from "./attach-warnings.ts";
import { type Grant, readGrants } from "./grant.ts";
import { lockedGrant } from "./owned.ts";

export const SetGrantAccessInput = z.strictObject({ id: Id, access: AccessInput });
export type SetGrantAccessInput = z.input<typeof SetGrantAccessInput>;

/**
 * Replaces what a grant reaches. Who manages policies may exchange the policies; other servers take the right to manage grants.
 * @returns also what the policies ask for and nobody could give
 */
export async function setGrantAccess(ctx: Context, input: SetGrantAccessInput): Promise<Grant & { warnings: string[] }> {
  requireCapability(ctx.caller, "managePolicies");
  const { id, access } = readInput(SetGrantAccessInput, input);
  return inOrganization(ctx, ctx.caller.organizationId, async (tx) => {
    const { label } = await lockedGrant(tx, ctx.caller, id);
    const stored = await storedAccess(tx, ctx.caller.organizationId, id);
    const resolved = withStoredShadows(await resolveAccess(tx, ctx.caller, access), stored);
    const sameServers =
      stored.length === resolved.length && resolved.every(({ serverId }) => stored.some((row) => row.serverId === serverId));
    if (!sameServers) requireCapability(ctx.caller, "manageGrants");
    await storeAccess(tx, ctx.caller, id, { access: resolved, before: stored });
    await recordAudit(tx, ctx, {
      action: "grant.set_access",
      target: { kind: "grant", id, name: label },
      before: { access: shownAccess(stored) },
      after: { access: shownAccess(resolved) },
    });
    return { ...((await readGrants(tx, ctx, id))[0] as Grant), warnings: await attachWarnings(tx, ctx, id, resolved) };
  });
}
