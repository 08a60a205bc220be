import { deriveKey, type Keyring } from "@portcullis/db/keys";
// The dialer's entry and not the front door: the gateway comes here too, and it loads no MCP SDK.
import { open, seal } from "@portcullis/upstream/dialer";

/** Seals the credentials of a server (security.md section 11). The place binds them to this row: elsewhere they do not open. */
export function sealHeaders(keyring: Keyring, organizationId: string, serverId: string, headers: Record<string, string>): string {
  return seal(deriveKey(keyring, purpose), JSON.stringify(headers), place(organizationId, serverId));
}

/** Opens what `sealHeaders` made, with the root key's version that it names. @throws SealError */
export function openHeaders(keyring: Keyring, organizationId: string, serverId: string, sealed: string): Record<string, string> {
  const keyOf = (version: number) => (keyring.keys.has(version) ? deriveKey(keyring, purpose, version).key : undefined);
  return JSON.parse(Buffer.from(open(keyOf, sealed, place(organizationId, serverId))).toString("utf8"));
}

const purpose = "upstream-credentials";
const place = (organizationId: string, serverId: string) => ({
  organizationId,
  table: "server",
  column: "sealed_headers",
  rowId: serverId,
});
