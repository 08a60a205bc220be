import type { Tx } from "@portcullis/db";
import type { Context } from "../caller.ts";
import { insertPolicy } from "../policy/create.ts";
import { ownedPolicy } from "../policy/owned.ts";
import { insertVersion } from "../policy/publish.ts";
import { ownedServer } from "../server/owned.ts";
import { documentText, sameDocument } from "./plan.ts";
import type { Setup } from "./setup.ts";

/** Publishes each policy whose live document is another one. The plan has linted them; drafts of people stay. */
export async function storePolicies(
  tx: Tx,
  ctx: Context,
  { policies }: Setup,
): Promise<{ server: string; name: string; version: number }[]> {
  const answers: { server: string; name: string; version: number }[] = [];
  for (const { server, name, document } of policies)
    answers.push({ server, name, version: await storePolicy(tx, ctx, server, name, document) });
  return answers;
}

async function storePolicy(tx: Tx, ctx: Context, serverSlug: string, name: string, document: unknown): Promise<number> {
  const { organizationId } = ctx.caller;
  const server = await ownedServer(tx, ctx.caller, serverSlug);
  const known = await tx.policy.findFirst({ where: { organizationId, serverId: server.id, name }, select: { id: true } });
  const id = known?.id ?? (await insertPolicy(tx, ctx, { server, name, draft: null }));
  const policy = await ownedPolicy(tx, ctx.caller, id);
  const live = await tx.policyVersion.findFirst({ where: { organizationId, policyId: id, version: policy.liveVersion ?? 0 } });
  if (live && sameDocument(live.document, document)) return live.version;
  return insertVersion(tx, ctx, policy, { text: documentText(document), draft: policy.draft });
}
