import { type Address, type Cidr, contains, parseAddress, parseCidr } from "./address.ts";
import type { DeniedRange } from "./ranges.ts";

/** What the operator has opened. Tenants can read the effect of it, never change it. */
export type PrivateUpstreams = {
  /** The organizations that the list names. */
  organizationSlugs: ReadonlySet<string>;
  /** Is this host itself listed for the organization (or, a literal, inside a listed CIDR)? Then http and any port are allowed. */
  listsHost(organizationSlug: string, host: string): boolean;
  /** May the organization reach this address, which lies in a denied range, under this host name? */
  opens(organizationSlug: string, host: string, address: Address, range: DeniedRange): boolean;
};

/** An entry of the operator's list that cannot be read. The message names it and says what would be right. */
export class PrivateUpstreamsError extends Error {
  override name = "PrivateUpstreamsError";
}

/**
 * Parses the operator's list of private upstreams.
 *
 * @param text comma-separated hosts or CIDRs, each optionally for one organization: `zabbix.internal, acme=10.0.0.0/8`
 * @param options `allowLoopback` opens `localhost` and the loopback literals for everybody (one machine, one person)
 * @throws PrivateUpstreamsError on the first entry that cannot be read
 */
export function parsePrivateUpstreams(text: string | undefined, options: { allowLoopback?: boolean } = {}): PrivateUpstreams {
  const entries = (text ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map(parseEntry);
  const entriesFor = (slug: string) => entries.filter((entry) => entry.organizationSlug === undefined || entry.organizationSlug === slug);
  const loopback = (host: string) => options.allowLoopback === true && isLoopbackHost(host);

  return {
    organizationSlugs: new Set(entries.flatMap((entry) => entry.organizationSlug ?? [])),
    listsHost(organizationSlug, host) {
      const literal = parseAddress(bare(host));
      return (
        loopback(host) ||
        entriesFor(organizationSlug).some((entry) =>
          entry.cidr ? literal !== undefined && contains(entry.cidr, literal) : entry.host === bare(host),
        )
      );
    },
    opens(organizationSlug, host, address, range) {
      // The flag does not open loopback under other names: a foreign DNS answer must not reach this machine's own ports.
      if (range.name === "loopback" && loopback(host)) return true;
      return entriesFor(organizationSlug).some((entry) =>
        entry.cidr ? contains(entry.cidr, address) : range.openedBy === "host" && entry.host === bare(host),
      );
    },
  };
}

type Entry = { organizationSlug: string | undefined; host?: string; cidr?: Cidr };

function parseEntry(entry: string): Entry {
  const cut = entry.indexOf("=");
  const organizationSlug = cut === -1 ? undefined : entry.slice(0, cut).trim();
  const value = entry
    .slice(cut + 1)
    .trim()
    .toLowerCase();
  if (organizationSlug !== undefined && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(organizationSlug)) {
    throw new PrivateUpstreamsError(`"${entry}": what stands before "=" must be the short name of an organization, like acme=10.0.0.0/8.`);
  }
  if (value.includes("/")) return { organizationSlug, cidr: cidrOf(entry, value) };
  const literal = parseAddress(bare(value));
  if (literal) return { organizationSlug, cidr: { ...literal, bits: literal.family === 4 ? 32 : 128 } };
  if (!hostName.test(value) || /^[\d.]+$/.test(value)) {
    throw new PrivateUpstreamsError(`"${entry}": write a host name without port or wildcard (zabbix.internal) or a CIDR (10.0.0.0/8).`);
  }
  return { organizationSlug, host: value };
}

function cidrOf(entry: string, value: string): Cidr {
  const cidr = parseCidr(value);
  if (!cidr)
    throw new PrivateUpstreamsError(`"${entry}": not a CIDR; write the first address of the block and its length, like 10.0.0.0/8.`);
  if (cidr.bits === 0)
    throw new PrivateUpstreamsError(`"${entry}": a length of 0 would switch the address guard off; list the blocks you need.`);
  return cidr;
}

const hostName = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/;

const bare = (host: string) => host.replace(/^\[(.*)\]$/, "$1");

function isLoopbackHost(host: string): boolean {
  if (host === "localhost") return true;
  const address = parseAddress(bare(host));
  return address !== undefined && (address.family === 4 ? address.value >> 24n === 127n : address.value === 1n);
}
