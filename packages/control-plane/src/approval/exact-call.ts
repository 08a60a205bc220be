import { hash } from "node:crypto";
import type { Keyring } from "@portcullis/db/keys";
import { callForm, type JsonObject, objectMember, REQUEST_LIMITS, scan } from "@portcullis/protocol";
import { SealError } from "@portcullis/upstream/dialer";
import { openCall } from "./open-call.ts";

/** The columns of a request that its call's digest is of. */
export type CallRow = {
  organizationId: string;
  id: string;
  serverId: string;
  upstreamOrigin: string | null;
  method: string;
  tool: string | null;
  toolDigest: Uint8Array | null;
  callDigest: Uint8Array;
  /** null: it is no longer kept. */
  sealedCall: string | null;
};

/** A held call as it was asked for; `arguments`: undefined for one that has none. */
export type ExactCall = { params: string; meta?: string; tree: JsonObject; arguments: JsonObject | undefined };

/** Opens the call of a request; null unless it is kept and is exactly what the request's digest is of: else nobody may be shown it as that. */
export function exactCall(keyring: Keyring, row: CallRow): ExactCall | null {
  if (row.sealedCall === null) return null;
  try {
    const { params, meta } = openCall(keyring, row.organizationId, row.id, row.sealedCall);
    const digest = callDigestOf(row, { params, meta });
    const scanned = scan(Buffer.from(params), REQUEST_LIMITS);
    if (Buffer.compare(digest, row.callDigest) !== 0 || !scanned.ok || scanned.root.kind !== "object") return null;
    return { params, ...(meta !== undefined && { meta }), tree: scanned.root, arguments: objectMember(scanned.root, "arguments") };
  } catch (error) {
    if (error instanceof SealError || error instanceof SyntaxError) return null;
    throw error;
  }
}

type Addressed = Omit<CallRow, "id" | "callDigest" | "sealedCall">;

/** SHA-256 of the exact call (security.md 2.3). */
export const callDigestOf = (row: Addressed, { params, meta }: { params: string; meta?: string }): Buffer =>
  hash(
    "sha256",
    callForm({
      organizationId: row.organizationId,
      serverId: row.serverId,
      origin: row.upstreamOrigin ?? "",
      method: row.method,
      tool: row.tool ?? undefined,
      definition: row.toolDigest ? Buffer.from(row.toolDigest).toString("hex") : undefined,
      params,
      meta,
    }),
    "buffer",
  );
