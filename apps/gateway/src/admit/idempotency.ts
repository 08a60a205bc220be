import { rpcError } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";

/** The client's own key for this call, so that a repetition is seen (security.md 7); null without one, a refusal for one that is none. */
export function idempotencyKey(x: Exchange): string | null | Reply {
  const given = x.message?.kind === "request" ? x.message.meta?.members.get(name) : undefined;
  if (given === undefined) return null;
  if (given.kind === "string" && !given.suspect && given.value !== "" && Buffer.byteLength(given.value) <= bytesMax) return given.value;
  const message = `${name} has to be a text of 1 to ${bytesMax} bytes.`;
  return { status: 200, body: rpcError(x.requestId, -32602, message), effect: "deny", reason: "malformed", message };
}

const name = "io.portcullis/idempotency-key";
const bytesMax = 128;
