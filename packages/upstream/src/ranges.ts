/**
 * Address ranges that no upstream may live in unless the operator says so: the IANA special-purpose registries for IPv4 and IPv6,
 * plus multicast, the retired site-local block and all of IPv6 that is not global unicast.
 *
 * `openedBy` says which operator entry can lift the refusal: a `host` entry reaches the ranges that private networks really use,
 * everything else (cloud metadata on link-local, translation prefixes) needs the range itself written down.
 */
export type DeniedRange = { cidr: string; name: string; openedBy: "host" | "cidr" };

export const deniedRanges: readonly DeniedRange[] = [
  { cidr: "0.0.0.0/8", name: "this network", openedBy: "cidr" },
  { cidr: "10.0.0.0/8", name: "private", openedBy: "host" },
  { cidr: "100.64.0.0/10", name: "shared address space", openedBy: "host" },
  { cidr: "127.0.0.0/8", name: "loopback", openedBy: "host" },
  { cidr: "169.254.0.0/16", name: "link-local", openedBy: "cidr" },
  { cidr: "172.16.0.0/12", name: "private", openedBy: "host" },
  { cidr: "192.0.0.0/24", name: "protocol assignments", openedBy: "cidr" },
  { cidr: "192.0.2.0/24", name: "documentation", openedBy: "cidr" },
  { cidr: "192.31.196.0/24", name: "AS112", openedBy: "cidr" },
  { cidr: "192.52.193.0/24", name: "multicast tunnelling", openedBy: "cidr" },
  { cidr: "192.88.99.0/24", name: "6to4 relay", openedBy: "cidr" },
  { cidr: "192.168.0.0/16", name: "private", openedBy: "host" },
  { cidr: "192.175.48.0/24", name: "AS112", openedBy: "cidr" },
  { cidr: "198.18.0.0/15", name: "benchmarking", openedBy: "cidr" },
  { cidr: "198.51.100.0/24", name: "documentation", openedBy: "cidr" },
  { cidr: "203.0.113.0/24", name: "documentation", openedBy: "cidr" },
  { cidr: "224.0.0.0/4", name: "multicast", openedBy: "cidr" },
  { cidr: "240.0.0.0/4", name: "reserved", openedBy: "cidr" },

  { cidr: "::1/128", name: "loopback", openedBy: "host" },
  { cidr: "::/128", name: "unspecified", openedBy: "cidr" },
  { cidr: "::ffff:0:0/96", name: "IPv4-mapped", openedBy: "cidr" },
  { cidr: "::/96", name: "IPv4-compatible", openedBy: "cidr" },
  { cidr: "64:ff9b::/96", name: "NAT64", openedBy: "cidr" },
  { cidr: "64:ff9b:1::/48", name: "local NAT64", openedBy: "cidr" },
  { cidr: "100::/64", name: "discard", openedBy: "cidr" },
  { cidr: "100:0:0:1::/64", name: "dummy prefix", openedBy: "cidr" },
  { cidr: "2001::/32", name: "Teredo", openedBy: "cidr" },
  { cidr: "2001:2::/48", name: "benchmarking", openedBy: "cidr" },
  { cidr: "2001::/23", name: "protocol assignments", openedBy: "cidr" },
  { cidr: "2001:db8::/32", name: "documentation", openedBy: "cidr" },
  { cidr: "2002::/16", name: "6to4", openedBy: "cidr" },
  { cidr: "2620:4f:8000::/48", name: "AS112", openedBy: "cidr" },
  { cidr: "3fff::/20", name: "documentation", openedBy: "cidr" },
  { cidr: "5f00::/16", name: "segment routing", openedBy: "cidr" },
  { cidr: "fc00::/7", name: "unique-local", openedBy: "host" },
  { cidr: "fe80::/10", name: "link-local", openedBy: "cidr" },
  { cidr: "fec0::/10", name: "site-local", openedBy: "cidr" },
  { cidr: "ff00::/8", name: "multicast", openedBy: "cidr" },
];

/** IPv6 outside global unicast that has no name above: unassigned today, so nothing honest answers there. */
export const unassignedRange: DeniedRange = { cidr: "::/0", name: "unassigned", openedBy: "cidr" };
/** Global unicast (RFC 4291): the only IPv6 block whose unnamed addresses are public. */
export const globalUnicast = "2000::/3";
