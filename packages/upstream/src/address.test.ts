import fc from "fast-check";
import { expect, test } from "vitest";
import { contains, judgeAddress, parseAddress, parseCidr, sameAddress } from "./address.ts";
import { deniedRanges } from "./ranges.ts";

const denied = [
  ["loopback", "127.0.0.1", "127.255.255.255", "::1"],
  ["private", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1"],
  ["link-local", "169.254.169.254", "fe80::1", "febf::1"],
  ["shared address space", "100.64.0.1", "100.127.255.255"],
  ["multicast", "224.0.0.1", "239.255.255.255", "ff02::1"],
  ["documentation", "192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "3fff::1"],
  ["benchmarking", "198.18.0.1", "198.19.255.255", "2001:2::1"],
  ["this network", "0.0.0.0", "0.255.255.255"],
  ["reserved", "240.0.0.1", "255.255.255.255"],
  ["IPv4-mapped", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:7f00:1"],
  ["IPv4-compatible", "::127.0.0.1", "::8.8.8.8", "::2"],
  ["6to4", "2002:7f00:1::", "2002:a00:1::1"],
  ["6to4 relay", "192.88.99.1"],
  ["Teredo", "2001::1", "2001:0:ffff::1"],
  ["NAT64", "64:ff9b::7f00:1", "64:ff9b::8.8.8.8"],
  ["local NAT64", "64:ff9b:1::a00:1"],
  ["unique-local", "fc00::1", "fd12:3456::1"],
  ["site-local", "fec0::1"],
  ["unspecified", "::"],
  ["discard", "100::1"],
  ["unassigned", "4000::1", "::ffff:0:7f00:1", "8000::"],
] as const;

test.each(denied.flatMap(([name, ...addresses]) => addresses.map((address) => [address, name])))("%s is refused as %s", (address, name) => {
  const verdict = judgeAddress(address);
  expect(verdict).toMatchObject({ ok: false, range: { name } });
});

test.each([
  "8.8.8.8",
  "1.1.1.1",
  "172.32.0.1",
  "172.15.255.255",
  "100.128.0.1",
  "11.0.0.0",
  "198.20.0.1",
  "2606:4700::1111",
  "2a00:1450::1",
])("%s is public", (address) => {
  expect(judgeAddress(address)).toEqual({ ok: true });
});

test.each(["", "example.com", "127.1", "0x7f000001", "[::1]", "fe80::1%eth0", "1.2.3.4.5", " 8.8.8.8"])("%j is no address", (text) => {
  expect(judgeAddress(text)).toEqual({ ok: false, range: undefined });
});

test("the first and the last address of every denied range are refused", () => {
  for (const range of deniedRanges) {
    const cidr = parseCidr(range.cidr);
    if (!cidr) throw new Error(range.cidr);
    const width = cidr.family === 4 ? 32 : 128;
    const last = cidr.value | ((1n << BigInt(width - cidr.bits)) - 1n);
    for (const value of [cidr.value, last]) expect(judgeAddress(textOf(cidr.family, value)).ok).toBe(false);
  }
});

test("every spelling of an IPv6 address has one value", () => {
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      const address = parseAddress(text);
      if (!address) throw new Error(text);
      expect(parseAddress(textOf(6, address.value))).toEqual(address);
      expect(parseAddress(new URL(`http://[${text}]/`).hostname.slice(1, -1))).toEqual(address);
    }),
  );
});

test("a CIDR has a clean base", () => {
  expect(parseCidr("10.0.0.0/8")).toEqual({ family: 4, value: 10n << 24n, bits: 8 });
  for (const text of ["10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0", "10.0.0.0/8/8", "::/129", "x/8"])
    expect(parseCidr(text)).toBeUndefined();
  const half = parseCidr("128.0.0.0/1");
  expect(half && contains(half, { family: 4, value: 0n })).toBe(false);
});

test("a mapped peer address equals the IPv4 address that was dialed", () => {
  expect(sameAddress("::ffff:127.0.0.1", "127.0.0.1")).toBe(true);
  expect(sameAddress("127.0.0.2", "127.0.0.1")).toBe(false);
  expect(sameAddress("", "")).toBe(false);
});

function textOf(family: 4 | 6, value: bigint): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join(".");
  return Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16)).join(":");
}
