import { env } from "../env.ts";
import { peerOf } from "./peer.ts";
import { isAddress, type TrustedProxies, unmapped } from "./trusted-proxies.ts";

/**
 * The address a request came from, for throttling and the audit log: the connection's other end, or behind the proxies that
 * TRUSTED_PROXIES names the nearest address that is none of them. "unknown" when the connection was not noted, so that such requests
 * are counted together.
 */
export function sourceOf(headers: Headers): string {
  return originOf(peerOf(headers), headers.get("x-forwarded-for"), env().trustedProxies);
}

/** @param peer the connection's address @param forwarded the X-Forwarded-For header as received */
export function originOf(peer: string | null, forwarded: string | null, { trusts }: TrustedProxies): string {
  if (peer === null) return "unknown";
  const connected = unmapped(peer);
  if (forwarded === null || !trusts(connected)) return connected;
  const hops = forwarded.split(",").map((hop) => unmapped(hop.trim()));
  for (const hop of hops.reverse()) {
    // Beyond a word that is no address nothing can be believed.
    if (!isAddress(hop)) break;
    if (!trusts(hop)) return hop;
  }
  return connected;
}
