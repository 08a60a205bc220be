import { randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";

/** argon2id with 19 MiB, two passes, one lane (security.md section 12); the library's default algorithm is argon2id. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password, cost);

/**
 * Does the password fit? Without a hash (no such account, or one that has no password) the same work is done for nothing, so that the
 * time of the answer does not tell who has an account.
 */
export async function verifyPassword(passwordHash: string | null | undefined, password: string): Promise<boolean> {
  decoy ??= hashPassword(randomBytes(32).toString("base64"));
  const fits = await verify(passwordHash ?? (await decoy), password);
  return fits && passwordHash != null;
}

let decoy: Promise<string> | undefined;
