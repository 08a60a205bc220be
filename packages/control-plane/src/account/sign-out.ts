import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";
import { auditEverywhere } from "./audit-everywhere.ts";
import { hashSessionToken } from "./session.ts";

/** Ends the session of a token. Signing out twice, or with a token that never was, is no error. */
export async function signOut(cp: ControlPlane, sessionToken: string): Promise<void> {
  await outsideOrganizations(cp, async (tx) => {
    const where = { tokenHash: hashSessionToken(sessionToken), revokedAt: null };
    const session = await tx.userSession.findFirst({ where, select: { userId: true, source: true, user: { select: { email: true } } } });
    const { count } = await tx.userSession.updateMany({ where, data: { revokedAt: cp.clock() } });
    if (session === null || count === 0) return;
    const { userId, source, user } = session;
    await auditEverywhere(tx, cp, { userId, email: user.email, source: source ?? "", action: "access.sign_out" });
  });
}
