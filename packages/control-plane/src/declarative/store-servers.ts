import type { Tx } from "@portcullis/db";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { type PinnedTool, pinTools } from "../pin/write-pins.ts";
import type { MetTool } from "../server/meet.ts";
import { ownedServerWithSecrets, storedHeaders } from "../server/owned.ts";
import { headerColumns, insertServer, refreshServer } from "../server/store.ts";
import type { Plan } from "./plan.ts";
import type { Setup } from "./setup.ts";

type Wanted = { slug: string; name: string } & NonNullable<ReturnType<Plan["servers"]["get"]>>;

/** Makes the servers what the set-up says and the plan has met. Each difference has its own audit row; where there is none, there is none. */
export async function storeServers(tx: Tx, ctx: Context, { servers }: Setup, plan: Plan, acceptTools: boolean): Promise<void> {
  const { organizationId } = ctx.caller;
  for (const { slug, name, acceptTools: accepts = acceptTools } of servers) {
    const met = plan.servers.get(slug);
    if (!met) throw new Error(`the plan has not met the server ${slug}`);
    const known = await tx.server.findFirst({ where: { organizationId, slug }, select: { id: true } });
    if (known) await update(tx, ctx, { slug, name, ...met });
    else await insertServer(tx, ctx, { slug, name, ...met });
    if (accepts) await acceptAsOperator(tx, ctx, slug, met.met.tools);
  }
}

/** Accepts what the server listed just now, as far as nobody has, in the operator's name. What a person refused stays refused. */
async function acceptAsOperator(tx: Tx, ctx: Context, slug: string, met: readonly MetTool[]): Promise<void> {
  const { organizationId } = ctx.caller;
  const { id } = await tx.server.findFirstOrThrow({ where: { organizationId, slug }, select: { id: true } });
  const digests = new Map(met.map(({ name, digest }) => [name, digest]));
  const waiting = await tx.$queryRaw<PinnedTool[]>`
    SELECT t.id, t.name, encode(t.digest, 'hex') AS digest FROM portcullis.tool t
      LEFT JOIN portcullis.tool_pin p ON p.organization_id = t.organization_id AND p.server_id = t.server_id AND p.name = t.name
    WHERE t.organization_id = ${organizationId}::uuid AND t.server_id = ${id}::uuid
      AND p.digest IS DISTINCT FROM t.digest AND p.refused_digest IS DISTINCT FROM t.digest
    ORDER BY t.position, t.name`;
  const tools = waiting.filter(({ name, digest }) => digests.get(name) === digest);
  if (tools.length > 0) await pinTools(tx, ctx, { id, slug }, tools, { id: null, name: "Operator" });
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
