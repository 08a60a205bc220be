import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";
import type { Tenant } from "../tenant/tenants.ts";
import { denied } from "./denial.ts";

/** A decision holds for this long: by both clocks, since one of them stands still while a machine is suspended. */
export function startDeadline(x: Exchange): void {
  x.sendBefore = { monotonic: performance.now() + sendMs, wall: x.deps.now() + sendMs };
}

/**
 * Asked in the tick in which the first byte would be written (security.md 8.4): a request that waited for a connection may be past its
 * deadline, or its grant revoked and its policy replaced meanwhile.
 */
export function maySend(x: Exchange): boolean {
  const { tenants, freshness } = x.deps;
  if (!tenants.isCurrent(x.tenant!) || !freshness.isFresh()) return false;
  return !isPast(x);
}

function isPast({ sendBefore, deps }: Exchange): boolean {
  return sendBefore !== undefined && (performance.now() > sendBefore.monotonic || deps.now() > sendBefore.wall);
}

/**
 * When something of the organization changed while a request waited: does its decision stand all the same? It does when the grant is live and
 * the very same compiled policy and tools decide. The request then goes on with what was read anew.
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
      if (isPast(x)) return false;
    }
    return false;
  } catch {
    return false;
  }
}

function isSameGround(before: Tenant, now: Tenant): boolean {
  const facts = ({ grant: { id, label, tags }, route: { serverId, era } }: Tenant) => JSON.stringify([id, label, tags, serverId, era]);
  return before.snapshot === now.snapshot && before.toolNames === now.toolNames && facts(before) === facts(now);
}

/** The answer to a request that was allowed and then not sent. */
export function tooLate(x: Exchange): Reply {
  const message = "The request could not be sent in time after it was decided. Nothing was sent; try again.";
  return denied(x, { decision: "unavailable", reason: "deadline_exceeded", rule: "", message, retryAfterSeconds: 1 });
}

const sendMs = 1_000;
const triesMax = 3;
