import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hostNotes } from "./hosts.ts";
import { isUnseen, piecesOf, seenText } from "./pieces.ts";
import { shownCall } from "./shown-call.ts";

const call = (args: unknown, rest: object = {}) => ({
  params: JSON.stringify({ arguments: args, name: "tool", ...rest }),
  meta: null,
  unknownFields: [],
});
const rowsOf = (args: unknown) => shownCall(call(args), [])?.sections[0]?.rows ?? [];

test("every character that cannot be seen is a mark, whatever the text", () => {
  const letters = fc.oneof(
    fc.string({ unit: "binary" }),
    fc
      .array(fc.constantFrom("\u202e", "\u200b", "a", "\n", "\u{e0041}", "\ud800", "☀\ufe0f", "\u3164", "\u00a0", "é"))
      .map((all) => all.join("")),
  );
  fc.assert(
    fc.property(letters, (text) => {
      const plain = piecesOf(text)
        .filter((piece) => !piece.isMark)
        .map((piece) => piece.text)
        .join("");
      // Line breaks follow their mark; an emoji's own selector belongs to it.
      expect([...plain].filter((letter) => letter !== "\n" && letter !== "\ufe0f" && isUnseen(letter))).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

test("a mark cannot be forged: the text that looks like one is none", () => {
  expect(piecesOf("a\u202eb")).toEqual([
    { text: "a", isMark: false },
    { text: "⟨U+202E⟩", isMark: true },
    { text: "b", isMark: false },
  ]);
  expect(piecesOf("a⟨U+202E⟩b")).toEqual([{ text: "a⟨U+202E⟩b", isMark: false }]);
  expect(seenText("one\ntwo\u0000")).toBe("one↵\ntwo⟨U+0000⟩");
});

test("whatever an agent writes at length is read once, not once for each letter", () => {
  const known = ["zabbix.example.com"];
  for (const unit of [
    "x",
    "a.",
    "..",
    ".\u3002",
    "a-",
    "-",
    "a:",
    "a:/",
    "h://a@",
    "\u0456",
    "\u0301",
    "\u200b",
    "xn--a.",
    "x.\u0456 ",
    "\n",
    "\\",
    "@",
  ]) {
    const text = unit.repeat(400_000 / unit.length);
    const since = performance.now();
    hostNotes(text, known);
    piecesOf(text);
    shownCall(call({ text }), known);
    expect(performance.now() - since, JSON.stringify(unit)).toBeLessThan(10_000);
  }
}, 120_000);

test("lines stand in the order and with the numbers of the canonical text", () => {
  const params = '{"arguments":{"big":12345678901234567890.10,"list":[{"a":null},[]],"z/~":true},"name":"tool"}';
  const shown = shownCall({ params, meta: null, unknownFields: ["/z~1~0"] }, []);
  const rows = shown?.sections[0]?.rows.map(({ pointer, depth, kind, size, value, isUnknown }) => [
    pointer,
    depth,
    kind,
    size,
    value.map((piece) => piece.text).join(""),
    isUnknown,
  ]);
  expect(rows).toEqual([
    ["/big", 1, "number", 23, "12345678901234567890.10", false],
    ["/list", 1, "array", 2, "", false],
    ["/list/0", 2, "object", 1, "", false],
    ["/list/0/a", 3, "null", 4, "null", false],
    ["/list/1", 2, "array", 0, "", false],
    ["/z~1~0", 1, "boolean", 4, "true", true],
  ]);
  expect(shown?.editable).toContain('"big": 12345678901234567890.10');
});

test("the text to edit means the same, with escapes for what cannot be seen", () => {
  const args = { "k\u200b": "a\u202eb\u2028\u{e0041}", list: [1, {}, []] };
  const editable = shownCall(call(args), [])?.editable ?? "";
  expect(JSON.parse(editable)).toEqual(args);
  expect([...editable].filter((letter) => letter !== "\n" && isUnseen(letter))).toEqual([]);
});

test("long values and many lines are folded, with the hash of the whole", () => {
  const [row, lines, short] = rowsOf({ a: "x".repeat(10_240), b: "\n".repeat(20), c: "x" });
  expect([row?.size, row?.sha256]).toEqual([10_240, createHash("sha256").update("x".repeat(10_240)).digest("hex")]);
  expect(lines?.sha256).not.toBeNull();
  expect(short?.sha256).toBeNull();
});

test("other parameters and metadata are shown too, and what is not read whole is not shown at all", () => {
  const titles = shownCall({ ...call({}, { task: { ttl: 1 } }), meta: '{"x/y":1}' }, [])?.sections.map(({ title }) => title);
  expect(titles).toEqual(["Arguments", "Other parameters", "Metadata"]);
  expect(shownCall({ params: "", meta: null, unknownFields: [] }, [])).toBeNull();
  expect(shownCall({ params: '{"a":1,"a":2}', meta: null, unknownFields: [] }, [])).toBeNull();
});

test.each([
  ["see https://g\u0456thub.com/x", "xn--gthub-n2e.com"],
  ["https://github.com@evil.example/login", "evil.example"],
  ["https://github.com\\@evil.example/", "github.com"],
  ["http://0x7f.1/", "127.0.0.1"],
  ["mail me at root@\u0440aypal.com", "xn--aypal-uye.com"],
  ["https://xn--80ak6aa92e.com", "xn--80ak6aa92e.com"],
  ["zabbix.exarnple.com", "zabbix.exarnple.com"],
  ["https://git\u200bhub.com", "github.com"],
  ["v1.2.3", null],
])("hosts that are not what they look like: %j", (text, host) => {
  const notes = hostNotes(text, ["zabbix.example.com"]);
  if (host !== null) expect(notes.map((note) => note.host)).toContain(host);
  for (const { why } of notes) expect([...why].filter(isUnseen)).toEqual([]);
});

test("plain hosts need no note", () => {
  expect(hostNotes("https://zabbix.example.com:8080/api and v1.2.3, see example.org.", ["zabbix.example.com"])).toEqual([]);
});
