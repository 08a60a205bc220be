import { createHmac } from "node:crypto";
import type { Tx } from "@portcullis/db";
import { deriveKey } from "@portcullis/db/keys";
import { ControlPlaneError } from "../errors.ts";
import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";

/** Tries in 15 minutes; what succeeds is given back, so only failures add up. Counted in the database, for all replicas together. */
export const triesMax = { account: 10, source: 50 } as const;
const windowSeconds = 15 * 60;

type Scope = keyof typeof triesMax;
export type Tries = { email?: string; source: string };

/**
 * Counts a try before it is made: parallel guesses cannot slip past a check. Known and unknown accounts are counted alike.
 * @throws ControlPlaneError throttled, with the seconds to wait
 */
export async function countTry(cp: ControlPlane, tries: Tries): Promise<void> {
  const now = cp.clock();
  const waits = await outsideOrganizations(cp, async (tx) => {
    const seconds: number[] = [];
    for (const [scope, key] of keysOf(cp, tries)) {
      const row = await add(tx, scope, key, now);
      if (row.count > triesMax[scope]) seconds.push(windowSeconds - (now.getTime() - row.windowStart.getTime()) / 1000);
    }
    await forgetOld(tx, now);
    return seconds;
  });
  if (waits.length === 0) return;
  const retryAfterSeconds = Math.max(1, Math.ceil(Math.max(...waits)));
  throw new ControlPlaneError("throttled", `Too many attempts. Try again in ${Math.ceil(retryAfterSeconds / 60)} minutes.`, {
    operator: `sign-in throttled, source ${tries.source}`,
    retryAfterSeconds,
  });
}

/** After a success: the account starts afresh, the source gets its one try back. */
export async function giveBack(tx: Tx, cp: ControlPlane, tries: Tries): Promise<void> {
  for (const [scope, key] of keysOf(cp, tries)) {
    if (scope === "account") await tx.signInAttempt.deleteMany({ where: { scope, key } });
    else await tx.signInAttempt.updateMany({ where: { scope, key, count: { gt: 0 } }, data: { count: { decrement: 1 } } });
  }
}

/** Account before source in every transaction, so that two of them cannot wait for each other. Addresses are kept only as keyed hashes. */
function keysOf(cp: ControlPlane, { email, source }: Tries): [Scope, string][] {
  const { key } = deriveKey(cp.keyring, "sign-in-throttle");
  const hashed = (text: string) => createHmac("sha256", key).update(text).digest("base64url");
  const keys: [Scope, string][] = [["source", hashed(networkOf(source))]];
  return email === undefined ? keys : [["account", hashed(email)], ...keys];
}

async function add(tx: Tx, scope: Scope, key: string, now: Date): Promise<{ count: number; windowStart: Date }> {
  const oldest = new Date(now.getTime() - windowSeconds * 1000);
  const rows = await tx.$queryRaw<{ count: number; windowStart: Date }[]>`
    INSERT INTO portcullis.sign_in_attempt AS a (scope, key, window_start, count) VALUES (${scope}, ${key}, ${now}, 1)
    ON CONFLICT (scope, key) DO UPDATE SET
      count = CASE WHEN a.window_start <= ${oldest} THEN 1 ELSE a.count + 1 END,
      window_start = CASE WHEN a.window_start <= ${oldest} THEN ${now} ELSE a.window_start END
    RETURNING count, window_start AS "windowStart"`;
  return rows[0] as { count: number; windowStart: Date };
}

/** Keeps the table as small as the last 15 minutes. Last in its transaction and waiting for nobody, so that it can be part of no deadlock. */
const forgetOld = (tx: Tx, now: Date) => tx.$executeRaw`
  DELETE FROM portcullis.sign_in_attempt WHERE (scope, key) IN (
    SELECT scope, key FROM portcullis.sign_in_attempt WHERE window_start <= ${new Date(now.getTime() - windowSeconds * 1000)} LIMIT 100 FOR UPDATE SKIP LOCKED)`;

/** An IPv6 customer has a whole /64: counting single addresses would count nothing. */
export function networkOf(source: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(source);
  if (mapped) return mapped[1] as string;
  if (!source.includes(":")) return source;
  const [head = "", tail = ""] = (source.split("%")[0] as string).split("::");
  const left = head.split(":").filter(Boolean);
  const right = tail.split(":").filter(Boolean);
  const groups = source.includes("::") ? [...left, ...Array(Math.max(0, 8 - left.length - right.length)).fill("0"), ...right] : left;
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
