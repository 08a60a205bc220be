import { enterOrganization, type Tx } from "@portcullis/db";
import { type Actor, type AuditAction, recordAudit } from "../audit/record.ts";
import type { ControlPlane } from "../open.ts";
import { membershipsOf } from "./read-session.ts";

/** Says in the log of each of a user's organizations what happened to their account. Returns the organizations' slugs. */
export async function auditEverywhere(
  tx: Tx,
  cp: ControlPlane,
  {
    userId,
    email,
    source,
    action,
    actor,
  }: { userId: string; email: string; source: string; action: AuditAction /** Left out: the user. */; actor?: Actor },
): Promise<string[]> {
  const organizations = await membershipsOf(tx, userId);
  for (const { id: organizationId, slug, role } of organizations) {
    await enterOrganization(tx, organizationId);
    const caller = { userId, organizationId, organizationSlug: slug, role, signedInAt: "machine" as const, source };
    const kind = action.startsWith("access.") ? "access" : "member";
    await recordAudit(tx, { ...cp, caller }, { action, target: { kind, id: userId, name: email }, actor });
  }
  return organizations.map(({ slug }) => slug);
}
