import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { notFound } from "../errors.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { type Grant, readGrants } from "./grant.ts";

export const GetGrantInput = z.strictObject({ id: Id });
export type GetGrantInput = z.input<typeof GetGrantInput>;

/** One grant. Its token is not part of it. */
export async function getGrant(ctx: Context, input: GetGrantInput): Promise<Grant> {
  requireCapability(ctx.caller, "read");
  const { id } = readInput(GetGrantInput, input);
  const [grant] = await inOrganization(ctx, ctx.caller.organizationId, (tx) => readGrants(tx, ctx, id));
  if (!grant) throw notFound("grant");
  return grant;
}
