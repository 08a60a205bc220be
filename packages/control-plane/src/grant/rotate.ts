import type { Tx } from "@portcullis/db";
import { z } from "zod";
import { requireFreshLogin } from "../account/fresh-login.ts";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { type LiveGrant, lockedGrant } from "./owned.ts";
import { endTokens, storeToken } from "./store-token.ts";

export const RotateGrantInput = z.strictObject({
  id: Id,
  /** How long the old token goes on working, at most 24 hours. */
  overlapSeconds: z.int().min(0).max(86_400, "Tokens overlap for at most 24 hours.").default(0),
});
export type RotateGrantInput = z.input<typeof RotateGrantInput>;

/** Gives a grant a new token, shown once. Its limits go on counting: a rotation resets nothing. */
export async function rotateGrant(ctx: Context, input: RotateGrantInput): Promise<{ token: string }> {
  requireCapability(ctx.caller, "manageGrants");
  requireFreshLogin(ctx);
  const { id, overlapSeconds } = readInput(RotateGrantInput, input);
  return inOrganization(ctx, ctx.caller.organizationId, async (tx) => ({
    token: await replaceToken(tx, ctx, await lockedGrant(tx, ctx.caller, id), overlapSeconds),
  }));
}

/** Ends the tokens of a locked grant and makes a new one, with its audit row. */
export async function replaceToken(tx: Tx, ctx: Context, { id, label }: LiveGrant, overlapSeconds = 0): Promise<string> {
  await endTokens(tx, ctx, id, overlapSeconds);
  const { token, prefix } = await storeToken(tx, ctx, id);
  const after = { tokenPrefix: prefix, overlapSeconds };
  await recordAudit(tx, ctx, { action: "grant.rotate", target: { kind: "grant", id, name: label }, after });
  return token;
}
