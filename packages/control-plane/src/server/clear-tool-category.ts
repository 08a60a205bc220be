import { type Category, riskOf } from "@portcullis/catalogue";
import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Slug } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { type ServerTool, toolOf } from "./server.ts";
import { categorizedTool, ToolName } from "./set-tool-category.ts";

export const ClearToolCategoryInput = z.strictObject({ slug: Slug, tool: ToolName });
export type ClearToolCategoryInput = z.input<typeof ClearToolCategoryInput>;

/** Lets a tool be again what its own words say. Without an override of it, nothing changes, and the log says so. */
export async function clearToolCategory(ctx: Context, input: ClearToolCategoryInput): Promise<ServerTool> {
  requireCapability(ctx.caller, "overrideCategories");
  const { slug, tool } = readInput(ClearToolCategoryInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    const { serverId, before, row, pin, override } = await categorizedTool(tx, ctx, slug, tool);
    await tx.toolCategoryOverride.deleteMany({ where: { organizationId, serverId, toolName: tool } });
    await recordAudit(tx, ctx, {
      action: "tool.clear_category",
      target: { kind: "tool", id: row.id, name: `${slug}: ${tool}` },
      before: { category: before, risk: riskOf(before), ...(override && { reason: override.reason }) },
      after: { category: row.category, risk: riskOf(row.category as Category) },
    });
    return toolOf(row, pin);
  });
}
