import { upstreamHeaders } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import { traceHeaders } from "./trace.ts";

/** The header list that goes upstream: the allowlist of protocol.md section 6, the server's stored credentials, and who we are. */
export function requestHeaders(x: Exchange, method: "POST" | "GET" | "DELETE"): string[] {
  const { route, ownedHeaders } = x.tenant!;
  const flat: string[] = [];
  const passed = upstreamHeaders({
    headers: x.headers,
    method,
    era: x.era!,
    version: x.version,
    sessionId: x.session?.upstreamId,
    owned: ownedHeaders,
    configured: route.settings.forwardHeaders,
  });
  for (const [name, value] of passed) {
    // Callers of a server without sessions share its streams: nobody resumes another one's.
    if (name === "last-event-id" && x.session === undefined) continue;
    flat.push(name, value);
  }
  for (const name in route.headers) flat.push(name, route.headers[name]!);
  if (!ownedHeaders.includes("user-agent")) flat.push("user-agent", "portcullis");
  flat.push("via", "1.1 portcullis", ...traceHeaders(x));
  return flat;
}
