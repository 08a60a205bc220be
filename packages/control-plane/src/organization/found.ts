import type { Tx } from "@portcullis/db";
import { recordAudit } from "../audit/record.ts";
import type { ControlPlane } from "../open.ts";
import { inOrganization, UniqueViolation } from "../transaction.ts";
import { firstFree, isReservedSlug, organizationIdOf, slugOf } from "./slug.ts";

export type Founding = {
  id: string;
  name: string /** Chosen; else made from the name. */;
  slug?: string;
  ownerId: string;
  source?: string;
};

/** Writes an organization and its first owner. The transaction must be the new organization's own. */
export async function insertOrganization(tx: Tx, cp: ControlPlane, { id, name, slug: chosen, ownerId, source }: Founding): Promise<string> {
  const slug = chosen ?? (await freeSlug(tx, cp, name));
  await tx.organization.create({ data: { id, slug, name } });
  await tx.membership.create({ data: { organizationId: id, userId: ownerId, role: "owner" } });
  const caller = { userId: ownerId, organizationId: id, organizationSlug: slug, role: "owner", signedInAt: "machine", source } as const;
  await recordAudit(
    tx,
    { ...cp, caller },
    { action: "organization.create", target: { kind: "organization", id, name }, after: { name, slug } },
  );
  return slug;
}

/**
 * Runs `fn` in a transaction of a new organization, again when somebody took the same slug (or e-mail address) in the same moment:
 * the second run sees what the first could not.
 */
export async function founding<T>(cp: ControlPlane, fn: (tx: Tx, organizationId: string) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const id = cp.newId();
    try {
      return await inOrganization(cp, id, (tx) => fn(tx, id));
    } catch (error) {
      if (!(error instanceof UniqueViolation) || attempt === 5) throw error;
    }
  }
}

/** The first short name for an organization that nobody has and the product does not need. */
export const freeSlug = (tx: Tx, { reservedSlugs }: ControlPlane, name: string) =>
  firstFree(
    slugOf(name, "team"),
    async (slug) => !isReservedSlug(slug) && !reservedSlugs.has(slug) && (await organizationIdOf(tx, slug)) === null,
  );
