import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalize, canonicalizeMeta, canonicalObject, type JsonObject, scan } from "./index.ts";

function rootOf(text: string): JsonObject {
  const result = scan(new TextEncoder().encode(text));
  if (!result.ok || result.root.kind !== "object") throw new Error("not read");
  return result.root;
}
const canonical = (text: string) => canonicalize(rootOf(text));

describe("form C1", () => {
  test.each([
    // The example of RFC 8785, 3.2.2 and 3.2.3, but for its numbers, which keep their text here.
    [
      '{"numbers":[333333333.33333329,1E30],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
      '{"literals":[null,true,false],"numbers":[333333333.33333329,1E30],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    ],
    [
      '{"\\u20ac":1,"\\r":2,"\\ufb33":3,"1":4,"\\ud83d\\ude00":5,"\\u0080":6,"\\u00f6":7}',
      '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
    ],
    [' { "b" : [ ] , "a" : { } } ', '{"a":{},"b":[]}'],
    ['{"a":9007199254740993,"b":0.10,"c":-0}', '{"a":9007199254740993,"b":0.10,"c":-0}'],
    ['{"10":1,"9":2,"a":3,"B":4}', '{"10":1,"9":2,"B":4,"a":3}'],
    ['{"a":"\\u2028\\u007f"}', '{"a":"\u2028\u007f"}'],
  ])("%s", (text, expected) => expect(canonical(text)).toBe(expected));

  test("different numbers and a lone surrogate never share a form with something else", () => {
    expect(canonical('{"a":1}')).not.toBe(canonical('{"a":1.0}'));
    expect(canonical('{"a":"\\ud800"}')).not.toBe(canonical('{"a":"\\\\ud800"}'));
    expect(canonical('{"a":"1"}')).not.toBe(canonical('{"a":1}'));
  });

  test("order and spelling of the received text do not matter, and the form reads back as the same value", () => {
    const shuffled = fc.dictionary(fc.string({ unit: "grapheme", maxLength: 4 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 });
    fc.assert(
      fc.property(shuffled, fc.infiniteStream(fc.nat()), (value, random) => {
        const text = JSON.stringify(value);
        if (!scan(new TextEncoder().encode(text)).ok) return;
        const form = canonical(text);
        const entries = Object.entries(value).map((entry) => [random.next().value as number, entry] as const);
        const reordered = Object.fromEntries(entries.sort(([left], [right]) => left - right).map(([, entry]) => entry));
        expect(canonical(JSON.stringify(reordered, undefined, 2))).toBe(form);
        expect(JSON.parse(form)).toEqual(JSON.parse(text));
        expect(canonical(form)).toBe(form);
      }),
      { numRuns: 500 },
    );
  });

  test("objects put together from strings and received values", () => {
    const root = rootOf('{"b":2,"a":[1.0]}');
    expect(
      canonicalObject([
        ["tool", "x"],
        ["arguments", root],
        ["left", undefined],
      ]),
    ).toBe('{"arguments":{"a":[1.0],"b":2},"tool":"x"}');
  });

  test("_meta without what changes from one sending to the next", () => {
    const meta =
      '{"vendor/x":1,"progressToken":7,"traceparent":"a","tracestate":"b","baggage":"c","io.modelcontextprotocol/clientInfo":{},"io.portcullis/decision":{}}';
    expect(canonicalizeMeta(rootOf(meta))).toBe('{"vendor/x":1}');
  });

  test("refuses a node whose contents were not read", () => {
    const result = scan(new TextEncoder().encode('{"result":{"a":{"b":1}}}'), undefined, "envelope");
    if (!result.ok) throw new Error("not read");
    expect(() => canonicalize(result.root)).toThrow(RangeError);
  });
});
