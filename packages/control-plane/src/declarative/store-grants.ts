import type { Tx } from "@portcullis/db";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { notFound } from "../errors.ts";
import { type ResolvedAccess, resolveAccess, shownAccess, storeAccess, storedAccess, withStoredShadows } from "../grant/access.ts";
import { insertGrant } from "../grant/issue.ts";
import { lockedGrant } from "../grant/owned.ts";
import { replaceToken } from "../grant/rotate.ts";
import { ownedServer } from "../server/owned.ts";
import type { Setup } from "./setup.ts";

/** Makes the grants what the set-up says. A token is in the answer when it is new. */
export async function storeGrants(tx: Tx, ctx: Context, { grants }: Setup, rotate: boolean): Promise<{ label: string; token?: string }[]> {
  const { organizationId } = ctx.caller;
  const answers: { label: string; token?: string }[] = [];
  for (const { label, access: wanted } of grants) {
    const access = await resolve(tx, ctx, wanted);
    const known = await tx.accessGrant.findFirst({ where: { organizationId, label }, select: { id: true } });
    if (!known) answers.push({ label, token: (await insertGrant(tx, ctx, { label, access })).token });
    else answers.push({ label, ...(await update(tx, ctx, known.id, access, rotate)) });
  }
  return answers;
}

async function update(tx: Tx, ctx: Context, id: string, wanted: ResolvedAccess[], rotate: boolean): Promise<{ token?: string }> {
  const grant = await lockedGrant(tx, ctx.caller, id);
  const stored = await storedAccess(tx, ctx.caller.organizationId, id);
  const access = withStoredShadows(wanted, stored);
  if (shownSorted(stored) !== shownSorted(access)) {
    await storeAccess(tx, ctx.caller, id, { access, before: stored });
    const [before, after] = [{ access: shownAccess(stored) }, { access: shownAccess(access) }];
    await recordAudit(tx, ctx, { action: "grant.set_access", target: { kind: "grant", id, name: grant.label }, before, after });
  }
  return rotate ? { token: await replaceToken(tx, ctx, grant) } : {};
}

async function resolve(tx: Tx, ctx: Context, access: Setup["grants"][number]["access"]): Promise<ResolvedAccess[]> {
  const { organizationId } = ctx.caller;
  const named = [];
  for (const { server: serverSlug, policy } of access) {
    const { id: serverId } = await ownedServer(tx, ctx.caller, serverSlug);
    const known =
      policy == null ? null : await tx.policy.findFirst({ where: { organizationId, serverId, name: policy }, select: { id: true } });
    // The plan saw it: it was deleted since. Left out, the grant would be without a policy.
    if (policy != null && !known) throw notFound("policy");
    named.push({ serverSlug, policyId: known?.id ?? null });
  }
  return resolveAccess(tx, ctx.caller, named);
}

const shownSorted = (access: ResolvedAccess[]) => JSON.stringify(shownAccess(access).sort((a, b) => (a.server < b.server ? -1 : 1)));
