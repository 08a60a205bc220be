import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";
import { hashSessionToken } from "./session.ts";

/** Ends the session of a token. Signing out twice, or with a token that never was, is no error. */
export async function signOut(cp: ControlPlane, sessionToken: string): Promise<void> {
  await outsideOrganizations(cp, (tx) =>
    tx.userSession.updateMany({ where: { tokenHash: hashSessionToken(sessionToken), revokedAt: null }, data: { revokedAt: cp.clock() } }),
  );
}
