import { enterOrganization, type Tx } from "@portcullis/db";
import type { Caller } from "../caller.ts";
import type { Role } from "../capabilities.ts";
import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";
import { scopes as known, type Scope } from "./scopes.ts";
import { apiKeyPepper, checkApiKey, hashApiKey } from "./secret.ts";

type Row = { organizationId: string; organizationSlug: string; keyId: string; name: string; scopes: string[]; userId: string; role: Role };

/**
 * The caller that an API key makes, in the role that its creator has now; null for malformed, unknown, expired and revoked keys, and for one whose
 * creator has left: all alike. A key whose checksum is wrong costs no query.
 */
export async function findApiKey(cp: ControlPlane, key: string, source?: string): Promise<Caller | null> {
  if (!checkApiKey(key)) return null;
  // A key may still be stored under an older pepper while a rotation of the root key is under way.
  for (const version of [...cp.keyring.keys.keys()].sort((a, b) => b - a)) {
    const hash = hashApiKey(apiKeyPepper(cp.keyring, version), key);
    const row = await outsideOrganizations(cp, async (tx) => {
      const [found] = await tx.$queryRaw<Row[]>`
        SELECT organization_id AS "organizationId", organization_slug AS "organizationSlug", key_id AS "keyId", name, scopes, user_id AS "userId", role
        FROM portcullis.api_key_by_hash(${hash})`;
      if (found) await noteUse(tx, cp, found, key, version);
      return found;
    });
    if (!row) continue;
    const { organizationId, organizationSlug, userId, role, keyId: id, name } = row;
    // A scope that this version does not know gives nothing.
    const scopes = known.filter((scope) => row.scopes.includes(scope));
    return {
      userId,
      organizationId,
      organizationSlug,
      role,
      signedInAt: "machine",
      source,
      apiKey: { id, name, scopes: scopes satisfies Scope[] },
    };
  }
  return null;
}

/**
 * Last use, to the minute: a write on each request would be the busiest of all. A key under an old pepper is hashed anew once every process has the
 * newer one (`portcullis rotate-keys` says so): another dashboard would refuse it.
 */
async function noteUse(tx: Tx, cp: ControlPlane, { organizationId, keyId: id }: Row, key: string, version: number): Promise<void> {
  const pepper = apiKeyPepper(cp.keyring);
  const now = cp.clock();
  const stale = [{ lastUsedAt: null }, { lastUsedAt: { lt: new Date(now.getTime() - 60_000) } }];
  await enterOrganization(tx, organizationId);
  await tx.apiKey.updateMany({ where: { organizationId, id, OR: stale }, data: { lastUsedAt: now } });
  if (version === pepper.version) return;
  const everywhere = await tx.installationSwitch.count({ where: { keyVersion: { gte: pepper.version } } });
  if (everywhere === 0) return;
  await tx.apiKey.updateMany({ where: { organizationId, id }, data: { hash: hashApiKey(pepper, key), pepperVersion: pepper.version } });
}
