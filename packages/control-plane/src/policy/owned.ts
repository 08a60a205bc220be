import type { Tx } from "@portcullis/db";
import type { Caller } from "../caller.ts";
import { notFound } from "../errors.ts";

/** A policy of the caller's organization with its server. @throws ControlPlaneError not_found for another's and for none alike */
export async function ownedPolicy(tx: Tx, { organizationId }: Caller, id: string) {
  const policy = await tx.policy.findFirst({
    where: { organizationId, id },
    include: { server: { select: { id: true, slug: true, name: true } } },
  });
  if (!policy) throw notFound("policy");
  return policy;
}
