import type { Tx } from "@portcullis/db";
import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { notFound } from "../errors.ts";
import { Slug } from "../fields.ts";
import { readInput } from "../input.ts";
import { pinsOf } from "../pin/pins.ts";
import { inOrganization } from "../transaction.ts";
import { overridesOf } from "./overrides.ts";
import { type Server, summaryOf, summarySelect, toolOf } from "./server.ts";
import { settingsOf, settingsSelect } from "./settings.ts";

export const GetServerInput = z.strictObject({ slug: Slug });
export type GetServerInput = z.input<typeof GetServerInput>;

/** One server with its tools, in the server's own order. */
export async function getServer(ctx: Context, input: GetServerInput): Promise<Server> {
  requireCapability(ctx.caller, "read");
  const { slug } = readInput(GetServerInput, input);
  return inOrganization(ctx, ctx.caller.organizationId, (tx) => readServer(tx, ctx, slug));
}

export async function readServer(tx: Tx, ctx: Context, slug: string): Promise<Server> {
  const { organizationId } = ctx.caller;
  const row = await tx.server.findFirst({ where: { organizationId, slug }, select: { ...summarySelect, ...settingsSelect } });
  if (!row) throw notFound("server");
  const { callTimeoutSeconds, idleTimeoutSeconds, forwardHeaders, forwardMethods, eraPin, recording, ...summary } = row;
  const tools = await tx.tool.findMany({ where: { organizationId, serverId: row.id }, orderBy: [{ position: "asc" }, { name: "asc" }] });
  const overrides = await overridesOf(tx, ctx.caller, row.id);
  const pins = await pinsOf(tx, ctx.caller, row.id);
  return {
    ...summaryOf(ctx, summary),
    settings: settingsOf(row),
    tools: tools.map((tool) => toolOf(tool, pins.get(tool.name), overrides.get(tool.name))),
  };
}
