import { describe, expect, test } from "vitest";
import { nodeOf } from "../json/node.ts";
import { FALSE, TRUE, UNKNOWN } from "./answer.ts";
import { hostAmong, hostOf, readHostEntry } from "./host.ts";

describe("the host of a URL", () => {
  test.each([
    ["https://Example.COM/path?x#y", "example.com"],
    ["https://example.com.", "example.com"],
    ["https://user:secret@example.com:8443/", "example.com"],
    ["ftp://example.com", "example.com"],
    ["http://[::1]:80/", "0:0:0:0:0:0:0:1"],
    ["http://[2001:DB8::A]", "2001:db8:0:0:0:0:0:a"],
    ["http://127.0.0.1/", "7f00:1"],
    ["http://[::ffff:127.0.0.1]/", "7f00:1"],
  ])("%s", (url, host) => expect(hostOf(url)).toBe(host));

  test.each([
    "example.com",
    "//example.com",
    "https:example.com",
    "https:/example.com",
    "https:///example.com",
    " https://example.com",
    "https://example.com ",
    "https://exa mple.com",
    "https://exämple.com",
    "https://example.com/ä",
    "https://example.com\\@evil.example",
    "https://example.com/a\\b",
    "https://%65xample.com",
    "https://[::1",
    "https://a[b@example.com",
    "https://a@b@example.com",
    "https://.",
    "https://:80",
    "https://0x7f.0.0.1",
    "https://2130706433",
    "https://127.1",
    "https://example.com:port",
    "1https://example.com",
    "-https://example.com",
    "",
  ])("%j has none that all readers agree on", (url) => expect(hostOf(url)).toBeUndefined());
});

describe("entries of host_in", () => {
  test.each([
    ["Example.com", "example.com"],
    ["example.com.", "example.com"],
    [".example.com", ".example.com"],
    ["::1", "0:0:0:0:0:0:0:1"],
    ["[::1]", "0:0:0:0:0:0:0:1"],
    ["127.0.0.1", "7f00:1"],
    ["localhost", "localhost"],
  ])("%s", (entry, host) => expect(readHostEntry(entry)).toBe(host));

  test.each([
    "",
    ".",
    "..example.com",
    ".127.0.0.1",
    ".::1",
    "example.com/",
    "user@example.com",
    "example.com:80",
    "http://example.com",
    "a b",
    "*.example.com",
  ])("%j is none", (entry) => expect(readHostEntry(entry)).toBeUndefined());

  test("a long run of dots is none, and no deep one", () => expect(readHostEntry(".".repeat(200_000))).toBeUndefined());

  test("a host itself, everything below a dot, and nothing else", () => {
    const asks = (entries: string[], url: unknown) => hostAmong(entries)(nodeOf(url));
    expect(asks(["example.com"], "https://example.com")).toBe(TRUE);
    expect(asks(["example.com"], "https://a.example.com")).toBe(FALSE);
    expect(asks([".example.com"], "https://a.example.com")).toBe(TRUE);
    expect(asks([".example.com"], "https://example.com")).toBe(FALSE);
    expect(asks([".example.com"], "https://notexample.com")).toBe(FALSE);
    expect(asks([".a.example", ".b.example"], "https://x.b.example")).toBe(TRUE);
    expect(asks(["com"], "https://example.com")).toBe(FALSE);
    expect(asks(["example.com"], 5)).toBe(UNKNOWN);
    expect(asks(["example.com"], ["https://example.com"])).toBe(UNKNOWN);
    expect(asks(["example.com"], "nothing")).toBe(UNKNOWN);
  });
});
