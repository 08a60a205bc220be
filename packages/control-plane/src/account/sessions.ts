import { z } from "zod";
import { notFound } from "../errors.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";
import { endSessions, liveSession } from "./session.ts";

export type OpenSession = {
  id: string;
  /** The one that asks. */
  current: boolean;
  signedInAt: Date;
  /** To the minute. */
  lastSeenAt: Date;
  source: string | null;
  userAgent: string | null;
};

export const OwnSessions = z.strictObject({ userId: Id, sessionId: Id });
export type OwnSessions = z.input<typeof OwnSessions>;

/** Where a user is signed in, the session that asks first, then the latest used. */
export async function listSessions(cp: ControlPlane, input: OwnSessions): Promise<OpenSession[]> {
  const { userId, sessionId } = readInput(OwnSessions, input);
  const rows = await outsideOrganizations(cp, (tx) =>
    tx.userSession.findMany({ where: { userId, ...liveSession(cp.clock()) }, orderBy: { lastSeenAt: "desc" }, take: 100 }),
  );
  return rows
    .map(({ id, createdAt, lastSeenAt, source, userAgent }) => ({
      ...{ id, signedInAt: createdAt, lastSeenAt, source, userAgent },
      current: id === sessionId,
    }))
    .sort((a, b) => Number(b.current) - Number(a.current));
}

export const EndSessionInput = z.strictObject({ userId: Id, id: Id });
export type EndSessionInput = z.input<typeof EndSessionInput>;

/** Ends one of a user's sessions. @throws ControlPlaneError not_found, for one that has ended and for other people's alike */
export async function endSession(cp: ControlPlane, input: EndSessionInput): Promise<void> {
  const { userId, id } = readInput(EndSessionInput, input);
  const { count } = await outsideOrganizations(cp, (tx) =>
    tx.userSession.updateMany({ where: { id, userId, revokedAt: null }, data: { revokedAt: cp.clock() } }),
  );
  if (count === 0) throw notFound("session");
}

export const SignOutEverywhereInput = z.strictObject({ userId: Id });
export type SignOutEverywhereInput = z.input<typeof SignOutEverywhereInput>;

/** Ends every session of a user, the one that asks among them. */
export async function signOutEverywhere(cp: ControlPlane, input: SignOutEverywhereInput): Promise<void> {
  const { userId } = readInput(SignOutEverywhereInput, input);
  await outsideOrganizations(cp, (tx) => endSessions(tx, cp, userId));
}
