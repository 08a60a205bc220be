import { readInbound, rpcError } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";

/** S1–S9: a body that does not have exactly one reading is refused; what is accepted goes on byte for byte. */
export function strictProfile(x: Exchange): Reply | undefined {
  if (x.request.method !== "POST") return undefined;
  const read = readInbound(x.body, x.deps.limits.scan);
  if (!read.ok) {
    const { status, code, problem, id } = read.failure;
    return { status, body: rpcError(id, code, problem), effect: "deny", reason: "malformed", message: problem };
  }
  if (read.body.kind === "batch") {
    x.messages = read.body.messages;
    x.root = read.body.root;
  } else x.message = read.body;
  return undefined;
}
