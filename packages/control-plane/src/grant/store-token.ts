import type { Tx } from "@portcullis/db";
import type { Context } from "../caller.ts";
import { hashToken, newToken, tokenPepper } from "./token.ts";

/** Makes a token for a grant and stores its hash. The text is returned once and kept nowhere. */
export async function storeToken(tx: Tx, ctx: Context, grantId: string): Promise<{ token: string; prefix: string }> {
  const { token, prefix } = newToken(ctx.random);
  const pepper = tokenPepper(ctx.keyring);
  await tx.grantToken.create({
    data: {
      organizationId: ctx.caller.organizationId,
      id: ctx.newId(),
      grantId,
      hash: new Uint8Array(hashToken(pepper, token)),
      pepperVersion: pepper.version,
      prefix,
    },
  });
  return { token, prefix };
}

/** Ends the tokens of a grant, at once or after an overlap. One that ends sooner by itself is not prolonged. */
export async function endTokens(tx: Tx, ctx: Context, grantId: string, overlapSeconds: number): Promise<void> {
  const { organizationId } = ctx.caller;
  if (overlapSeconds === 0) {
    await tx.grantToken.deleteMany({ where: { organizationId, grantId } });
    return;
  }
  const expiresAt = new Date(ctx.clock().getTime() + overlapSeconds * 1000);
  await tx.grantToken.updateMany({
    where: { organizationId, grantId, OR: [{ expiresAt: null }, { expiresAt: { gt: expiresAt } }] },
    data: { expiresAt },
  });
}
