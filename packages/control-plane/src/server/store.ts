import { Prisma, type Tx } from "@portcullis/db";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import type { MetServer } from "./meet.ts";
import { sealHeaders } from "./sealed-headers.ts";
import { type Listed, storeTools, type ToolChanges } from "./store-tools.ts";

/** Writes a server that was met, with its tools and its audit row. */
export async function insertServer(
  tx: Tx,
  ctx: Context,
  { slug, name, headers, met }: { slug: string; name: string; headers: Record<string, string>; met: MetServer },
): Promise<string> {
  const { organizationId } = ctx.caller;
  const id = ctx.newId();
  await tx.server.create({ data: { organizationId, id, slug, name, ...headerColumns(ctx, id, headers), ...metColumns(ctx, met) } });
  await storeTools(tx, ctx, id, listedOf(met));
  const after = { slug, name, url: met.url, headerNames: Object.keys(headers), tools: met.tools.length };
  await recordAudit(tx, ctx, { action: "server.register", target: { kind: "server", id, name: slug }, after });
  return id;
}

/** Brings a stored server up to date with a new discovery. The lock of its tools holds a second discovery back until this one is done. */
export async function refreshServer(tx: Tx, ctx: Context, id: string, met: MetServer): Promise<ToolChanges> {
  const { organizationId } = ctx.caller;
  // Before the organization's own, which the row's change takes: whoever writes what a server lists takes them in this order.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(2, hashtext(${id}))`;
  await tx.server.update({ where: { organizationId_id: { organizationId, id } }, data: metColumns(ctx, met) });
  return storeTools(tx, ctx, id, listedOf(met));
}

const listedOf = ({ tools, serverInfo, since }: MetServer): Listed => ({ tools, serverName: serverInfo?.name, since });

/** The columns of the credentials; no headers, no ciphertext. */
export const headerColumns = (ctx: Context, serverId: string, headers: Record<string, string>) => {
  const headerNames = Object.keys(headers);
  const sealed = headerNames.length > 0 ? sealHeaders(ctx.keyring, ctx.caller.organizationId, serverId, headers) : null;
  return { headerNames, sealedHeaders: sealed };
};

const metColumns = (ctx: Context, met: MetServer) => ({
  url: met.url,
  era: met.era,
  protocolVersion: met.protocolVersion,
  supportedVersions: met.supportedVersions,
  serverInfo: met.serverInfo === null ? Prisma.DbNull : { ...met.serverInfo },
  capabilities: met.capabilities as Prisma.InputJsonObject,
  discoveredAt: ctx.clock(),
});
