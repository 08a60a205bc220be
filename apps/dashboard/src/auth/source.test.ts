import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { notePeers, peerOf } from "./peer.ts";
import { originOf } from "./source.ts";
import { trustedProxies } from "./trusted-proxies.ts";

const none = trustedProxies("");
const proxies = trustedProxies("10.0.0.0/8, ::1");

test.each([
  ["198.51.100.1", null],
  ["198.51.100.1", "203.0.113.9"],
  ["198.51.100.1", "10.0.0.1, 127.0.0.1"],
])("without trusted proxies a forwarding header changes nothing (%s, %s)", (peer, forwarded) => {
  expect(originOf(peer, forwarded, none)).toBe("198.51.100.1");
});

test.each([
  ["198.51.100.1", "203.0.113.9", "198.51.100.1"],
  ["10.0.0.1", "203.0.113.9", "203.0.113.9"],
  ["::ffff:10.0.0.1", "1.2.3.4, 203.0.113.9, 10.9.9.9", "203.0.113.9"],
  ["::1", "2001:db8::7", "2001:db8::7"],
  ["10.0.0.1", "1.2.3.4, not an address", "10.0.0.1"],
  ["10.0.0.1", "10.2.2.2", "10.0.0.1"],
  ["10.0.0.1", "", "10.0.0.1"],
  ["10.0.0.1", null, "10.0.0.1"],
])("from %s forwarding for %s it is %s", (peer, forwarded, source) => expect(originOf(peer, forwarded, proxies)).toBe(source));

test("a request whose connection was not noted has no address of its own", () =>
  expect(originOf(null, "203.0.113.9", none)).toBe("unknown"));

test.each(["proxy.example", "10.0.0.0/33", "10.0.0.0/x", "::1/129", "10.0.0"])("%s names no proxy", (entry) =>
  expect(() => trustedProxies(`10.0.0.1,${entry}`)).toThrow(`TRUSTED_PROXIES: ${entry} is neither`),
);

test("the address is the socket's whatever the client sends", async () => {
  notePeers();
  const server = createServer((incoming, response) => {
    response.end(JSON.stringify(peerOf(new Headers(incoming.headers as Record<string, string>))));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await new Promise<string>((resolve, reject) => {
    const headers = { "x-forwarded-for": "203.0.113.9", "x-portcullis-peer": "203.0.113.9", "x-portcullis-peer-": "203.0.113.9" };
    request({ port, host: "127.0.0.1", headers }, (response) => response.on("data", (data) => resolve(String(data))))
      .on("error", reject)
      .end();
  });
  server.close();
  expect(JSON.parse(answer)).toBe("127.0.0.1");
});
