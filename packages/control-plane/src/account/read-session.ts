import type { Tx } from "@portcullis/db";
import type { Role } from "../capabilities.ts";
import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";
import { hashSessionToken, liveSession } from "./session.ts";

export type Membership = { id: string; slug: string; name: string; role: Role };
/** Who is signed in, and where they belong, as of now. */
export type StoredSession = {
  id: string;
  /** When the person last showed who they are. */
  signedInAt: Date;
  user: { id: string; name: string; email: string };
  organizations: Membership[];
};

/** The session of a token; null when there is none, when it has ended, was idle for 8 hours or is 7 days old: all alike. */
export function readSession(cp: ControlPlane, sessionToken: string): Promise<StoredSession | null> {
  return outsideOrganizations(cp, async (tx) => {
    const now = cp.clock();
    const session = await tx.userSession.findFirst({
      where: { tokenHash: hashSessionToken(sessionToken), ...liveSession(now) },
      select: { id: true, createdAt: true, lastSeenAt: true, user: { select: { id: true, name: true, email: true } } },
    });
    if (!session) return null;
    // To the minute: a write on each request would be the busiest of all.
    if (now.getTime() - session.lastSeenAt.getTime() >= 60_000)
      await tx.userSession.updateMany({ where: { id: session.id }, data: { lastSeenAt: now } });
    return { id: session.id, signedInAt: session.createdAt, user: session.user, organizations: await membershipsOf(tx, session.user.id) };
  });
}

/** The organizations of a user, over the one lookup that may see across organizations. */
export const membershipsOf = (tx: Tx, userId: string) => tx.$queryRaw<Membership[]>`
  SELECT organization_id AS id, slug, name, role FROM portcullis.memberships_of(${userId}::uuid)`;
