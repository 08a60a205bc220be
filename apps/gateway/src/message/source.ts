import type { IncomingMessage } from "node:http";
// biome-ignore lint/style/noRestrictedImports: BlockList compares addresses; it opens nothing.
import { BlockList, isIP, isIPv6 } from "node:net";
import type { Headers } from "@portcullis/protocol";

/** Where requests come from. Forwarding headers are believed from the listed hops only (A6). */
export class Sources {
  readonly #trusted = new BlockList();

  /** @param trusted addresses or CIDRs; throws on one that is neither */
  constructor(trusted: readonly string[]) {
    for (const entry of trusted) {
      const [address = "", prefix] = entry.split("/", 2);
      const family = isIPv6(address) ? "ipv6" : "ipv4";
      if (isIP(address) === 0) throw new Error(`TRUSTED_PROXIES: ${entry} is neither an address nor a CIDR`);
      if (prefix === undefined) this.#trusted.addAddress(address, family);
      else this.#trusted.addSubnet(address, Number(prefix), family);
    }
  }

  isTrusted(address: string): boolean {
    const plain = unmapped(address);
    return isIP(plain) !== 0 && this.#trusted.check(plain, isIPv6(plain) ? "ipv6" : "ipv4");
  }

  /** The nearest address that is not a trusted hop. */
  of(request: IncomingMessage, headers: Headers): string {
    const peer = unmapped(request.socket.remoteAddress ?? "");
    const forwarded = headers.get("x-forwarded-for");
    if (forwarded === undefined || !this.isTrusted(peer)) return peer;
    const hops = forwarded.flatMap((value) => value.split(",")).map((hop) => unmapped(hop.trim()));
    for (const hop of hops.reverse()) {
      if (isIP(hop) === 0) break;
      if (!this.isTrusted(hop)) return hop;
    }
    return peer;
  }
}

/** What a connection cap counts by: the IPv4 address, or the /64 that a host on IPv6 has to itself. */
export function networkOf(address: string): string {
  const plain = unmapped(address);
  if (!isIPv6(plain)) return plain;
  const [head = "", tail] = plain.split("::", 2);
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const filled =
    tail === undefined ? left : [...left, ...new Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0"), ...right];
  return filled.slice(0, 4).join(":");
}

const unmapped = (address: string): string => (address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address);
