import { enterOrganization, type Tx } from "@portcullis/db";
import { type AuditAction, recordAudit } from "../audit/record.ts";
import type { ControlPlane } from "../open.ts";
import { membershipsOf } from "./read-session.ts";

/** Says in the log of each of a user's organizations what happened to their account. Returns the organizations' slugs. */
export async function auditEverywhere(
  tx: Tx,
  cp: ControlPlane,
  { userId, email, source, action }: { userId: string; email: string; source: string; action: AuditAction },
): Promise<string[]> {
  const organizations = await membershipsOf(tx, userId);
  for (const { id: organizationId, slug, role } of organizations) {
    await enterOrganization(tx, organizationId);
    const caller = { userId, organizationId, organizationSlug: slug, role, signedInAt: null, source };
    await recordAudit(tx, { ...cp, caller }, { action, target: { kind: "member", id: userId, name: email } });
  }
  return organizations.map(({ slug }) => slug);
}
