import { hash, randomUUID } from "node:crypto";
import { withOrgClient } from "@portcullis/db/runtime";
import { canonicalObject, paramsForm, scan } from "@portcullis/protocol";
import { callDigestOf } from "../approval/exact-call.ts";
import { sealCall } from "../approval/open-call.ts";
import type { Context } from "../caller.ts";
import * as verbs from "../index.ts";
import type { Installation } from "./installation.ts";
import { poolOf } from "./record.ts";
import { acceptAllTools, newServer, unique, type World } from "./world.ts";

/** Where calls are held: a grant on a server whose policy asks for approval of every tool. */
export type Held = { grantId: string; grantLabel: string; serverSlug: string; policyId: string; policyName: string };

export type HeldCall = {
  tool: string;
  arguments: string;
  approvers: string[];
  minApprovals: number;
  /** Relative to the database's now. */
  expiresIn: string;
  category: string;
  /** null: nobody's. Left out: the grant's. */
  ownerId: string | null;
};

export async function newHolding(owner: Context, world: World, approval: object = {}): Promise<Held> {
  const { slug: serverSlug } = await newServer(owner, world);
  await acceptAllTools(owner, serverSlug);
  const document = JSON.stringify({ version: "1", default: "deny", tools: { "*": { action: "require_approval" } }, approval });
  const policyName = unique("asks");
  const { id: policyId } = await verbs.createPolicy(owner, { serverSlug, name: policyName, document });
  await verbs.publishPolicy(owner, { id: policyId });
  const grantLabel = unique("agent");
  const { grant } = await verbs.issueGrant(owner, { label: grantLabel, access: [{ serverSlug, policyId }] });
  return { grantId: grant.id, grantLabel, serverSlug, policyId, policyName };
}

/** Holds a call as a gateway would. @returns what names it to the verbs */
export async function holdCall(
  owner: Context,
  here: Installation,
  holding: Held,
  given: Partial<HeldCall> = {},
): Promise<{ id: string; callDigest: string }> {
  const call = { ...usual, ...given };
  const id = owner.newId();
  const { organizationId } = owner.caller;
  const [found] = await here.rows<{ serverId: string; url: string; digest: Buffer; ownerId: string | null }>(
    `SELECT s.id AS "serverId", s.url, t.digest, g.owner_id AS "ownerId" FROM server s LEFT JOIN tool t ON t.server_id = s.id AND t.name = $2,
      access_grant g WHERE s.slug = $1 AND s.organization_id = $3 AND g.id = $4`,
    [holding.serverSlug, call.tool, organizationId, holding.grantId],
  );
  if (!found) throw new Error("no such server");
  const { serverId, digest } = found;
  const upstreamOrigin = new URL(found.url).origin;
  const scanned = scan(Buffer.from(call.arguments));
  if (!scanned.ok) throw new Error(scanned.failure.problem);
  const params = canonicalObject([
    ["name", call.tool],
    ["arguments", scanned.root],
  ]);
  const addressed = { organizationId, serverId, upstreamOrigin, method: "tools/call", tool: call.tool, toolDigest: digest };
  const callDigest = callDigestOf(addressed, { params });
  const paramsDigest = hash("sha256", paramsForm({ method: "tools/call", tool: call.tool, params, meta: undefined }), "buffer");
  const values = [
    ...[organizationId, id, call.expiresIn, holding.grantId, holding.grantLabel, call.ownerId === undefined ? found.ownerId : call.ownerId],
    ...[serverId, holding.serverSlug, upstreamOrigin, call.tool, digest, call.category, callDigest, paramsDigest],
    ...[sealCall(owner.keyring, organizationId, id, { params }), holding.policyId, holding.policyName, call.approvers, call.minApprovals],
  ];
  await asGateway(here, organizationId, insertText, values);
  return { id, callDigest: callDigest.toString("hex") };
}

/** A run of it, as an admission writes it. */
export const runOnApproval = (owner: Context, here: Installation, id: string, n = 1) =>
  asGateway(
    here,
    owner.caller.organizationId,
    "INSERT INTO portcullis.approval_use (organization_id, request_id, n, attempt_id) VALUES ($1, $2, $3, $4)",
    [...[owner.caller.organizationId, id, n, randomUUID()]],
  );

/** Its client takes it back. */
export const withdrawApproval = (owner: Context, here: Installation, id: string) =>
  asGateway(
    here,
    owner.caller.organizationId,
    "INSERT INTO portcullis.approval_end (organization_id, request_id, kind) VALUES ($1, $2, 'withdrawn')",
    [...[owner.caller.organizationId, id]],
  );

async function asGateway(here: Installation, organizationId: string, text: string, values: unknown[]): Promise<void> {
  const pool = poolOf(here.database, "pc_gateway");
  try {
    await withOrgClient(pool, organizationId, (client) => client.query(text, values));
  } finally {
    await pool.end();
  }
}

const insertText = `INSERT INTO portcullis.approval_request (organization_id, id, expires_at, grant_id, grant_label, owner_id, client_name, server_id,
    server_slug, upstream_origin, method, tool, tool_digest, category, call_digest, params_digest, sealed_call, policy_id, policy_name, policy_version, rule,
    message, approvers, min_approvals)
  VALUES ($1, $2, portcullis.now() + $3::interval, $4, $5, $6, 'client', $7, $8, $9, 'tools/call', $10, $11, $12, $13, $14, $15, $16, $17, 1,
    '/tools/*/action', 'Please look at it.', $18, $19)`;

const usual: Omit<HeldCall, "ownerId"> = {
  tool: "alpha",
  arguments: '{"host":"web-1"}',
  approvers: ["owner", "admin", "approver"],
  minApprovals: 1,
  expiresIn: "15 minutes",
  category: "write",
};
