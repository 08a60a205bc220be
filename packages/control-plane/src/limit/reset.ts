import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { notFound } from "../errors.ts";
import { readInput } from "../input.ts";
import { Reason } from "../kill/target.ts";
import { inOrganization } from "../transaction.ts";
import { knownLimits } from "./known-limits.ts";
import { withUse } from "./used.ts";

export const ResetLimitInput = z.strictObject({
  /** As `listLimits` names the counter. */ key: z.string().min(1).max(100),
  reason: Reason,
});
export type ResetLimitInput = z.input<typeof ResetLimitInput>;

/**
 * Empties one counter before its time: an operator's correction, on record with what was used and why. Waits for admissions that are counting at
 * this moment, and keeps later ones out until it is committed (security.md 8.3).
 * @throws ControlPlaneError not_found, for a counter that no live policy names
 */
export async function resetLimit(ctx: Context, input: ResetLimitInput): Promise<void> {
  requireCapability(ctx.caller, "manageServers");
  const { key, reason } = readInput(ResetLimitInput, input);
  const { organizationId } = ctx.caller;
  await inOrganization(ctx, organizationId, async (tx) => {
    const limit = (await knownLimits(tx, organizationId)).find((one) => one.key === key);
    if (!limit) throw notFound("limit");
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(1, hashtext(${organizationId}))`;
    const [before] = await withUse(tx, organizationId, [limit]);
    const counter = new Uint8Array(Buffer.from(key, "hex"));
    await tx.limitCounter.updateMany({ where: { organizationId, key: counter }, data: { used: 0 } });
    // Given back here, so that a refund of one of them later gives nothing twice.
    await tx.limitReservation.updateMany({ where: { organizationId, key: counter, state: "taken" }, data: { state: "refunded" } });
    const { serverSlug, grantLabel, scope, max, window } = limit;
    await recordAudit(tx, ctx, {
      action: "limit.reset",
      target: { kind: "limit", id: key, name: [limit.counter, grantLabel, serverSlug].filter((part) => part !== null).join(", ") },
      before: { used: before?.used ?? "0", max, window, scope },
      after: { used: "0", reason },
    });
  });
}
