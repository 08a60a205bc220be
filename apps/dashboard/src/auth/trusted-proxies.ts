// biome-ignore lint/style/noRestrictedImports: BlockList compares addresses; it opens nothing.
import { BlockList, isIP, isIPv6 } from "node:net";

/** Which hops are believed about whom they forward for; the gateway reads the same setting alike. */
export type TrustedProxies = {
  trusts: (address: string) => boolean;
};

/**
 * Reads `TRUSTED_PROXIES`: addresses and CIDRs, separated by commas or spaces.
 * @throws Error for an entry that is neither
 */
export function trustedProxies(list: string): TrustedProxies {
  const trusted = new BlockList();
  for (const entry of list.split(/[\s,]+/).filter(Boolean)) {
    const [address = "", prefix] = entry.split("/", 2);
    const bits = prefix === undefined || /^\d{1,3}$/.test(prefix) ? prefix : "-1";
    if (isIP(address) === 0 || Number(bits ?? 0) < 0 || Number(bits ?? 0) > (isIPv6(address) ? 128 : 32))
      throw new Error(`Settings: TRUSTED_PROXIES: ${entry} is neither an address nor a CIDR`);
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (bits === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(bits), family);
  }
  return { trusts: (address) => isIP(address) !== 0 && trusted.check(address, isIPv6(address) ? "ipv6" : "ipv4") };
}

/** An IPv4 address as a dual-stack socket writes it is the IPv4 address. */
export const unmapped = (address: string): string =>
  /^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(address) ? address.slice("::ffff:".length) : address;

/** Whether the text is an address at all. */
export const isAddress = (text: string): boolean => isIP(text) !== 0;
