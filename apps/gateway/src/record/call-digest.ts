import { hash } from "node:crypto";
import { callForm } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import { callText } from "./call-text.ts";

/**
 * SHA-256 of a call in form C1 (security.md 2.3): what is called where and with what, so that a repetition is known from another call. What
 * changes from one sending to the next (trace, progress token, sealed state) is left out. null for what is no request.
 */
export function callDigest(x: Exchange): Buffer | null {
  const { message, view, tenant } = x;
  const text = callText(x);
  if (message?.kind !== "request" || text === undefined) return null;
  const { grant, route, origin, toolDigests } = tenant!;
  const tool = view?.kind === "tool" ? view.name : undefined;
  const definition = tool === undefined ? undefined : hexOf(toolDigests.get(tool));
  const where = { organizationId: grant.organizationId, serverId: route.serverId, origin };
  return hash("sha256", callForm({ ...where, method: message.method, tool, definition, ...text }), "buffer");
}

const hexOf = (digest: Uint8Array | undefined): string | undefined => digest && Buffer.from(digest).toString("hex");
