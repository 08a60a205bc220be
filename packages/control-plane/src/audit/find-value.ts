import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Instant } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { hashOf } from "./argument-view.ts";
import { organizationHashKey } from "./value-keys.ts";

export const FindValueInput = z.strictObject({
  /** A value as the client sent it; text stands for itself. Numbers by their digits. */
  value: z.union([z.string().max(8_192), z.number()]),
  from: Instant,
  until: Instant.optional(),
});
export type FindValueInput = z.input<typeof FindValueInput>;

const foundMax = 100;

/** Where a value was used, by its hash: the calls, newest first, at most a hundred. Finds what was recorded hashed, never a credential. */
export async function findValue(
  ctx: Context,
  input: FindValueInput,
): Promise<{ id: string; at: Date; tool: string | null; grantLabel: string }[]> {
  requireCapability(ctx.caller, "administer");
  const { value, from, until = new Date(ctx.clock().getTime() + 3_600_000) } = readInput(FindValueInput, input);
  const { organizationId } = ctx.caller;
  const text = JSON.stringify(value);
  // Of every root key that there is: what was recorded before a rotation is found too. A hash has no characters that LIKE reads otherwise but "_".
  const hashes = [...ctx.keyring.keys.keys()].map((version) => hashOf(organizationHashKey(ctx.keyring, organizationId, version), text));
  const patterns = hashes.map((hash) => `%"${hash.replaceAll("_", "\\_")}"%`);
  return inOrganization(
    ctx,
    organizationId,
    (tx) => tx.$queryRaw`
      SELECT id, at, tool, grant_label AS "grantLabel" FROM portcullis.attempt
      WHERE organization_id = ${organizationId}::uuid AND id >= portcullis.first_id(${from}) AND id < portcullis.first_id(${until})
        AND argument_view LIKE ANY (${patterns}) ORDER BY id DESC LIMIT ${foundMax}`,
  );
}
