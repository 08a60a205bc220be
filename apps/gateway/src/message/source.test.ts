import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { networkOf, Sources } from "./source.ts";

const from = (remoteAddress: string) => ({ socket: { remoteAddress } }) as IncomingMessage;
const forwarded = (...values: string[]) => new Map([["x-forwarded-for", values]]);

test("forwarding headers are believed from trusted hops only, and only as far as those reach", () => {
  const sources = new Sources(["10.0.0.0/8", "::1"]);
  expect(sources.of(from("198.51.100.1"), forwarded("203.0.113.9"))).toBe("198.51.100.1");
  expect(sources.of(from("10.0.0.1"), forwarded("203.0.113.9"))).toBe("203.0.113.9");
  expect(sources.of(from("::ffff:10.0.0.1"), forwarded("1.2.3.4, 203.0.113.9, 10.9.9.9"))).toBe("203.0.113.9");
  expect(sources.of(from("10.0.0.1"), forwarded("1.2.3.4", "not an address"))).toBe("10.0.0.1");
  expect(sources.of(from("10.0.0.1"), new Map())).toBe("10.0.0.1");
  expect(new Sources([]).of(from("10.0.0.1"), forwarded("203.0.113.9"))).toBe("10.0.0.1");
  expect(() => new Sources(["proxy.example"])).toThrow("TRUSTED_PROXIES");
});

test("connections are counted by IPv4 address and by IPv6 /64", () => {
  expect(networkOf("::ffff:192.0.2.1")).toBe("192.0.2.1");
  expect(networkOf("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2");
  expect(networkOf("2001:db8::6")).toBe("2001:db8:0:0");
  expect(networkOf("::1")).toBe("0:0:0:0");
});
