import { rpcError } from "@portcullis/protocol";
import { joined } from "../enforce/batch.ts";
import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";

/**
 * Asks the server's breaker once per request, before any limit is taken: what cannot be sent reserves nothing. A notification and the end
 * of a session are tried all the same, for nobody waits for them.
 */
export function askBreaker(x: Exchange): Reply | undefined {
  if (x.attempt !== undefined) return undefined;
  const found = x.deps.breakers.begin(x.tenant!.route.serverId);
  if (typeof found === "number") return closedTo(x, found);
  x.attempt = found;
  x.whileAtWork(found.withdrawn);
  return undefined;
}

/** As an upstream that cannot be reached (protocol.md section 6). */
function closedTo(x: Exchange, seconds: number): Reply {
  x.deps.metrics.breakerRefused();
  const message = `The registered server did not answer lately, so nothing was sent to it. Try again in ${seconds} s.`;
  const bodyOf = (one: Exchange) => rpcError(one.requestId, -32603, message);
  const body = x.parts === undefined ? bodyOf(x) : joined(x.parts.filter(({ requestId }) => requestId !== undefined).map(bodyOf));
  return { status: 502, body, effect: "deny", reason: "upstream_unreachable", message };
}
