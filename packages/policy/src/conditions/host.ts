import { answerOf, UNKNOWN } from "./answer.ts";
import { readAddress } from "./network.ts";
import type { Test } from "./text.ts";

/** Is the host of a URL one of these, or does it end with one that starts with a dot? No clear host cannot tell. */
export function hostAmong(hosts: readonly string[]): Test {
  const known = hosts.map(readHostEntry).filter((host) => host !== undefined);
  const exact = new Set(known.filter((host) => !host.startsWith(".")));
  const endings = known.filter((host) => host.startsWith("."));
  return (node) => {
    const host = node.kind === "string" ? hostOf(node.value) : undefined;
    return host === undefined ? UNKNOWN : answerOf(exact.has(host) || endings.some((ending) => host.endsWith(ending)));
  };
}

/**
 * The host of an absolute URL, in lower case, without brackets and without a dot at the end. Undefined where the readings of
 * WHATWG and RFC 3986 differ: white space, backslashes, missing slashes, percent signs or non-ASCII in the host, odd IPv4 forms.
 */
export function hostOf(text: string): string | undefined {
  if (!/^[\x21-\x7e]+$/.test(text)) return undefined;
  const [, userInfo = "", written] = uri.exec(text) ?? [];
  if (written === undefined || written === "" || userInfo.includes("[")) return undefined;
  let parsed: string;
  try {
    parsed = new URL(text).hostname;
  } catch {
    return undefined;
  }
  const host = plainHost(written);
  return host !== undefined && host === plainHost(parsed) ? host : undefined;
}

/** An entry of `host_in`: a host name, an IP address, or `.` and a domain. Undefined for anything else. */
export function readHostEntry(text: string): string | undefined {
  if (!text.startsWith(".")) {
    const bracketed = text.includes(":") && !text.startsWith("[") ? `[${text}]` : text;
    return hostOf(`http://${bracketed}`) === plainHost(bracketed) ? plainHost(bracketed) : undefined;
  }
  if (text.startsWith("..")) return undefined;
  const domain = readHostEntry(text.slice(1));
  // Only an address has a colon here, and nothing lies below one.
  return domain === undefined || domain.includes(":") ? undefined : `.${domain}`;
}

// scheme "://" [ userinfo "@" ] host [ ":" port ], then a path, a query, a fragment or the end.
const uri = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/(?:([^/?#@\\[\]]*)@)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~-]*)(?::[0-9]*)?(?=[/?#]|$)(?!.*\\)/;

const plainHost = (host: string): string | undefined => {
  const lower = host.toLowerCase();
  if (lower.startsWith("[")) {
    const address = readAddress(lower.slice(1, -1));
    return address?.map((group) => group.toString(16)).join(":");
  }
  const name = lower.endsWith(".") ? lower.slice(0, -1) : lower;
  if (name === "") return undefined;
  const address = readAddress(name);
  return address === undefined ? name : address.map((group) => group.toString(16)).join(":");
};
