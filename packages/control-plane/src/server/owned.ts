import type { Tx } from "@portcullis/db";
import { SealError } from "@portcullis/upstream";
import type { Caller, Context } from "../caller.ts";
import { ControlPlaneError, notFound } from "../errors.ts";
import { openHeaders } from "./sealed-headers.ts";

/** A server of the caller's organization. @throws ControlPlaneError not_found for another's and for none alike */
export async function ownedServer(tx: Tx, { organizationId }: Caller, slug: string) {
  const server = await tx.server.findFirst({ where: { organizationId, slug } });
  if (!server) throw notFound("server");
  return server;
}

/** The same with the sealed credentials, for verbs that call the server. */
export async function ownedServerWithSecrets(tx: Tx, { organizationId }: Caller, slug: string) {
  const server = await tx.server.findFirst({ where: { organizationId, slug }, omit: { sealedHeaders: false } });
  if (!server) throw notFound("server");
  return server;
}

/** The stored headers in the clear. @throws ControlPlaneError conflict when they do not open, as after a root key was lost */
export function storedHeaders(ctx: Context, { id, sealedHeaders }: { id: string; sealedHeaders: string | null }): Record<string, string> {
  if (sealedHeaders === null) return {};
  try {
    return openHeaders(ctx.keyring, ctx.caller.organizationId, id, sealedHeaders);
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    throw new ControlPlaneError("conflict", "The stored headers of this server cannot be opened any more. Enter them again.", {
      operator: `server ${id}: sealed_headers do not open with the root key`,
      cause: error,
    });
  }
}
