import { expect, test } from "vitest";
import { judgeAddress } from "./address.ts";
import { PrivateUpstreamsError, parsePrivateUpstreams } from "./allowlist.ts";

function reaches(list: string, slug: string, host: string, ip: string, allowLoopback = false): boolean {
  const allow = parsePrivateUpstreams(list, { allowLoopback });
  return judgeAddress(ip, (address, range) => allow.opens(slug, host, address, range)).ok;
}

test("a CIDR opens its addresses to everybody, an entry with a slug to one organization", () => {
  expect(reaches("10.0.0.0/8", "acme", "db.acme", "10.1.2.3")).toBe(true);
  expect(reaches("10.0.0.0/8", "acme", "db.acme", "192.168.0.1")).toBe(false);
  expect(reaches("acme=10.0.0.0/8", "acme", "db.acme", "10.1.2.3")).toBe(true);
  expect(reaches("acme=10.0.0.0/8", "globex", "db.acme", "10.1.2.3")).toBe(false);
  expect(reaches("other=10.0.0.0/8, acme=fd00::/8", "acme", "x", "fd00::1")).toBe(true);
});

test("a host opens private ranges under its own name, never cloud metadata", () => {
  expect(reaches("zabbix.internal", "acme", "zabbix.internal", "10.1.2.3")).toBe(true);
  expect(reaches("zabbix.internal", "acme", "evil.example", "10.1.2.3")).toBe(false);
  expect(reaches("zabbix.internal", "acme", "zabbix.internal", "169.254.169.254")).toBe(false);
  expect(reaches("169.254.169.254", "acme", "meta", "169.254.169.254")).toBe(true);
});

test("the loopback flag opens loopback under its own names only", () => {
  expect(reaches("", "acme", "localhost", "127.0.0.1", true)).toBe(true);
  expect(reaches("", "acme", "127.0.0.1", "127.0.0.1", true)).toBe(true);
  expect(reaches("", "acme", "::1", "::1", true)).toBe(true);
  expect(reaches("", "acme", "rebound.example", "127.0.0.1", true)).toBe(false);
  expect(reaches("", "acme", "localhost", "10.0.0.1", true)).toBe(false);
  expect(reaches("", "acme", "localhost", "127.0.0.1")).toBe(false);
});

test("a listed host is one that is named, or a literal inside a listed block", () => {
  const allow = parsePrivateUpstreams("zabbix.internal,acme=10.0.0.0/8,[fd00::1]");
  expect(allow.organizationSlugs).toEqual(new Set(["acme"]));
  expect(allow.listsHost("acme", "zabbix.internal")).toBe(true);
  expect(allow.listsHost("acme", "sub.zabbix.internal")).toBe(false);
  expect(allow.listsHost("acme", "10.0.0.1")).toBe(true);
  expect(allow.listsHost("globex", "10.0.0.1")).toBe(false);
  expect(allow.listsHost("globex", "[fd00::1]")).toBe(true);
});

test.each([
  "10.0.0.1/8",
  "0.0.0.0/0",
  "*.internal",
  "zabbix:8080",
  "https://zabbix",
  "Acme Inc=10.0.0.0/8",
  "=10.0.0.0/8",
  "acme=",
  "10.0.0",
  "a..b",
])("%j is an error that quotes the entry", (entry) => {
  expect(() => parsePrivateUpstreams(`fine.internal, ${entry}`)).toThrow(PrivateUpstreamsError);
  expect(() => parsePrivateUpstreams(entry)).toThrow(`"${entry}"`);
});

test("nothing listed opens nothing", () => {
  for (const text of [undefined, "", " , "]) expect(parsePrivateUpstreams(text).listsHost("acme", "localhost")).toBe(false);
});
