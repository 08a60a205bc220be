import {
  classifyEra,
  compareMirrored,
  compareParamHeaders,
  judgeLegacyVersion,
  LEGACY_VERSIONS,
  MODERN_VERSIONS,
  type NotificationMessage,
  type RequestMessage,
  SERVED_VERSIONS,
  singleHeader,
  stringMember,
  type WireError,
} from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import { type Reply, refuse, refuseAs } from "../reply.ts";

/** B1–B7: the body tells the era; a route serves the eras that its upstream speaks. */
export function eraAndVersion(x: Exchange): Reply | undefined {
  const header = singleHeader(x.headers, "mcp-protocol-version");
  const verdict = x.message === undefined ? judgeLegacyVersion(header) : classifyEra(x.message, header, MODERN_VERSIONS);
  x.era = verdict.era;
  if (!verdict.ok) return refuseAs(withServed(x, verdict.refusal), x.requestId);
  x.version = verdict.version;
  if (verdict.era === "legacy" && x.repeatedMirrored)
    return refuse("profile_breach", "A header that must come once came twice.", { id: x.requestId });
  return servedHere(x);
}

/** B2: -32022 names what `server/discover` names on this route. */
function withServed(x: Exchange, refusal: WireError): WireError {
  const found = x.tenant!.route.supportedVersions.filter((version) => SERVED_VERSIONS.includes(version));
  return refusal.code === -32022 && found.length > 0 ? { ...refusal, data: { ...refusal.data, supported: found } } : refusal;
}

/** B6, B7: what this upstream does not speak is refused in the form that makes dual-era clients fall back. */
function servedHere(x: Exchange): Reply | undefined {
  const { era } = x.tenant!.route;
  if (era === "dual" || era === x.era) return undefined;
  if (x.era === "modern") {
    const sentence = `This server has no per-request protocol: send initialize first. It serves ${LEGACY_VERSIONS.join(", ")}.`;
    return refuse("era_not_served", sentence, { id: x.requestId });
  }
  const requested = x.message?.kind === "request" && x.message.method === "initialize" ? initializeVersion(x) : x.version;
  const data = { requested: requested ?? null, supported: MODERN_VERSIONS };
  return refuse("unserved_version", `This server serves ${MODERN_VERSIONS.join(", ")} only.`, { id: x.requestId, data });
}

function initializeVersion(x: Exchange): string | undefined {
  const asked = x.message?.kind === "request" ? x.message.params?.members.get("protocolVersion") : undefined;
  // Quoted only when it is a version that exists: nothing of a message is echoed.
  return asked?.kind === "string" && SERVED_VERSIONS.includes(asked.value) ? asked.value : undefined;
}

/** C1: mirrored headers may refuse a call, never allow one. */
export function mirroredHeaders(x: Exchange): Reply | undefined {
  const { message } = x;
  if (x.era !== "modern" || message === undefined || message.kind === "response") return undefined;
  const mismatch = compareMirrored(message, x.headers) ?? paramMismatch(x, message);
  if (mismatch !== undefined) return refuseAs(mismatch, x.requestId);
  return x.repeatedMirrored ? refuse("header_mismatch", "A header that must come once came twice.", { id: x.requestId }) : undefined;
}

/** C2: of a tool whose definition is known, the headers that mirror arguments must say what the arguments say. */
function paramMismatch(x: Exchange, { kind, method, params }: RequestMessage | NotificationMessage): WireError | undefined {
  if (kind !== "request" || method !== "tools/call") return undefined;
  const declared = x.tenant!.paramHeaders.get(stringMember(params, "name") ?? "");
  return declared === undefined ? undefined : compareParamHeaders(declared, params?.members.get("arguments"), x.headers);
}
