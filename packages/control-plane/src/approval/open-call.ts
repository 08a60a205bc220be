import { deriveKey, type Keyring } from "@portcullis/db/keys";
// The dialer's entry and not the front door: the gateway comes here too, and it loads no MCP SDK.
import { open, seal } from "@portcullis/upstream/dialer";

/** What a call's digest is of, beside its place: texts in canonical form (C1). `params` without `_meta` and sealed state, `meta` without what is volatile. */
export type StoredCall = { params: string; meta?: string };

/** Seals a held call for its request (security.md, section 9): moved to another request or organization it does not open. */
export const sealCall = (keyring: Keyring, organizationId: string, requestId: string, { params, meta }: StoredCall): string =>
  seal(deriveKey(keyring, purpose), JSON.stringify({ params, meta }), placeOf(organizationId, requestId));

/** Opens what {@link sealCall} made, with the root key's version that it names. @throws SealError */
export function openCall(keyring: Keyring, organizationId: string, requestId: string, sealed: string): StoredCall {
  const keyOf = (version: number) => (keyring.keys.has(version) ? deriveKey(keyring, purpose, version).key : undefined);
  const { params, meta } = JSON.parse(open(keyOf, sealed, placeOf(organizationId, requestId)).toString("utf8")) as StoredCall;
  return { params, ...(typeof meta === "string" && { meta }) };
}

const purpose = "approval-call";
const placeOf = (organizationId: string, requestId: string) => ({
  organizationId,
  table: "approval_request",
  column: "sealed_call",
  rowId: requestId,
});
