import type { Tx } from "@portcullis/db";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { ownedServerWithSecrets, storedHeaders } from "../server/owned.ts";
import { headerColumns, insertServer, refreshServer } from "../server/store.ts";
import type { Plan } from "./plan.ts";
import type { Setup } from "./setup.ts";

type Wanted = { slug: string; name: string } & NonNullable<ReturnType<Plan["servers"]["get"]>>;

/** Makes the servers what the set-up says and the plan has met. Each difference has its own audit row; where there is none, there is none. */
export async function storeServers(tx: Tx, ctx: Context, { servers }: Setup, plan: Plan): Promise<void> {
  const { organizationId } = ctx.caller;
  for (const { slug, name } of servers) {
    const met = plan.servers.get(slug);
    if (!met) throw new Error(`the plan has not met the server ${slug}`);
    const known = await tx.server.findFirst({ where: { organizationId, slug }, select: { id: true } });
    if (known) await update(tx, ctx, { slug, name, ...met });
    else await insertServer(tx, ctx, { slug, name, ...met });
  }
}

async function update(tx: Tx, ctx: Context, { slug, name, headers, met }: Wanted): Promise<void> {
  const { organizationId } = ctx.caller;
  const server = await ownedServerWithSecrets(tx, ctx.caller, slug);
  const { id } = server;
  const target = { kind: "server", id, name: slug };
  const where = { organizationId_id: { organizationId, id } };
  const changes = await refreshServer(tx, ctx, id, met);
  if (changes.added.length + changes.removed.length + changes.changed.length > 0)
    await recordAudit(tx, ctx, { action: "server.rediscover", target, after: changes });
  if (server.url !== met.url) {
    await recordAudit(tx, ctx, { action: "server.set_url", target, before: { url: server.url }, after: { url: met.url } });
  }
  if (server.name !== name) {
    await tx.server.update({ where, data: { name } });
    await recordAudit(tx, ctx, { action: "server.rename", target, before: { name: server.name }, after: { name } });
  }
  if (!sameHeaders(ctx, server, headers)) {
    const columns = headerColumns(ctx, id, headers);
    await tx.server.update({ where, data: columns });
    const before = { headerNames: server.headerNames };
    await recordAudit(tx, ctx, { action: "server.set_headers", target, before, after: { headerNames: columns.headerNames } });
  }
}

/** Ciphertexts differ every time, so the contents are compared; what does not open any more is not the same. */
function sameHeaders(ctx: Context, server: { id: string; sealedHeaders: string | null }, headers: Record<string, string>): boolean {
  try {
    const sorted = (record: Record<string, string>) => JSON.stringify(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
    return sorted(storedHeaders(ctx, server)) === sorted(headers);
  } catch {
    return false;
  }
}
