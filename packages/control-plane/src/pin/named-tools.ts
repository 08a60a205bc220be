import type { Tx } from "@portcullis/db";
import { z } from "zod";
import { ControlPlaneError } from "../errors.ts";
import { Slug } from "../fields.ts";
import type { PinnedTool } from "./write-pins.ts";

/** Tools of a server, each with the digest of the definition that was before a person's eyes. */
export const NamedTools = z.strictObject({
  serverSlug: Slug,
  tools: z
    .array(
      z.strictObject({
        name: z.string().min(1, "Name the tool.").max(1_000, "This name is too long."),
        digest: z.string().regex(/^[0-9a-f]{64}$/, "This is not a digest."),
      }),
    )
    .min(1, "Name at least one tool.")
    .max(2_000, "A server has at most 2,000 tools."),
});

/**
 * The tools as they are stored, held still until the transaction ends: each is the one that was shown.
 * @throws ControlPlaneError conflict when one is gone or has another definition by now: then nothing may be written
 */
export async function stillAsShown(
  tx: Tx,
  organizationId: string,
  serverId: string,
  shown: readonly { name: string; digest: string }[],
): Promise<PinnedTool[]> {
  // Whoever writes what a server lists holds the same lock.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(2, hashtext(${serverId}))`;
  const stored = await tx.tool.findMany({
    where: { organizationId, serverId, name: { in: shown.map(({ name }) => name) } },
    select: { id: true, name: true, digest: true },
  });
  const tools = stored.map((tool) => ({ ...tool, digest: Buffer.from(tool.digest).toString("hex") }));
  const digests = new Map(tools.map(({ name, digest }) => [name, digest]));
  const others = shown.filter(({ name, digest }) => digests.get(name) !== digest).map(({ name }) => name);
  if (others.length > 0) throw conflict(changedSentence(others), others);
  if (tools.length !== shown.length) throw conflict("A tool is named twice. Name each once.", []);
  return tools;
}

const conflict = (message: string, tools: readonly string[]) =>
  new ControlPlaneError("conflict", message, { operator: `not as shown: ${tools.length} tools` });

function changedSentence(names: readonly string[]): string {
  const named = names.slice(0, 3).map((name) => `"${name}"`);
  const more = names.length > 3 ? ` and ${names.length - 3} more` : "";
  return `What ${named.join(", ")}${more} says of itself has changed since it was shown to you, or it is gone. Nothing was written: look at it again.`;
}
