import { mayStillSend } from "@portcullis/control-plane/gateway";
import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";
import type { Tenant } from "../tenant/tenants.ts";
import { denied } from "./denial.ts";

/**
 * Asked in the tick in which the first byte would be written (security.md 8.4). What was admitted leaves soon after its commit or not at all,
 * also from a replica that was frozen in between. What needs no admission may have waited for a connection while its grant was revoked.
 */
export function maySend(x: Exchange): boolean {
  const { tenants, freshness, now } = x.deps;
  if (x.handedAt !== undefined && !mayStillSend(x.handedAt, { monotonic: performance.now(), wall: now() })) return false;
  // The database itself has admitted the rest, under what was live.
  return (x.handedAt !== undefined && !x.isBuffered) || (tenants.isCurrent(x.tenant!) && freshness.isFresh());
}

/**
 * When something of the organization changed while an open request waited: may it pass all the same? It may when the grant is live and the very
 * same compiled policy and tools decide. The request then goes on with what was read anew.
 */
export async function stillStands(x: Exchange): Promise<boolean> {
  const { tenants, freshness } = x.deps;
  const before = x.tenant!;
  try {
    // Changes come in series: one may arrive while the last one is read.
    for (let tries = 0; tries < triesMax; tries++) {
      if (!freshness.isFresh()) await freshness.confirm();
      const tenant = await tenants.resolve(x.token!, x.organizationSlug, x.serverSlug);
      if (tenant === null || !tenant.route.enabled || !isSameGround(before, tenant)) return false;
      x.tenant = tenant;
      if (maySend(x)) return true;
    }
    return false;
  } catch {
    return false;
  }
}

function isSameGround(before: Tenant, now: Tenant): boolean {
  const facts = ({ grant: { id }, route: { grantLabel, grantTags, serverId, era, killSwitches } }: Tenant) =>
    JSON.stringify([id, grantLabel, grantTags, serverId, era, killSwitches]);
  return before.snapshot === now.snapshot && before.toolNames === now.toolNames && facts(before) === facts(now);
}

/** The answer to a request that was allowed and then not sent. */
export function tooLate(x: Exchange): Reply {
  const message = "The request could not be sent in time after it was decided. Nothing was sent; try again.";
  return denied(x, { decision: "unavailable", reason: "deadline_exceeded", rule: "", message, retryAfterSeconds: 1 });
}

const triesMax = 3;
