import type { Exchange } from "../exchange.ts";
import { type Reply, refuse } from "../reply.ts";

/**
 * A1: one exact spelling per route. Another one (slash, case, percent-encoding, absolute form) is 404 and never a redirect, as is
 * every well-known path that is not served (A10). A query string is ignored.
 */
export function exactPath(x: Exchange): Reply | undefined {
  const url = x.request.url ?? "";
  const query = url.indexOf("?");
  const match = ROUTE.exec(query < 0 ? url : url.slice(0, query));
  if (!match) return refuse("unknown_path", "There is nothing at this path.", { log: "unknown_path" });
  x.organizationSlug = match[1]!;
  x.serverSlug = match[2]!;
  return undefined;
}

const ROUTE = /^\/([a-z0-9][a-z0-9-]{0,62})\/([a-z0-9][a-z0-9-]{0,62})\/mcp$/;
