import { z } from "zod";
import { requireFreshLogin } from "../account/fresh-login.ts";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { Instant, Name } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { type ApiKey, readApiKeys } from "./api-key.ts";
import { requirePerson } from "./person.ts";
import { capabilitiesOf, scopes as scopeNames } from "./scopes.ts";
import { apiKeyPepper, hashApiKey, newApiKey } from "./secret.ts";

export const CreateApiKeyInput = z.strictObject({
  name: Name,
  scopes: z
    .array(z.enum(scopeNames, "This scope does not exist."))
    .min(1, "Choose at least one scope.")
    .max(scopeNames.length, "A scope is there twice.")
    .transform((chosen) => scopeNames.filter((scope) => chosen.includes(scope))),
  /** null: it does not end by itself. */
  expiresAt: Instant.nullish(),
});
export type CreateApiKeyInput = z.input<typeof CreateApiKeyInput>;

/** Makes an API key. Its text is in the answer and nowhere else: it cannot be shown again. @throws ControlPlaneError forbidden for a scope above one's role */
export async function createApiKey(ctx: Context, input: CreateApiKeyInput): Promise<{ apiKey: ApiKey; key: string }> {
  requirePerson(ctx.caller);
  requireCapability(ctx.caller, "administer");
  requireFreshLogin(ctx);
  const { name, scopes, expiresAt = null } = readInput(CreateApiKeyInput, input);
  for (const capability of capabilitiesOf(scopes)) requireCapability(ctx.caller, capability);
  if (expiresAt !== null && expiresAt <= ctx.clock()) throw at("invalid", "/expiresAt", "Choose a time in the future.");
  const { organizationId, userId: createdBy } = ctx.caller;
  const { token: key, prefix } = newApiKey(ctx.random);
  const pepper = apiKeyPepper(ctx.keyring);
  return inOrganization(ctx, organizationId, async (tx) => {
    const live = await tx.apiKey.findMany({ where: { organizationId, revokedAt: null }, select: { name: true } });
    if (live.some((other) => other.name === name))
      throw at("conflict", "/name", "There is a key of this name already. Choose another name.");
    if (live.length >= liveKeysMax)
      throw new ControlPlaneError("conflict", "An organization has at most 100 API keys. Revoke those that nobody uses.");
    const id = ctx.newId();
    const stored = { hash: hashApiKey(pepper, key), pepperVersion: pepper.version, prefix };
    await tx.apiKey.create({ data: { organizationId, id, name, scopes, createdBy, createdAt: ctx.clock(), expiresAt, ...stored } });
    const after = { scopes, prefix, expiresAt: expiresAt?.toISOString() ?? null };
    await recordAudit(tx, ctx, { action: "api_key.create", target: { kind: "api_key", id, name }, after });
    return { apiKey: (await readApiKeys(tx, ctx.caller, id))[0] as ApiKey, key };
  });
}

const liveKeysMax = 100;

const at = (code: "invalid" | "conflict", pointer: string, message: string) =>
  new ControlPlaneError(code, message, { issues: [{ pointer, message }] });
