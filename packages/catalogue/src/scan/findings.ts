import { categoryOrder } from "../category.ts";
import type { ScanFinding, ServerAssessment } from "./assess.ts";
import type { ConfiguredServer, SecretPlace } from "./configuration.ts";

/** What is to be said of a server. Names of servers, variables and options are in it, values never. */
export function findingsOf(assessed: Omit<ServerAssessment, "findings">): ScanFinding[] {
  const { server, bypasses } = assessed;
  if (server.disabled) return [];
  const finding = (rule: ScanFinding["rule"], level: ScanFinding["level"], message: string): ScanFinding => ({
    rule,
    level,
    server: server.name,
    line: server.line,
    column: server.column,
    message,
  });
  const literal = server.secrets.filter((secret) => secret.literal);
  return [
    // What nobody knows counts as a tool that nobody could classify.
    ...(bypasses ? [finding("bypasses-gateway", assessed.risk ?? "medium", bypassMessage(assessed))] : []),
    ...(literal.length > 0
      ? [
          finding(
            "secret-in-file",
            "medium",
            `${literal.length === 1 ? "A secret stands" : "Secrets stand"} in the file itself (${list(literal.map(placeName))}). Name a variable there instead.`,
          ),
        ]
      : []),
    ...(isUnencrypted(server) ? [finding("unencrypted", "high", "Calls and credentials travel without encryption. Use https.")] : []),
    ...(bypasses && isUnpinned(server)
      ? [
          finding(
            "unpinned-package",
            "low",
            `${server.package?.name} is fetched in whatever version is newest. Name one, so that it does not change by itself.`,
          ),
        ]
      : []),
  ];
}

function bypassMessage({ server, known, counts }: Omit<ServerAssessment, "findings">): string {
  const start =
    server.transport === "stdio" && !server.bridged ? "The client starts this server itself" : "The client calls this server directly";
  if (!known) return `${start}: no policy decides about its calls. What its tools could do is not in the catalogue.`;
  const could = categoryOrder
    .filter((category) => counts[category] > 0 && category !== "read")
    .reverse()
    .map((category) => `${counts[category]} ${words[category][counts[category] === 1 ? 0 : 1]}`);
  const tools = `${known.tools.length} ${known.tools.length === 1 ? "tool" : "tools"}`;
  return `${start}: no policy decides about its calls. It has ${tools}${could.length > 0 ? `: ${list(could)}` : ", and all of them only read"}.`;
}

/** For one tool, and for several. */
const words = {
  read: ["that only reads", "that only read"],
  write: ["that writes", "that write"],
  execute: ["that sets something off", "that set something off"],
  destructive: ["that destroys", "that destroy"],
  financial: ["that moves money", "that move money"],
  unclassified: ["of which nobody can say what it does", "of which nobody can say what they do"],
} as const;

const list = (parts: readonly string[]): string =>
  parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;

const placeName = ({ kind, name }: SecretPlace): string =>
  ({
    environment: `variable ${name}`,
    header: `header ${name}`,
    argument: name.startsWith("-") ? `option ${name}` : name,
    url: `URL: ${name}`,
  })[kind];

function isUnencrypted({ url }: ConfiguredServer): boolean {
  if (url === undefined || !URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && !/^(?:localhost|127(?:\.\d+){3}|\[::1\]|.*\.localhost|host\.docker\.internal)$/.test(hostname);
}

const isUnpinned = ({ package: from }: ConfiguredServer): boolean =>
  from !== undefined && from.registry !== "oci" && !/^\d/.test(from.version ?? "");
