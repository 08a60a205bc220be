import type { Target } from "../client-block.ts";

/**
 * The stdio bridge, for hosts that cannot send a header themselves. `mcp-remote` expands the variable from its own
 * environment. No blank after the colon: some hosts split arguments at blanks.
 */
export function bridgeEntry({ url }: Target): { command: string; args: string[] } {
  const plain = new URL(url).protocol === "http:" ? ["--allow-http"] : [];
  return { command: "npx", args: ["-y", BRIDGE, url, "--header", `Authorization:\${PORTCULLIS_AUTH}`, ...plain] };
}

export const BRIDGE = "mcp-remote@0.15.1";

export const bridgeNotes = [
  `The bridge needs Node. If npx is not found, write its absolute path. ${BRIDGE} is the version that was tested; versions before 0.1.16 let a hostile server run commands (CVE-2025-6514).`,
  "--header-file with a file of mode 600 keeps the header out of arguments and environment.",
  "--allow-http appears only when the gateway has no TLS. Use it on trusted networks.",
];
