import type { Tx } from "@portcullis/db";
import { hashPassword } from "../account/password.ts";
import type { Context } from "../caller.ts";
import { ControlPlaneError } from "../errors.ts";
import type { ControlPlane } from "../open.ts";
import { waitingTools } from "../pin/count.ts";
import { gatewayUrlOf } from "../server/server.ts";
import { inOrganization, UniqueViolation } from "../transaction.ts";
import { type Plan, planSetup } from "./plan.ts";
import { parseSetup, type Setup } from "./setup.ts";
import { storeGrants } from "./store-grants.ts";
import { storeOrganization } from "./store-organization.ts";
import { storePolicies } from "./store-policies.ts";
import { storeServers } from "./store-servers.ts";
import { readStored, type Stored } from "./stored.ts";

export type AppliedSetup = {
  organization: { slug: string; name: string };
  /** `created`: with the organization; `added`: an owner more, in one that was there; `kept`: owned it before. */
  owner: { email: string; state: "created" | "added" | "kept" };
  servers: {
    slug: string;
    gateway_url: string;
    tools: number /** Of those: what agents cannot use until a person accepts it. */;
    waiting: number;
  }[];
  policies: { server: string; name: string; version: number }[];
  /** `token` is there when it is new: for a new grant, and after `rotate`. */
  grants: { label: string; token?: string }[];
};

export type ApplyOptions = {
  /** Makes new tokens for grants that exist. */
  rotate?: boolean;
  /** Takes an organization and an account that exist although nothing shows that they are the set-up's own. */
  adopt?: boolean;
  /** Accepts, as the operator, what all servers of the set-up list now, where a server does not say otherwise. */
  acceptTools?: boolean;
};

/**
 * Brings an organization to what a document says: for scripts and installations as code, without a caller, because whoever holds the
 * database's and the root key may do everything. Idempotent; everything is checked first, then written in one transaction.
 * @throws ControlPlaneError invalid, with JSON pointers into the document; upstream_… when a server cannot be met. Nothing is changed then.
 */
export async function applySetup(
  cp: ControlPlane,
  document: unknown,
  { rotate = false, adopt = false, acceptTools = false }: ApplyOptions = {},
): Promise<AppliedSetup> {
  const parsed = parseSetup(document);
  if (!parsed.ok) throw new ControlPlaneError("invalid", "The set-up was not applied: nothing was changed.", { issues: parsed.problems });
  for (let attempt = 1; ; attempt++) {
    try {
      return await applyOnce(cp, parsed.setup, { rotate, adopt, acceptTools });
    } catch (error) {
      // Somebody applied the same at the same time: the next round finds what they made.
      if (!(error instanceof UniqueViolation) || attempt === 3) throw error;
    }
  }
}

async function applyOnce(cp: ControlPlane, setup: Setup, { rotate, adopt, acceptTools }: Required<ApplyOptions>): Promise<AppliedSetup> {
  const stored = await readStored(cp, setup);
  const plan = await planSetup(cp, setup, stored, { adopt });
  const passwordHash = stored.owner === null && setup.owner.password !== undefined ? await hashPassword(setup.owner.password) : null;
  const organizationId = stored.organizationId ?? cp.newId();
  return inOrganization(cp, organizationId, (tx) =>
    store(tx, cp, { setup, stored, plan, organizationId, passwordHash, rotate, acceptTools }),
  );
}

type Job = {
  setup: Setup;
  stored: Stored;
  plan: Plan;
  organizationId: string;
  passwordHash: string | null;
  rotate: boolean;
  acceptTools: boolean;
};

async function store(tx: Tx, cp: ControlPlane, job: Job): Promise<AppliedSetup> {
  const { setup, stored, plan, organizationId, passwordHash, rotate, acceptTools } = job;
  const { slug, name } = setup.organization;
  // What servers list is locked before the organization is, in one order: gateways and the worker write it in that order too.
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock(2, hashtext(s.id::text)) FROM (
      SELECT id FROM portcullis.server WHERE organization_id = ${organizationId}::uuid ORDER BY id) s`;
  const known = { isNew: stored.organizationId === null, accountId: stored.owner?.id };
  const userId = await storeOrganization(tx, cp, { setup, organizationId, ...known, passwordHash, source });
  const ctx: Context = { ...cp, caller: { userId, organizationId, organizationSlug: slug, role: "owner", signedInAt: "machine", source } };
  await storeServers(tx, ctx, setup, plan, acceptTools);
  const policies = await storePolicies(tx, ctx, setup);
  const grants = await storeGrants(tx, ctx, setup, rotate);
  const waiting = new Map((await waitingTools(tx, organizationId)).map((server) => [server.slug, server.waiting]));
  return {
    organization: { slug, name },
    owner: { email: setup.owner.email, state: stored.organizationId === null ? "created" : stored.owner?.owns ? "kept" : "added" },
    servers: setup.servers.map((server) => ({
      slug: server.slug,
      gateway_url: gatewayUrlOf(cp, slug, server.slug),
      tools: plan.servers.get(server.slug)?.met.tools.length ?? 0,
      waiting: waiting.get(server.slug) ?? 0,
    })),
    policies,
    grants,
  };
}

/** How the audit log names this door. */
const source = "portcullis apply";
