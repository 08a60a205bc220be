import fc from "fast-check";
import type { JsonNode } from "../src/index.ts";
import { anyJson, arrays, booleans, deepJson, nothing, numbers, objects, string, strings } from "./nodes.ts";

/**
 * Values that conditions and arguments both draw from, one pool per type and each pool small, so that rules are hit; and
 * hostile ones that only arguments carry.
 */

const comparableNumbers = [
  "0",
  "1",
  "2",
  "5",
  "100",
  "1.0",
  "1e2",
  "1E+2",
  "0.1",
  "99.5",
  "-1",
  "-0",
  "9007199254740991",
  "1.5e-3",
  "10.250",
];
const oddNumbers = [
  "9007199254740993", "9007199254740992", "1e400", "-1e400", "1e-400", "0.10000000000000000001", "100.0000001", "1.0000000", "0e999", "-0.0",
  "5e-324", "1.7976931348623157e308", "0.0000001", "1e-6", "100.00000000000000000000000000000000000000", "0.30000000000000004",
]; // biome-ignore format: a table
const plainTexts = ["", "a", "b", "admin", "Admin", "ab", "abc", "é", "😀", "😀😀", "ß", "a b", "1", "100", "true", "null", "2026-01-01"];
const oddTexts = ["\ud800", "a\0b", "admin\0", "\udc00\ud800", "\u212a", "a\n", "\u007f", "a\u0301"];
const tooLong = string("a".repeat(65_537));

const schemes = [
  "https://",
  "https://",
  "http://",
  "HTTPS://",
  "ftp://",
  "foo://",
  "https:",
  "//",
  "https:///",
  " https://",
  "mailto:",
  "file://",
];
const users = ["", "", "", "", "user:pw@", "example.com@", "a@b@", "evil.com\\@", "evil.com#@", "evil.com?@", "%65@", "%zz@", "{}@"];
const hosts = [
  "example.com", "example.com", "api.example.com", "EXAMPLE.com", "example.com.", "example.com..", "notexample.com", "evil.com", ".example.com",
  "10.0.0.1", "127.0.0.1", "0x7f.1", "2130706433", "010.0.0.1", "127.1", "10.0.0.1.", "[::1]", "[::ffff:10.0.0.1]", "[0:0:0:0:0:0:0:1]", "[::1%25a]",
  "ex%61mple.com", "exаmple.com", "bücher.example", "xn--bcher-kva.example", "exa_mple.com", "exam ple.com", "", "EXAMPLE。com", "ⓔxample.com",
]; // biome-ignore format: a table
const ports = ["", "", "", "", ":8080", ":", ":99999", ":a", ":0"];
const tails = [
  "",
  "/",
  "/a/b?c#d",
  "?@evil.com",
  "#@evil.com",
  "/\\evil.com",
  "\\evil.com",
  "/a b",
  "/é",
  "/%zz",
  "/{x}",
  "\t/",
  "/%2e%2e",
];
const plainUrl = [["https://"], [""], ["example.com", "api.example.com", "10.0.0.1"], [""], ["", "/"]];
const oddUrl = [schemes, users, hosts, ports, tails];
const joined = (parts: string[][]): fc.Arbitrary<JsonNode> =>
  fc.tuple(...parts.map((part) => fc.constantFrom(...part))).map((chosen) => string(chosen.join("")));
/** Plain but for one part, or odd in every part. */
const urls = fc.oneof(joined(oddUrl), ...oddUrl.map((part, index) => joined(plainUrl.with(index, part))));

const folders = ["/data", "/data/in", "/", "/home/a", "/data-evil", "/etc"];
const segments = [
  "data",
  "data",
  "in",
  "a.txt",
  "..",
  ".",
  "",
  "etc",
  "data-evil",
  "%2e%2e",
  "%2F",
  "a\\b",
  "\u0001",
  "a..b",
  "%2",
  "é",
  "...",
  "%25",
  "~",
];
const addresses = [
  "10.0.0.1",
  "10.1.2.3",
  "192.168.1.7",
  "::1",
  "::ffff:10.0.0.1",
  "2001:db8::5",
  "fe80::1%eth0",
  "010.0.0.1",
  "10.0.0",
  "1.2.3.4.5",
];
const oddAddresses = [
  "::ffff:0a00:0001",
  "0:0:0:0:0:ffff:10.1.2.3",
  "[::1]",
  "10.0.0.256",
  "::10.0.0.1",
  "1::2::3",
  "2001:DB8:0:0:0:0:0:5",
  " 10.0.0.1",
  "0",
  "",
];
export const ranges = ["10.0.0.0/8", "10.0.0.1/32", "192.168.0.0/16", "::1/128", "2001:db8::/32", "0.0.0.0/0", "::/0"];
export const hostEntries = ["example.com", ".example.com", "10.0.0.1", "EXAMPLE.com", "xn--bcher-kva.example", "::1", "exa_mple.com"];
export const folderEntries = [...folders, "/data/"];
export const patterns = ["^a", "b$", "[0-9]+", "(?i)ADMIN", "é", ".", "^$", "a|b", "\\d{2}", "\\bad", "(?s)^.*$", "^(a+)+$", "\\pL", "^.$"];

const odder = fc
  .tuple(fc.constantFrom("", "/.", ...folders), fc.array(fc.constantFrom(...segments), { minLength: 1, maxLength: 2 }))
  .map(([folder, parts]) => string(`${folder}/${parts.join("/")}`));

const tree = objects({ a: numbers(comparableNumbers), b: arrays(strings(plainTexts), 2) });
const twinTree = objects({ a: numbers(comparableNumbers), A: numbers(comparableNumbers) });

const item = objects({ x: numbers(comparableNumbers), y: strings(plainTexts), url: urls });

/** What a well-behaved client sends for a type; conditions take their values from here too. */
export const good = {
  number: numbers(comparableNumbers),
  text: strings(plainTexts),
  flag: booleans,
  url: urls,
  folder: fc.oneof(strings(folders), odder),
  address: strings([...addresses, ...oddAddresses]),
  texts: arrays(strings(plainTexts), 3),
  numbers: arrays(numbers(comparableNumbers), 3),
  items: arrays(item, 3),
  tree: fc.oneof({ weight: 5, arbitrary: tree }, { weight: 1, arbitrary: twinTree }),
};
export type Type = keyof typeof good;

/** What no schema asks for. */
export const hostile: fc.Arbitrary<JsonNode> = fc.oneof(
  { weight: 8, arbitrary: numbers(oddNumbers) },
  { weight: 8, arbitrary: strings(oddTexts) },
  { weight: 5, arbitrary: fc.constant(nothing) },
  { weight: 3, arbitrary: arrays(fc.oneof(numbers(oddNumbers), strings([...oddTexts, ...plainTexts]), fc.constant(nothing), item), 3) },
  { weight: 2, arbitrary: objects({ a: numbers(oddNumbers), A: numbers(comparableNumbers), b: fc.constant(nothing) }) },
  { weight: 2, arbitrary: fc.oneof(...Object.values(good)) },
  { weight: 1, arbitrary: anyJson },
  { weight: 1, arbitrary: deepJson },
  { weight: 1, arbitrary: fc.constant(tooLong) },
);

/** An argument of a type: mostly what is asked for. */
export const argument = (type: Type): fc.Arbitrary<JsonNode> =>
  fc.oneof({ weight: 6, arbitrary: good[type] }, { weight: 1, arbitrary: hostile });
