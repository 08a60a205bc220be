import type { Tx } from "@portcullis/db";
import type { Caller } from "../caller.ts";

/**
 * What a person accepted last of each of a server's tools: the digest, by name. Nothing while what the server lists cannot be compared: a failed comparison
 * is no proof that anything is as it was.
 */
export async function pinsOf(
  tx: Tx,
  { organizationId }: Pick<Caller, "organizationId">,
  serverId: string,
): Promise<Map<string, Uint8Array>> {
  const where = { organizationId, serverId };
  const poll = await tx.toolPoll.findFirst({ where, select: { isUnreadable: true } });
  if (poll?.isUnreadable) return new Map();
  const pins = await tx.toolPin.findMany({ where, select: { name: true, digest: true } });
  return new Map(pins.flatMap(({ name, digest }) => (digest ? [[name, digest] as const] : [])));
}

/** A tool is its definition: accepted while the server lists exactly what a person accepted. */
export const isPinned = (pin: Uint8Array | undefined, digest: Uint8Array): boolean =>
  pin !== undefined && Buffer.compare(pin, digest) === 0;
