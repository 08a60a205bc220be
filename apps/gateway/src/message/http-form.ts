import { isIdentityEncoded, repeatedHeader } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import { type Reply, refuse } from "../reply.ts";
import { challenge } from "../tenant/challenge.ts";
import { acceptOf, isJson } from "./known-values.ts";

/** What Node's parser takes and the gateway does not: a change of protocol, and codings of a transfer beside chunks (security.md 2.1). */
export function framing(x: Exchange): Reply | undefined {
  const coding = x.headers.get("transfer-encoding");
  const isPlain = coding === undefined || (coding.length === 1 && coding[0]!.trim().toLowerCase() === "chunked");
  if (isPlain && !x.headers.has("upgrade")) return undefined;
  return refuse("profile_breach", "Bodies come whole or in chunks, and the protocol does not change.", {
    close: true,
    log: "malformed_http",
  });
}

/** Headers that must come once (protocol.md section 6). Mirrored ones wait until the era is known. */
export function repeatedHeaders(x: Exchange): Reply | undefined {
  const repeated = repeatedHeader(x.headers);
  if (repeated === undefined) return undefined;
  if (repeated.answer === 401) return challenge({ credentialSent: true, unexpandedVariable: false });
  if (repeated.answer === 400) return refuse("profile_breach", "A header that must come once came twice.", { log: "malformed_http" });
  x.repeatedMirrored = true;
  return undefined;
}

/** HTTP method, media type and Accept, in this order. */
export function httpForm(x: Exchange): Reply | undefined {
  const { method } = x.request;
  const modernOnly = x.tenant!.route.era === "modern";
  if (method === "POST") return postForm(x);
  if (modernOnly || (method !== "GET" && method !== "DELETE")) {
    return refuse("method_not_allowed", "This URL does not take this HTTP method.", {
      headers: ["allow", modernOnly ? "POST" : "POST, GET, DELETE"],
    });
  }
  if (x.repeatedMirrored) return refuse("profile_breach", "A header that must come once came twice.");
  if (method === "GET" && !acceptOf(x.headers).eventStream) {
    return refuse("not_acceptable", "A GET here answers text/event-stream only, and the Accept header excludes it.");
  }
  return undefined;
}

function postForm(x: Exchange): Reply | undefined {
  if (!isJson(x.headers)) {
    return refuse("unsupported_media_type", "The Content-Type must be application/json in UTF-8.", { close: true });
  }
  if (!isIdentityEncoded(x.headers)) {
    return refuse("unsupported_media_type", "The body must not be compressed.", { close: true });
  }
  const accept = acceptOf(x.headers);
  if (accept.json || accept.eventStream) return undefined;
  return refuse("not_acceptable", "The Accept header excludes both application/json and text/event-stream.", { close: true });
}
