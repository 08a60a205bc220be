import { randomUUID } from "node:crypto";
import type { AuditAction } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import type { Capability } from "../capabilities.ts";
import * as verbs from "../index.ts";
import type { Installation } from "./installation.ts";
import type { TestUpstream } from "./upstream.ts";

export type World = { here: Installation; upstream: TestUpstream };

/** One verb of an organization: what it takes, who may, what it leaves in the audit log. The generated tests walk the list. */
export type VerbCase = {
  name: keyof typeof verbs;
  capability: Capability;
  /** Left out: the verb only reads. */
  action?: AuditAction;
  /** Makes what the verb works on, as the owner, and the input that names it. */
  input: (owner: Context, world: World) => Promise<Record<string, unknown>>;
  /** Works on what the caller alone has: made by each caller for themselves. */
  personal?: true;
  /** The members of the input that name something of the organization. */
  names: readonly string[];
};

export const document = JSON.stringify({ version: "1", default: "deny", tools: { alpha: {} } });

let count = 0;
export const unique = (word: string) => `${word}-${++count}`;

export const newServer = async (owner: Context, { upstream }: World) =>
  verbs.registerServer(owner, {
    name: "A server",
    slug: unique("server"),
    url: upstream.url,
    headers: [{ name: "X-Api-Key", value: "s3cret-value" }],
  });

/** Accepts everything that waits at a server, as a person does who has looked at it. */
export async function acceptAllTools(ctx: Context, serverSlug: string): Promise<void> {
  const { tools } = await verbs.listToolsReview(ctx, { serverSlug });
  const waiting = tools.filter(({ state }) => state !== "refused").map(({ name, digest }) => ({ name, digest }));
  if (waiting.length > 0) await verbs.acceptTools(ctx, { serverSlug, tools: waiting });
}

const shared = new WeakMap<Context, Promise<{ slug: string }>>();

/** One server per owner for what only needs some server. */
export const aServer = async (owner: Context, world: World): Promise<{ serverSlug: string }> => {
  const server = shared.get(owner) ?? newServer(owner, world);
  shared.set(owner, server);
  return { serverSlug: (await server).slug };
};

export const newPolicy = async (owner: Context, world: World) => {
  const { serverSlug } = await aServer(owner, world);
  const { id } = await verbs.createPolicy(owner, { serverSlug, name: unique("policy"), document });
  return { id, serverSlug };
};

export const newGrant = async (owner: Context, world: World) => {
  const { id: policyId, serverSlug } = await newPolicy(owner, world);
  const { grant, token } = await verbs.issueGrant(owner, { label: unique("grant"), access: [{ serverSlug, policyId }] });
  return { id: grant.id, access: [{ serverSlug, policyId }], token };
};

export const newDecision = async ({ caller, newId }: Context, { here }: World, grantId: string = randomUUID()) => {
  const id = newId();
  await here.rows(
    `INSERT INTO attempt (organization_id, id, grant_id, grant_label, server_id, server_slug, method, tool, effect, reason, outcome, duration_ms)
     VALUES ($1, $2, $3, 'agent', (SELECT coalesce((SELECT server_id FROM grant_server WHERE grant_id = $3 LIMIT 1), $3)), 'zabbix', 'tools/call', 'alpha', 'deny', 'denied', 'refused', 1.5)`,
    [caller.organizationId, id, grantId],
  );
  return id;
};

export const policyId = async (owner: Context, world: World) => ({ id: (await newPolicy(owner, world)).id });

export const grantId = async (owner: Context, world: World) => ({ id: (await newGrant(owner, world)).id });

export const nothing = async () => ({});
