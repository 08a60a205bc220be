import { type Category, categoryOrder, riskOf } from "@portcullis/catalogue";
import type { Tx } from "@portcullis/db";
import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { notFound } from "../errors.ts";
import { Slug } from "../fields.ts";
import { readInput } from "../input.ts";
import { pinsOf } from "../pin/pins.ts";
import { inOrganization } from "../transaction.ts";
import { overridesOf } from "./overrides.ts";
import { ownedServer } from "./owned.ts";
import { type ServerTool, toolOf } from "./server.ts";

export const ToolName = z.string().min(1, "Name the tool.").max(1_000, "This name is too long.");

export const SetToolCategoryInput = z.strictObject({
  slug: Slug,
  tool: ToolName,
  category: z.enum(categoryOrder as [Category, ...Category[]], "This category does not exist."),
  reason: z
    .string()
    .trim()
    .min(3, "Say why: the next reader of the audit log will ask.")
    .max(500, "Use at most 500 characters.")
    .regex(/^[^\0\p{Cs}]*$/u, "The reason has characters that cannot be stored."),
});
export type SetToolCategoryInput = z.input<typeof SetToolCategoryInput>;

/** Gives a tool the category that policies go by from now on, whatever its words say. Gateways follow within a second. */
export async function setToolCategory(ctx: Context, input: SetToolCategoryInput): Promise<ServerTool> {
  requireCapability(ctx.caller, "overrideCategories");
  const { slug, tool, category, reason } = readInput(SetToolCategoryInput, input);
  const { organizationId, userId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    const { serverId, before, row, pin } = await categorizedTool(tx, ctx, slug, tool);
    const actor = await tx.userAccount.findUnique({ where: { id: userId }, select: { name: true } });
    const setByName = actor?.name ?? "(deleted account)";
    const data = { category, reason, setBy: userId, setByName, setAt: ctx.clock() };
    const key = { organizationId, serverId, toolName: tool };
    await tx.toolCategoryOverride.upsert({
      where: { organizationId_serverId_toolName: key },
      create: { ...key, ...data },
      update: data,
    });
    await recordAudit(tx, ctx, {
      action: "tool.set_category",
      target: { kind: "tool", id: row.id, name: `${slug}: ${tool}` },
      before: { category: before, risk: riskOf(before) },
      after: { category, risk: riskOf(category), reason },
    });
    return toolOf(row, pin, { category, reason, setBy: setByName, setAt: data.setAt });
  });
}

/** A tool with the category that counts now. @throws ControlPlaneError not_found */
export async function categorizedTool(tx: Tx, ctx: Context, slug: string, name: string) {
  const { id: serverId } = await ownedServer(tx, ctx.caller, slug);
  const row = await tx.tool.findFirst({ where: { organizationId: ctx.caller.organizationId, serverId, name } });
  if (!row) throw notFound("tool");
  const pin = (await pinsOf(tx, ctx.caller, serverId)).get(name);
  const override = (await overridesOf(tx, ctx.caller, serverId)).get(name);
  return { serverId, row, pin, override, before: override?.category ?? (row.category as Category) };
}
