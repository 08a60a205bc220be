import { hash } from "node:crypto";
import { canonicalizeMeta, canonicalObject } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";

/**
 * SHA-256 of a call in form C1 (security.md 2.3): what is called where and with what, so that a repetition is known from another call. What
 * changes from one sending to the next (trace, progress token, sealed state) is left out. null for what is no request.
 */
export function callDigest(x: Exchange): Buffer | null {
  const { message, view, tenant } = x;
  if (message?.kind !== "request") return null;
  const { grant, route, origin, toolDigests } = tenant!;
  const tool = view?.kind === "tool" ? view.name : undefined;
  const asked = [...(message.params?.members ?? [])].filter(([name]) => !LEFT_OUT.has(name));
  const text = canonicalObject([
    ["organization", grant.organizationId],
    ["server", route.serverId],
    ["origin", origin],
    ["method", message.method],
    ["tool", tool],
    ["definition", tool === undefined ? undefined : hexOf(toolDigests.get(tool))],
    ["params", canonicalObject(asked)],
    ["meta", message.meta === undefined ? undefined : canonicalizeMeta(message.meta)],
  ]);
  return hash("sha256", text, "buffer");
}

const hexOf = (digest: Uint8Array | undefined): string | undefined => digest && Buffer.from(digest).toString("hex");

const LEFT_OUT: ReadonlySet<string> = new Set(["_meta", "requestState"]);
