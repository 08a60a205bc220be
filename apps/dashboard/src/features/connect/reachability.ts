/** Can a vendor's cloud reach this gateway? `reason` completes "This gateway …". */
export type Reachability = { public: true } | { public: false; reason: string };

/** Judges by the configured base URL alone; a public name that points at a private address is not found out here. */
export function reachability(baseUrl: string): Reachability {
  const { protocol, hostname } = new URL(baseUrl);
  const host = hostname
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "")
    .toLowerCase();
  if (isLoopback(host)) return no(`runs on this computer only (${host})`);
  if (isPrivate(host)) return no(`has a private address (${host})`);
  if (!host.includes(".") && !host.includes(":")) return no(`has a name that only this network knows (${host})`);
  if (/\.(local|internal|lan|home|corp|intranet|test|invalid|home\.arpa)$/.test(host))
    return no(`has a name that only this network knows (${host})`);
  if (protocol !== "https:") return no("does not use https");
  return { public: true };
}

const no = (reason: string): Reachability => ({ public: false, reason });

const isLoopback = (host: string): boolean =>
  host === "localhost" || host.endsWith(".localhost") || /^127\./.test(host) || host === "::1" || host === "0.0.0.0" || host === "::";

function isPrivate(host: string): boolean {
  const octets = ipv4Octets(host);
  if (octets) {
    const [a, b] = octets;
    return (
      a === 10 ||
      (a === 172 && b >= 16 && b <= 31) ||
      (a === 192 && b === 168) ||
      (a === 169 && b === 254) ||
      (a === 100 && b >= 64 && b <= 127)
    );
  }
  return host.includes(":") && (/^f[cd]/.test(host) || /^fe[89ab]/.test(host) || host.startsWith("::ffff:"));
}

function ipv4Octets(host: string): [number, number] | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/.exec(host);
  return match ? [Number(match[1]), Number(match[2])] : null;
}
