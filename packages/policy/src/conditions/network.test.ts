import { describe, expect, test } from "vitest";
import { nodeOf } from "../json/node.ts";
import { FALSE, TRUE, UNKNOWN } from "./answer.ts";
import { inRanges, readAddress, readRange } from "./network.ts";

describe("addresses", () => {
  test.each([
    ["1.2.3.4", [0x0102, 0x0304]],
    ["255.255.255.255", [0xffff, 0xffff]],
    ["0.0.0.0", [0, 0]],
    ["::", [0, 0, 0, 0, 0, 0, 0, 0]],
    ["::1", [0, 0, 0, 0, 0, 0, 0, 1]],
    ["2001:DB8::a", [0x2001, 0xdb8, 0, 0, 0, 0, 0, 10]],
    ["1:2:3:4:5:6:7:8", [1, 2, 3, 4, 5, 6, 7, 8]],
    ["1::3:4:5:6:7:8", [1, 0, 3, 4, 5, 6, 7, 8]],
    ["1:2:3:4:5:6:1.2.3.4", [1, 2, 3, 4, 5, 6, 0x0102, 0x0304]],
    ["::ffff:1.2.3.4", [0x0102, 0x0304]],
    ["::ffff:102:304", [0x0102, 0x0304]],
    ["1::ffff:1.2.3.4", [1, 0, 0, 0, 0, 0xffff, 0x0102, 0x0304]],
    ["0:0:0:0:1:ffff:1.2.3.4", [0, 0, 0, 0, 1, 0xffff, 0x0102, 0x0304]],
    ["64:ff9b::1.2.3.4", [0x64, 0xff9b, 0, 0, 0, 0, 0x0102, 0x0304]],
    ["0000:0000:0000:0000:0000:ffff:255.255.255.255", [0xffff, 0xffff]],
    ["1111:1111:1111:1111:1111:1111:111.111.111.111", [0x1111, 0x1111, 0x1111, 0x1111, 0x1111, 0x1111, 0x6f6f, 0x6f6f]],
  ])("%s is read", (text, groups) => expect(readAddress(text)).toEqual(groups));

  test.each([
    "0:0:0:1:ffff:1.2.3.4",
    "256.0.0.1",
    "0.256.0.1",
    "0.0.256.1",
    "0.0.0.256",
    "01.2.3.4",
    "1.2.3",
    "1.2.3.4.5",
    " 1.2.3.4",
    "1.2.3.4\n",
    "0x1.2.3.4",
    "",
    ":",
    ":::",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1::2:3:4:5:6:7:8",
    "12345::",
    "g::",
    "fe80::1%eth0",
    "[::1]",
    "1.2.3.4::",
    "::1.2.3.4:5",
    "1:1.2.3.4:3:4:5:6:7",
    "::1.2.3.256",
    "1111:1111:1111:1111:1111:1111:111.111.111.1111",
  ])("%j is none", (text) => expect(readAddress(text)).toBeUndefined());
});

describe("ranges", () => {
  test.each([
    ["10.0.0.0/8", { address: [0x0a00, 0], bits: 8 }],
    ["10.0.0.1", { address: [0x0a00, 1], bits: 32 }],
    ["0.0.0.0/0", { address: [0, 0], bits: 0 }],
    ["::/0", { address: [0, 0, 0, 0, 0, 0, 0, 0], bits: 0 }],
    ["::1", { address: [0, 0, 0, 0, 0, 0, 0, 1], bits: 128 }],
    ["::ffff:10.0.0.0/104", { address: [0x0a00, 0], bits: 8 }],
    ["::ffff:0:0/96", { address: [0, 0], bits: 0 }],
  ])("%s is read", (text, range) => expect(readRange(text)).toEqual(range));

  test.each(["", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/8/9", "x/8", "::/129", "::ffff:0:0/95", "10.0.0.0/-1"])(
    "%j is none",
    (text) => expect(readRange(text)).toBeUndefined(),
  );

  test.each([
    ["10.0.0.0/8", "10.255.255.255", TRUE],
    ["10.0.0.0/8", "11.0.0.0", FALSE],
    ["10.0.0.0/8", "9.255.255.255", FALSE],
    ["192.168.4.0/22", "192.168.7.255", TRUE],
    ["192.168.4.0/22", "192.168.8.0", FALSE],
    ["192.168.0.0/16", "192.169.0.0", FALSE],
    ["192.168.0.0/16", "192.168.255.1", TRUE],
    ["1.2.3.4", "1.2.3.4", TRUE],
    ["1.2.3.4", "1.2.3.5", FALSE],
    ["1.2.3.4", "::ffff:1.2.3.4", TRUE],
    ["0.0.0.0/0", "::1", FALSE],
    ["0.0.0.0/0", "8.8.8.8", TRUE],
    ["2001:db8::/32", "2001:db8:ffff::1", TRUE],
    ["2001:db8::/32", "2001:db9::1", FALSE],
    ["2001:db8::/47", "2001:db8:1::1", TRUE],
    ["2001:db8::/47", "2001:db8:2::1", FALSE],
    ["::/0", "1.2.3.4", FALSE],
    ["10.0.0.0/8", "10.0.0", UNKNOWN],
  ])("%s holds %s: %i", (range, address, answer) => expect(inRanges([range])(nodeOf(address))).toBe(answer));

  test("one of several is enough, and only a string can be asked", () => {
    const asks = inRanges(["10.0.0.0/8", "::1"]);
    expect([nodeOf("::1"), nodeOf("10.1.1.1"), nodeOf("::2")].map(asks)).toEqual([TRUE, TRUE, FALSE]);
    expect([nodeOf(10), nodeOf(["::1"]), nodeOf({})].map(asks)).toEqual([UNKNOWN, UNKNOWN, UNKNOWN]);
  });
});
