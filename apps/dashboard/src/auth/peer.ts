import { randomBytes } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

/** Next loads modules once for pages and once for route handlers; what they have in common stands on the process. */
const place = globalThis as typeof globalThis & { portcullisPeerHeader?: string };

/**
 * Keeps the address of each connection where request handlers find it. They see headers only, and Next fills X-Forwarded-For
 * from the socket only where the client has not sent one, so neither can be told from the other. Node itself announces every request before
 * Next gets it; the address goes into a header whose name nobody outside of this process knows.
 */
export function notePeers() {
  const header = `x-portcullis-peer-${randomBytes(16).toString("hex")}`;
  place.portcullisPeerHeader = header;
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    request.headers[header] = request.socket.remoteAddress ?? "";
  });
}

/** The address at the other end of the request's connection; null when it was not noted. */
export function peerOf(headers: Headers): string | null {
  return (place.portcullisPeerHeader && headers.get(place.portcullisPeerHeader)) || null;
}
