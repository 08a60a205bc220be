import { randomBytes } from "node:crypto";
import { deriveKey, type Keyring } from "@portcullis/db/keys";
import type { PoolClient } from "@portcullis/db/runtime";
import { open, SealError, seal } from "@portcullis/upstream/dialer";
import type { HashKey, ValueRecording } from "./argument-view.ts";

/**
 * What an organization records of values, and the keys of one grant for it, within a transaction of the organization. The grant's data key is
 * made when it is first needed; one that was destroyed is followed by another, and never comes back.
 */
export async function readValueRecording(
  client: PoolClient,
  keyring: Keyring,
  organizationId: string,
  grantId: string,
): Promise<ValueRecording> {
  const { rows } = await client.query<{ values: ValueRecording["values"] }>({
    name: "record_values",
    text: "SELECT record_values AS values FROM portcullis.organization WHERE id = $1",
    values: [organizationId],
  });
  const values = rows[0]?.values ?? "names";
  if (values === "names") return { values };
  const hashKey = organizationHashKey(keyring, organizationId);
  if (values === "hashed") return { values, hashKey };
  return {
    values,
    hashKey,
    dataKey: (await readDataKey(client, keyring, organizationId, grantId)) ?? (await makeDataKey(client, keyring, organizationId, grantId)),
  };
}

/** The key of an organization's hashes, of one version of the root key. */
export const organizationHashKey = (keyring: Keyring, organizationId: string, version = keyring.newest): HashKey =>
  deriveKey(keyring, `audit-hmac/${organizationId}`, version);

/** @throws SealError for a key that was moved, or sealed under a root key that is gone */
export function openDataKey(keyring: Keyring, organizationId: string, grantId: string, version: number, sealed: string): Buffer {
  const keyOf = (root: number) => (keyring.keys.has(root) ? deriveKey(keyring, wrapping, root).key : undefined);
  return open(keyOf, sealed, keyPlace(organizationId, grantId, version));
}

/** A new data key, as it is stored. */
export function wrapDataKey(keyring: Keyring, organizationId: string, grantId: string, version: number, key: Uint8Array): string {
  return seal(deriveKey(keyring, wrapping), key, keyPlace(organizationId, grantId, version));
}

async function readDataKey(client: PoolClient, keyring: Keyring, organizationId: string, grantId: string) {
  const { rows } = await client.query<{ version: number; sealed: string | null }>({
    name: "audit_data_key",
    text: `SELECT version, sealed_key AS sealed FROM portcullis.audit_data_key WHERE organization_id = $1 AND grant_id = $2 ORDER BY version DESC LIMIT 1`,
    values: [organizationId, grantId],
  });
  const [row] = rows;
  if (row?.sealed == null) return undefined;
  return { version: row.version, key: openDataKey(keyring, organizationId, grantId, row.version, row.sealed) };
}

async function makeDataKey(client: PoolClient, keyring: Keyring, organizationId: string, grantId: string) {
  const { rows } = await client.query<{ version: number }>(
    "SELECT coalesce(max(version), 0) + 1 AS version FROM portcullis.audit_data_key WHERE organization_id = $1 AND grant_id = $2",
    [organizationId, grantId],
  );
  const version = rows[0]?.version ?? 1;
  await client.query(
    "INSERT INTO portcullis.audit_data_key (organization_id, grant_id, version, sealed_key) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    [organizationId, grantId, version, wrapDataKey(keyring, organizationId, grantId, version, randomBytes(32))],
  );
  // Another replica may have been faster; its key is the key.
  const made = await readDataKey(client, keyring, organizationId, grantId);
  if (!made) throw new SealError();
  return made;
}

const wrapping = "data-key-wrapping";
const keyPlace = (organizationId: string, grantId: string, version: number) => ({
  organizationId,
  table: "audit_data_key",
  column: "sealed_key",
  rowId: `${grantId}/${version}`,
});
