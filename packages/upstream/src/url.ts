import { judgeAddress } from "./address.ts";
import type { PrivateUpstreams } from "./allowlist.ts";

export type UrlCode =
  | "url_malformed"
  | "url_too_long"
  | "url_scheme"
  | "url_http"
  | "url_user_info"
  | "url_fragment"
  | "url_credentials"
  | "url_host"
  | "url_port"
  | "address_refused";
/** `url` is the normalized form, to be stored; `sentence` is for the person who typed it. */
export type UrlVerdict = { ok: true; url: URL } | { ok: false; code: UrlCode; sentence: string };
export type UrlRules = {
  organizationSlug: string;
  allow: PrivateUpstreams;
  /** The operator's flag: http also to hosts that are not listed. */
  allowHttp?: boolean;
  /** Ports for hosts that are not listed. */
  ports?: readonly number[];
};

export const portsDefault: readonly number[] = [443, 8443, 80];

/**
 * May this URL be an upstream's address? Judges the text alone; whatever a name resolves to is judged by the dialer at every connection.
 * The rules are those of security.md section 5.
 */
export function judgeUrl(text: string, rules: UrlRules): UrlVerdict {
  if (text.length > 2048) return refuse("url_too_long", "The URL is longer than 2,048 characters.");
  // The URL parser drops tabs and line breaks and turns backslashes into slashes: two readers could see two hosts.
  if (/[\p{C}\p{Z}\\]/u.test(text))
    return refuse("url_malformed", "The URL contains blanks, control characters or backslashes; remove them.");
  const url = parsed(text);
  if (!url) return refuse("url_malformed", "This is not a complete URL; write it like https://mcp.example.com/mcp.");
  if (url.protocol !== "https:" && url.protocol !== "http:") return refuse("url_scheme", "Only https URLs can be registered.");
  if (url.username !== "" || url.password !== "" || /^[a-z]+:\/*[^/?#]*@/i.test(text)) {
    return refuse("url_user_info", "Remove the user name and password from the URL; credentials go into the headers.");
  }
  if (text.includes("#")) return refuse("url_fragment", "Remove the part after # from the URL; it is never sent to a server.");
  const secret = [...url.searchParams.keys()].find(isCredential);
  if (secret !== undefined) {
    return refuse(
      "url_credentials",
      `Remove "${secret.slice(0, 40)}" from the URL: addresses are shown and logged. Give the credential as a header.`,
    );
  }
  return judgeHost(url, rules);
}

/** Does a query parameter of this name hold a credential? Words are joined in many ways: api_key, apiKey, X-API-Key. */
const isCredential = (name: string): boolean => {
  const word = name.toLowerCase().replace(/[^a-z0-9]/g, "");
  return /^(?:key|auth|authorization|bearer|jwt|pass|pwd|sig|signature)$|(?:token|secret|passw(?:or)?d|apikey|accesskey|secretkey|credentials?)$/.test(
    word,
  );
};

function judgeHost(url: URL, { organizationSlug, allow, allowHttp = false, ports = portsDefault }: UrlRules): UrlVerdict {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (host === "" || host.endsWith(".") || host.includes("..") || host.includes("%")) {
    return refuse("url_host", "Write the host name plainly, without a trailing dot or empty parts.");
  }
  const literal = host.includes(":") || /^[\d.]+$/.test(host);
  const verdict = literal ? judgeAddress(host, (address, range) => allow.opens(organizationSlug, host, address, range)) : undefined;
  if (verdict && !verdict.ok) return refuse("address_refused", refusedAddress(host, verdict.range?.name));
  const listed = allow.listsHost(organizationSlug, host);
  if (url.protocol === "http:" && !listed && !allowHttp) {
    return refuse("url_http", `Use https for ${host}; plain http needs an entry for this host by the operator of this installation.`);
  }
  const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
  if (!listed && !ports.includes(port)) {
    return refuse("url_port", `Port ${port} is not open for ${host}; use ${ports.join(", ")}, or ask the operator to list this host.`);
  }
  return { ok: true, url };
}

/** The sentence for an address in a denied range, the same for a literal and for what a name resolves to. */
export function refusedAddress(host: string, rangeName: string | undefined): string {
  const where = rangeName === undefined ? "an address that cannot be used" : `an address that is not public (${rangeName})`;
  return `${host} leads to ${where}; only the operator of this installation can allow it, as a private upstream.`;
}

const refuse = (code: UrlCode, sentence: string): UrlVerdict => ({ ok: false, code, sentence });

function parsed(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
