import { createHash } from "node:crypto";
import type { Tx } from "@portcullis/db";
import type { ControlPlane } from "../open.ts";

export const sessionSeconds = { idle: 8 * 3600, total: 7 * 24 * 3600 } as const;

export type NewSession = { sessionToken: string; sessionExpiresAt: Date };

/** Starts a stored session. The token is 32 random bytes and leaves this process once; the database has only its hash. */
export async function startSession(
  tx: Tx,
  cp: ControlPlane,
  { userId, source, userAgent }: { userId: string; source: string; userAgent?: string },
): Promise<NewSession> {
  const sessionToken = cp.random(32).toString("base64url");
  const now = cp.clock();
  const sessionExpiresAt = new Date(now.getTime() + sessionSeconds.total * 1000);
  await tx.userSession.create({
    data: {
      id: cp.newId(),
      tokenHash: hashSessionToken(sessionToken),
      userId,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: sessionExpiresAt,
      source,
      userAgent: userAgent?.slice(0, 300) ?? null,
    },
  });
  return { sessionToken, sessionExpiresAt };
}

/** Ends every session of a user, or every other one: their rights or their password have changed. */
export async function endSessions(tx: Tx, cp: ControlPlane, userId: string, { except }: { except?: string } = {}): Promise<void> {
  await tx.userSession.updateMany({
    where: { userId, revokedAt: null, ...(except === undefined ? {} : { id: { not: except } }) },
    data: { revokedAt: cp.clock() },
  });
}

/** What makes a session one that still opens something. */
export const liveSession = (now: Date) => ({
  revokedAt: null,
  expiresAt: { gt: now },
  lastSeenAt: { gt: new Date(now.getTime() - sessionSeconds.idle * 1000) },
});

/** Plain SHA-256: the token has 256 random bits, there is nothing to guess. */
export const hashSessionToken = (token: string): Uint8Array<ArrayBuffer> => new Uint8Array(createHash("sha256").update(token).digest());
