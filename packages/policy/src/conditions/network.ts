import { answerOf, UNKNOWN } from "./answer.ts";
import type { Test } from "./text.ts";

/** An address as 16-bit groups: two for IPv4, eight for IPv6. An IPv4-mapped IPv6 address is the IPv4 address. */
export type Address = readonly number[];
export type Range = { address: Address; bits: number };

/** Is the string an IP address inside one of the ranges? What is no address cannot tell. */
export function inRanges(ranges: readonly string[]): Test {
  const known = ranges.map(readRange).filter((range) => range !== undefined);
  return (node) => {
    const address = node.kind === "string" ? readAddress(node.value) : undefined;
    return address === undefined ? UNKNOWN : answerOf(known.some((range) => isInside(address, range)));
  };
}

/** A range such as 10.0.0.0/8, or one address; undefined for anything else. */
export function readRange(text: string): Range | undefined {
  const [, base, length] = /^([^/]+)(?:\/(0|[1-9][0-9]{0,2}))?$/.exec(text) ?? [];
  const address = base === undefined ? undefined : readAddress(base);
  if (base === undefined || address === undefined) return undefined;
  const written = base.includes(":") ? 128 : 32;
  const bits = length === undefined ? written : Number(length);
  if (bits > written) return undefined;
  // A mapped range covers IPv4 only when its prefix lies inside ::ffff:0:0/96.
  if (written === 128 && address.length === 2) return bits < 96 ? undefined : { address, bits: bits - 96 };
  return { address, bits };
}

/** Four decimal numbers without leading zeros, or the text forms of RFC 4291; no zone, no brackets. */
export function readAddress(text: string): Address | undefined {
  if (!text.includes(":")) return readIpv4(text);
  if (text.length > 45) return undefined;
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = readGroups(halves[0] as string, halves.length === 1);
  const tail = halves.length === 2 ? readGroups(halves[1] as string, true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const gap = 8 - head.length - tail.length;
  if (halves.length === 2 ? gap < 1 : gap !== 0) return undefined;
  const groups = [...head, ...Array<number>(gap).fill(0), ...tail];
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return mapped ? groups.slice(6) : groups;
}

const readGroups = (text: string, mayEndInIpv4: boolean): number[] | undefined => {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    if (part.includes(".")) {
      const last = mayEndInIpv4 && index === parts.length - 1 ? readIpv4(part) : undefined;
      if (last === undefined) return undefined;
      groups.push(...last);
    } else if (/^[0-9A-Fa-f]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
};

const readIpv4 = (text: string): number[] | undefined => {
  const match = /^(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})$/.exec(text);
  if (match === null) return undefined;
  const [a = 256, b = 256, c = 256, d = 256] = match.slice(1).map(Number);
  return a > 255 || b > 255 || c > 255 || d > 255 ? undefined : [a * 256 + b, c * 256 + d];
};

const isInside = (address: Address, range: Range): boolean => {
  if (address.length !== range.address.length) return false;
  for (let at = 0, left = range.bits; left > 0; at++, left -= 16) {
    const shift = left >= 16 ? 0 : 16 - left;
    if ((address[at] as number) >> shift !== (range.address[at] as number) >> shift) return false;
  }
  return true;
};
