import { isIP } from "node:net";
import { type DeniedRange, deniedRanges, globalUnicast, unassignedRange } from "./ranges.ts";

/** An IP address as a number of 32 or 128 bits. */
export type Address = { family: 4 | 6; value: bigint };
/** A block of addresses: all that share the first `bits` bits with `value`. */
export type Cidr = Address & { bits: number };
export type AddressVerdict = { ok: true } | { ok: false; range: DeniedRange | undefined };

/**
 * May a socket be opened to this address? Denied ranges: security.md section 5.
 *
 * @param text an address as the resolver or the URL parser gives it, without brackets
 * @param opened asked only for an address in a denied range; true where an operator's entry lifts the refusal
 * @returns the range that refuses; `undefined` as range means that the text is no address at all
 */
export function judgeAddress(text: string, opened: (address: Address, range: DeniedRange) => boolean = () => false): AddressVerdict {
  const address = parseAddress(text);
  if (!address) return { ok: false, range: undefined };
  const range = deniedRangeOf(address);
  if (!range || opened(address, range)) return { ok: true };
  return { ok: false, range };
}

/** The denied range that an address falls into, the first of the table; undefined for a public address. */
function deniedRangeOf(address: Address): DeniedRange | undefined {
  const named = table.find(({ cidr }) => contains(cidr, address));
  if (named) return named.range;
  return address.family === 6 && !contains(publicIpv6, address) ? unassignedRange : undefined;
}

/** Reads `192.0.2.1` or `2001:db8::1`; undefined for anything else, brackets and zone ids included. */
export function parseAddress(text: string): Address | undefined {
  if (isIP(text) === 4) return { family: 4, value: fromIpv4(text) };
  // A zone id names an interface of this machine; nothing public carries one.
  if (isIP(text) !== 6 || text.includes("%")) return undefined;
  return { family: 6, value: fromIpv6(text) };
}

/** Reads `10.0.0.0/8`; undefined when the address or the prefix length is wrong, or when bits are set beyond the prefix. */
export function parseCidr(text: string): Cidr | undefined {
  const [head = "", tail = "", ...more] = text.split("/");
  const address = parseAddress(head);
  if (!address || more.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(tail)) return undefined;
  const bits = Number(tail);
  const width = widthOf(address);
  if (bits > width) return undefined;
  const cidr = { ...address, bits };
  return prefixOf(cidr, address) << BigInt(width - bits) === address.value ? cidr : undefined;
}

export function contains(cidr: Cidr, address: Address): boolean {
  return cidr.family === address.family && prefixOf(cidr, cidr) === prefixOf(cidr, address);
}

/** Do two spellings mean the same address? An IPv4 peer that a dual-stack socket reports in mapped form counts as equal. */
export function sameAddress(a: string, b: string): boolean {
  const [left, right] = [parseAddress(a), parseAddress(b)].map((address) => address && unmapped(address));
  return left !== undefined && right !== undefined && left.family === right.family && left.value === right.value;
}

const widthOf = ({ family }: Address) => (family === 4 ? 32 : 128);
const prefixOf = (cidr: Cidr, address: Address) => address.value >> BigInt(widthOf(cidr) - cidr.bits);

function fromIpv4(text: string): bigint {
  return text.split(".").reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function fromIpv6(text: string): bigint {
  // A dotted tail (::ffff:127.0.0.1) stands for the last two groups.
  const plain = text.replace(/[^:]*\..*$/, (dotted) => {
    const tail = fromIpv4(dotted);
    return `${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`;
  });
  const [left = "", right] = plain.split("::");
  const head = left === "" ? [] : left.split(":");
  const end = right === undefined || right === "" ? [] : right.split(":");
  const groups = [...head, ...Array<string>(8 - head.length - end.length).fill("0"), ...end];
  return groups.reduce((value, part) => (value << 16n) | BigInt(`0x${part}`), 0n);
}

function unmapped(address: Address): Address {
  return address.family === 6 && address.value >> 32n === 0xffffn ? { family: 4, value: address.value & 0xffffffffn } : address;
}

function cidrOf(text: string): Cidr {
  const cidr = parseCidr(text);
  if (!cidr) throw new Error(`not a CIDR in the table of denied ranges: ${text}`);
  return cidr;
}

const table = deniedRanges.map((range) => ({ range, cidr: cidrOf(range.cidr) }));
const publicIpv6 = cidrOf(globalUnicast);
