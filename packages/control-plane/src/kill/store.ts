import type { Tx } from "@portcullis/db";
import { type Actor, recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { ControlPlaneError, notFound } from "../errors.ts";
import { type KillSwitch, killName, killSwitchOf, killSwitchSelect } from "./kill-switch.ts";
import { type KillTarget, resolveTarget } from "./target.ts";

/** Stops the target, in the caller's transaction: the gateways refuse once it is committed. @throws ControlPlaneError conflict */
export async function storeSwitch(
  tx: Tx,
  ctx: Context,
  target: KillTarget,
  { reason, by }: { reason: string; by: Actor },
): Promise<KillSwitch> {
  const { organizationId } = ctx.caller;
  const place = await resolveTarget(tx, ctx.caller, target);
  const standing = await tx.killSwitch.findFirst({ where: { organizationId, scope: place.scope, target: place.target } });
  if (standing)
    throw new ControlPlaneError("conflict", `This is stopped already, by ${standing.setByName}: ${standing.reason} Release it first.`);
  const id = ctx.newId();
  const row = { organizationId, id, ...place, reason, setBy: by.id, setByName: by.name, setAt: ctx.clock() };
  await tx.killSwitch.create({ data: row });
  const made = await readSwitch(tx, organizationId, { id });
  await recordAudit(tx, ctx, {
    action: "kill.set",
    target: { kind: "kill_switch", id, name: killName(made) },
    after: { scope: made.scope, server: made.serverSlug, tool: made.tool, grant: made.grantLabel, reason },
    actor: by,
  });
  return made;
}

/** Ends a stop, in the caller's transaction. */
export async function deleteSwitch(tx: Tx, ctx: Context, standing: KillSwitch, by: Actor): Promise<void> {
  const { organizationId } = ctx.caller;
  const { count } = await tx.killSwitch.deleteMany({ where: { organizationId, id: standing.id } });
  if (count === 0) throw notFound("kill switch");
  const { scope, serverSlug, tool, grantLabel, reason, setBy, setAt } = standing;
  await recordAudit(tx, ctx, {
    action: "kill.release",
    target: { kind: "kill_switch", id: standing.id, name: killName(standing) },
    before: { scope, server: serverSlug, tool, grant: grantLabel, reason, setBy, setAt: setAt.toISOString() },
    actor: by,
  });
}

/** @throws ControlPlaneError not_found, for another organization's and for one that was released alike */
export async function readSwitch(
  tx: Tx,
  organizationId: string,
  where: { id: string } | { scope: string; target: string },
): Promise<KillSwitch> {
  const row = await tx.killSwitch.findFirst({ where: { organizationId, ...where }, select: killSwitchSelect });
  if (!row) throw notFound("kill switch");
  return killSwitchOf(row);
}
