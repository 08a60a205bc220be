export type IpAddress = { family: 4 | 6; value: bigint };

/** An IPv4 address in dotted decimals or an IPv6 address (RFC 4291, no zone); an IPv4-mapped one is the IPv4 address. */
export function ipAddress(text: string): IpAddress | undefined {
  const four = ipv4(text);
  if (four !== undefined) return { family: 4, value: four };
  const six = ipv6(text);
  if (six === undefined) return undefined;
  return six >> 32n === 0xffffn ? { family: 4, value: six & 0xffffffffn } : { family: 6, value: six };
}

/** Does a range such as `10.0.0.0/8` contain the address? The other family is never inside. */
export function rangeContains(range: string, address: IpAddress): boolean {
  const [text, length] = range.split("/") as [string, string | undefined];
  const start = ipAddress(text);
  if (!start) throw new SyntaxError(`not a range: ${range}`);
  const bits = start.family === 4 ? 32 : 128;
  const mapped = start.family === 4 && text.includes(":") ? 96 : 0;
  const kept = length === undefined ? bits : Number(length) - mapped;
  const rest = BigInt(bits - kept);
  return start.family === address.family && start.value >> rest === address.value >> rest;
}

const ipv4 = (text: string): bigint | undefined => {
  const parts = text.split(".");
  if (parts.length !== 4 || parts.some((part) => !/^(?:0|[1-9][0-9]{0,2})$/.test(part) || Number(part) > 255)) return undefined;
  return parts.reduce((value, part) => value * 256n + BigInt(part), 0n);
};

const ipv6 = (text: string): bigint | undefined => {
  const tail = /^(.*:)([^:]*\.[^:]*)$/.exec(text);
  const four = tail ? ipv4(tail[2]!) : undefined;
  if (tail && four === undefined) return undefined;
  const whole = tail ? `${tail[1]}${(four! >> 16n).toString(16)}:${(four! & 0xffffn).toString(16)}` : text;
  const halves = whole.split("::");
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")));
  const count = groups.flat().length;
  if (halves.length === 1 ? count !== 8 : count > 7) return undefined;
  if (groups.flat().some((group) => !/^[0-9A-Fa-f]{1,4}$/.test(group))) return undefined;
  const filled = [...groups[0]!, ...Array<string>(8 - count).fill("0"), ...(groups[1] ?? [])];
  return filled.reduce((value, group) => value * 65_536n + BigInt(`0x${group}`), 0n);
};
