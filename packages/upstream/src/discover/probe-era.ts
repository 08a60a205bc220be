import { MODERN_VERSIONS } from "@portcullis/protocol";
import type { DiscoverInput } from "./discover.ts";
import { probeModern } from "./modern.ts";

export type ProbeEraInput = Pick<DiscoverInput, "url" | "headers" | "fetch"> & { /** The whole probe, in milliseconds. */ totalMs: number };

/**
 * Asks a server `server/discover` and nothing else: no handshake, no list (protocol.md B5).
 *
 * @returns the modern revisions that it and we speak, newest first; null when its answer is not that of a modern server
 * @throws DiscoveryError or the time-out's reason when nothing was learned: unreachable, redirects, wants_credentials (401, 403), too_large
 */
export async function probeEra({ url, headers = {}, fetch, totalMs }: ProbeEraInput): Promise<string[] | null> {
  const peer = { url: new URL(url), fetch, headers, signal: AbortSignal.timeout(totalMs), answerBytesMax };
  const modern = await probeModern(peer);
  return modern ? MODERN_VERSIONS.filter((version) => modern.supportedVersions.includes(version)) : null;
}

const answerBytesMax = 1024 * 1024;
