import type { Tx } from "@portcullis/db";
import type { Caller } from "../caller.ts";
import { ControlPlaneError, notFound } from "../errors.ts";

export type LiveGrant = { id: string; label: string };

/**
 * A grant of the caller's organization, locked until the transaction ends: of two rotations at once, the second sees the first's token.
 * @throws ControlPlaneError not_found for another's and for none alike; conflict when it is revoked, which nothing undoes
 */
export async function lockedGrant(tx: Tx, { organizationId }: Caller, id: string): Promise<LiveGrant> {
  const rows = await tx.$queryRaw<(LiveGrant & { revokedAt: Date | null })[]>`
    SELECT id, label, revoked_at AS "revokedAt" FROM portcullis.access_grant
    WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid FOR UPDATE`;
  const grant = rows[0];
  if (!grant) throw notFound("grant");
  if (grant.revokedAt) throw new ControlPlaneError("conflict", "This grant is revoked. Issue a new one.");
  return { id: grant.id, label: grant.label };
}
