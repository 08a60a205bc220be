import type { Tx } from "@portcullis/db";
import { z } from "zod";
import type { Actor } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { ControlPlaneError } from "../errors.ts";
import { Name, Slug } from "../fields.ts";
import { readInput } from "../input.ts";
import type { ControlPlane } from "../open.ts";
import { organizationIdOf } from "../organization/slug.ts";
import { ToolName } from "../server/set-tool-category.ts";
import { inOrganization, outsideOrganizations } from "../transaction.ts";
import { type KillSwitch, killSwitchOf, killSwitchSelect } from "./kill-switch.ts";
import { deleteSwitch, readSwitch, storeSwitch } from "./store.ts";
import { type KillTarget, Reason, resolveTarget } from "./target.ts";

const OperatorTarget = z
  .strictObject({ organization: Slug, server: Slug.optional(), tool: ToolName.optional(), grant: Name.optional() })
  .refine(({ server, tool }) => tool === undefined || server !== undefined, "A tool is named with its server.")
  .refine(({ server, grant }) => server === undefined || grant === undefined, "Name a server or a grant, not both.");
/** By what people call things: slugs, the tool's name, the grant's label. */
export type OperatorTarget = z.input<typeof OperatorTarget>;

const ReasonOnly = z.strictObject({ reason: Reason });

/**
 * Stops something of an organization from the command line of the host. Without a caller: whoever holds the database and the root key may do it; the
 * organization's audit log says that the operator did.
 * @throws ControlPlaneError not_found, conflict, invalid
 */
export async function killAsOperator(cp: ControlPlane, input: OperatorTarget & { reason: string }): Promise<KillSwitch> {
  const { reason, ...place } = input;
  const read = readInput(ReasonOnly, { reason });
  return asOperator(cp, place, (tx, ctx, target) => storeSwitch(tx, ctx, target, { ...read, by: operator }));
}

/** Releases what was stopped, whoever stopped it. @throws ControlPlaneError not_found when it is not stopped */
export async function releaseAsOperator(cp: ControlPlane, input: OperatorTarget): Promise<void> {
  await asOperator(cp, input, async (tx, ctx, target) => {
    const { scope, target: key } = await resolveTarget(tx, ctx.caller, target);
    await deleteSwitch(tx, ctx, await readSwitch(tx, ctx.caller.organizationId, { scope, target: key }), operator);
  });
}

/** What is stopped in an organization. */
export async function killedForOperator(cp: ControlPlane, input: { organization: string }): Promise<KillSwitch[]> {
  return asOperator(cp, input, async (tx, { caller: { organizationId } }) => {
    const rows = await tx.killSwitch.findMany({ where: { organizationId }, orderBy: { id: "desc" }, select: killSwitchSelect });
    return rows.map(killSwitchOf);
  });
}

const operator: Actor = { id: null, name: "Operator (command line)" };

async function asOperator<T>(
  cp: ControlPlane,
  input: OperatorTarget,
  work: (tx: Tx, ctx: Context, target: KillTarget) => Promise<T>,
): Promise<T> {
  const place = readInput(OperatorTarget, input);
  const organizationId = await outsideOrganizations(cp, (tx) => organizationIdOf(tx, place.organization));
  if (organizationId === null)
    throw new ControlPlaneError("not_found", `There is no organization with the short name ${place.organization}.`);
  const who = { userId: "", role: "owner", signedInAt: "machine", source: "portcullis kill" } as const;
  const caller = { ...who, organizationId, organizationSlug: place.organization };
  return inOrganization(cp, organizationId, async (tx) => work(tx, { ...cp, caller }, await targetOf(tx, organizationId, place)));
}

async function targetOf(tx: Tx, organizationId: string, { server, tool, grant }: z.output<typeof OperatorTarget>): Promise<KillTarget> {
  if (grant !== undefined) {
    const row = await tx.accessGrant.findFirst({ where: { organizationId, label: grant }, select: { id: true } });
    if (!row) throw new ControlPlaneError("not_found", `There is no grant with the label ${grant}.`);
    return { scope: "grant", grantId: row.id };
  }
  if (server === undefined) return { scope: "organization" };
  return tool === undefined ? { scope: "server", serverSlug: server } : { scope: "tool", serverSlug: server, tool };
}
