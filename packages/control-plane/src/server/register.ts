import type { Tx } from "@portcullis/db";
import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { Name, Slug } from "../fields.ts";
import { readInput } from "../input.ts";
import { firstFree, slugOf } from "../organization/slug.ts";
import { inOrganization } from "../transaction.ts";
import { readServer } from "./get.ts";
import { recordOf, ServerHeaders } from "./headers.ts";
import { meetServer } from "./meet.ts";
import type { Server } from "./server.ts";
import { insertServer } from "./store.ts";

export const ServerUrl = z.string().trim().min(1, "Enter the server's URL.").max(2048, "This URL is too long.");

export const RegisterServerInput = z.strictObject({
  name: Name,
  /** Left out: made from the name. */
  slug: Slug.optional(),
  url: ServerUrl,
  headers: ServerHeaders.default([]),
});
export type RegisterServerInput = z.input<typeof RegisterServerInput>;

/**
 * Registers an MCP server: meets it first, and stores it with its tools only when that worked.
 * @throws ControlPlaneError upstream_… (one sentence each), conflict when the slug is taken
 */
export async function registerServer(ctx: Context, input: RegisterServerInput): Promise<Server> {
  requireCapability(ctx.caller, "manageServers");
  const { name, slug: chosen, url, headers: list } = readInput(RegisterServerInput, input);
  const { organizationId, organizationSlug } = ctx.caller;
  const headers = recordOf(list);
  // Asked before the server is called, so that a taken name costs no connection; the unique index has the last word.
  if (chosen !== undefined) await inOrganization(ctx, organizationId, (tx) => requireFreeSlug(tx, organizationId, chosen));
  const met = await meetServer(ctx, organizationSlug, { url, headers });
  return inOrganization(ctx, organizationId, async (tx) => {
    if (chosen !== undefined) await requireFreeSlug(tx, organizationId, chosen);
    const slug = chosen ?? (await firstFree(slugOf(name, hostSlug(met.url)), async (candidate) => isFree(tx, organizationId, candidate)));
    await insertServer(tx, ctx, { slug, name, headers, met });
    return readServer(tx, ctx, slug);
  });
}

async function requireFreeSlug(tx: Tx, organizationId: string, slug: string): Promise<void> {
  if (await isFree(tx, organizationId, slug)) return;
  const message = `Another server of this organization is at "${slug}". Choose another short name.`;
  throw new ControlPlaneError("conflict", message, { issues: [{ pointer: "/slug", message }] });
}

const isFree = async (tx: Tx, organizationId: string, slug: string) =>
  (await tx.server.findFirst({ where: { organizationId, slug }, select: { id: true } })) === null;

const hostSlug = (url: string) => slugOf(new URL(url).hostname, "server");
