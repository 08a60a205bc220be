import { createHmac } from "node:crypto";
import type { Tx } from "@portcullis/db";
import { deriveKey } from "@portcullis/db/keys";
import { ControlPlaneError } from "../errors.ts";
import { networkOf } from "../network.ts";
import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";

/**
 * Tries in a window, in the order they are counted; what succeeds is given back, so only failures add up. Counted in the database, for all
 * replicas together. A try that is over one limit is not counted in the next: one network alone cannot use up an account's tries, and
 * whoever guesses at an account from one place does not lock its owner out everywhere else.
 */
export const limits = {
  source: { triesMax: 50, windowSeconds: 900 },
  /** One network, one account. */
  pair: { triesMax: 10, windowSeconds: 900 },
  /** One account, from wherever. */
  account: { triesMax: 100, windowSeconds: 900 },
  /** Accounts that one network makes for itself: never given back. How many is the operator's setting. */
  sign_up: { triesMax: 30, windowSeconds: 3600 },
  /** Reset links that one network asks for, and that one account gets. */
  reset: { triesMax: 20, windowSeconds: 3600 },
  reset_mail: { triesMax: 3, windowSeconds: 3600 },
  /** Mails that one person has sent to others (invitations, tests of a channel), and that one address gets so, from whomever. */
  mail: { triesMax: 60, windowSeconds: 3600 },
  mail_to: { triesMax: 10, windowSeconds: 3600 },
  /** Names of organizations that somebody asks about while typing; as many more as there may be sign-ups. */
  name: { triesMax: 120, windowSeconds: 900 },
} as const;

const triesMaxOf = ({ signUpsPerHour }: ControlPlane, scope: Scope): number =>
  scope === "sign_up" ? signUpsPerHour : scope === "name" ? 4 * signUpsPerHour : limits[scope].triesMax;

type Scope = keyof typeof limits;
/** Scopes that are counted one by one, by who asks or whom it is about. */
type OwnScope = "reset" | "reset_mail" | "mail" | "mail_to" | "name";
export type Tries = { email?: string; source: string; signsUp?: boolean };

/**
 * Counts a try before it is made: parallel guesses cannot slip past a check. Known and unknown accounts are counted alike.
 * @throws ControlPlaneError throttled, with the seconds to wait
 */
export async function countTry(cp: ControlPlane, tries: Tries): Promise<void> {
  const now = cp.clock();
  const wait = await outsideOrganizations(cp, async (tx) => {
    const seconds = await firstWait(tx, cp, keysOf(cp, tries), now);
    await forgetOld(tx, now);
    return seconds;
  });
  if (wait === undefined) return;
  const retryAfterSeconds = Math.max(1, Math.ceil(wait));
  throw new ControlPlaneError("throttled", `Too many attempts. Try again in ${Math.ceil(retryAfterSeconds / 60)} minutes.`, {
    operator: `${tries.signsUp ? "sign-up" : "sign-in"} throttled, source ${tries.source}`,
    retryAfterSeconds,
  });
}

/** Counts a question for a reset link. @throws ControlPlaneError throttled */
export async function countReset(cp: ControlPlane, source: string): Promise<void> {
  if (await hasRoom(cp, "reset", networkOf(source))) return;
  throw new ControlPlaneError("throttled", "Too many links were asked for from your network. Try again in an hour.", {
    operator: `password reset throttled, source ${source}`,
    retryAfterSeconds: limits.reset.windowSeconds,
  });
}

/** May one more reset link go to this address? Counted for addresses with and without an account alike. */
export const mayMailReset = (cp: ControlPlane, email: string): Promise<boolean> => hasRoom(cp, "reset_mail", email);

/**
 * Counts a mail that a person sends through the installation to an address of their choice: its server is no way to flood mailboxes.
 * @throws ControlPlaneError throttled
 */
export async function countMail(cp: ControlPlane, { userId, to }: { userId: string; to: string }): Promise<void> {
  if ((await hasRoom(cp, "mail", userId)) && (await hasRoom(cp, "mail_to", to.toLowerCase()))) return;
  throw new ControlPlaneError("throttled", "Too many mails were sent by you, or to this address. Try again in an hour.", {
    operator: `mail throttled, user ${userId}`,
    retryAfterSeconds: limits.mail.windowSeconds,
  });
}

/** May this network ask about one more name? */
export const mayAskName = (cp: ControlPlane, source: string): Promise<boolean> => hasRoom(cp, "name", networkOf(source));

const hasRoom = (cp: ControlPlane, scope: OwnScope, about: string): Promise<boolean> =>
  outsideOrganizations(cp, async (tx) => (await add(tx, scope, hashed(cp, about), cp.clock())).count <= triesMaxOf(cp, scope));

/** After a success: the account starts afresh where it signed in, everything else gets its one try back. */
export async function giveBack(tx: Tx, cp: ControlPlane, tries: Tries): Promise<void> {
  for (const [scope, key] of keysOf(cp, tries)) {
    if (scope === "pair") await tx.signInAttempt.deleteMany({ where: { scope, key } });
    else if (scope !== "sign_up")
      await tx.signInAttempt.updateMany({ where: { scope, key, count: { gt: 0 } }, data: { count: { decrement: 1 } } });
  }
}

/** Forgets every try at an account, from wherever. */
export async function forgetTries(tx: Tx, cp: ControlPlane, email: string): Promise<void> {
  const key = hashed(cp, email);
  await tx.signInAttempt.deleteMany({ where: { scope: "pair", key: { startsWith: `${key} ` } } });
  await tx.signInAttempt.deleteMany({ where: { scope: "account", key } });
}

/**
 * The same order in every transaction, and what many share last, so that two of them cannot wait for each other. Addresses are kept only as
 * keyed hashes.
 */
function keysOf(cp: ControlPlane, { email, source, signsUp = false }: Tries): [Scope, string][] {
  const network = hashed(cp, networkOf(source));
  const keys: [Scope, string][] = [["source", network]];
  if (signsUp) keys.push(["sign_up", network]);
  if (email === undefined) return keys;
  const account = hashed(cp, email);
  return [...keys, ["pair", `${account} ${network}`], ["account", account]];
}

const hashed = (cp: ControlPlane, text: string): string =>
  createHmac("sha256", deriveKey(cp.keyring, "sign-in-throttle").key).update(text).digest("base64url");

/** Counts one try after the other until one is over its limit; the seconds to wait then. */
async function firstWait(tx: Tx, cp: ControlPlane, keys: readonly [Scope, string][], now: Date): Promise<number | undefined> {
  for (const [scope, key] of keys) {
    const row = await add(tx, scope, key, now);
    if (row.count > triesMaxOf(cp, scope)) return limits[scope].windowSeconds - (now.getTime() - row.windowStart.getTime()) / 1000;
  }
  return undefined;
}

async function add(tx: Tx, scope: Scope, key: string, now: Date): Promise<{ count: number; windowStart: Date }> {
  const oldest = before(now, scope);
  const rows = await tx.$queryRaw<{ count: number; windowStart: Date }[]>`
    INSERT INTO portcullis.sign_in_attempt AS a (scope, key, window_start, count) VALUES (${scope}, ${key}, ${now}, 1)
    ON CONFLICT (scope, key) DO UPDATE SET
      count = CASE WHEN a.window_start <= ${oldest} THEN 1 ELSE a.count + 1 END,
      window_start = CASE WHEN a.window_start <= ${oldest} THEN ${now} ELSE a.window_start END
    RETURNING count, window_start AS "windowStart"`;
  return rows[0] as { count: number; windowStart: Date };
}

/** Keeps the table as small as its windows. Last in its transaction and waiting for nobody, so that it can be part of no deadlock. */
const forgetOld = (tx: Tx, now: Date) => tx.$executeRaw`
  DELETE FROM portcullis.sign_in_attempt WHERE (scope, key) IN (
    SELECT scope, key FROM portcullis.sign_in_attempt
    WHERE window_start <= ${before(now, "source")} AND (scope NOT IN ('sign_up', 'reset', 'reset_mail', 'mail', 'mail_to') OR window_start <= ${before(now, "sign_up")})
    LIMIT 100 FOR UPDATE SKIP LOCKED)`;

const before = (now: Date, scope: Scope): Date => new Date(now.getTime() - limits[scope].windowSeconds * 1000);
