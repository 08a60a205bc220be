import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ANSWER_LIMITS, type JsonNode, REQUEST_LIMITS, scan } from "./index.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const problemOf = (text: string | Uint8Array) => {
  const result = scan(typeof text === "string" ? encode(text) : text);
  return result.ok ? undefined : result.failure;
};
const rootOf = (text: string) => {
  const result = scan(encode(text));
  if (!result.ok) throw new Error(result.failure.problem);
  return result.root;
};

/** What `JSON.parse` would make of the tree. */
function plain(node: JsonNode): unknown {
  switch (node.kind) {
    case "object":
      return Object.fromEntries([...node.members].map(([name, member]) => [name, plain(member)]));
    case "array":
      return node.items.map(plain);
    case "number":
      return Number(node.text);
    case "null":
      return null;
    default:
      return node.value;
  }
}

function* nodesOf(node: JsonNode): Generator<JsonNode> {
  yield node;
  if (node.kind === "object") for (const member of node.members.values()) yield* nodesOf(member);
  if (node.kind === "array") for (const item of node.items) yield* nodesOf(item);
}

const nested = (depth: number) => `${'{"a":'.repeat(depth - 1)}{}${"}".repeat(depth - 1)}`;
/** The root is one node. */
const withNodes = (count: number) => `{"a":[${Array(count - 2).fill(0)}]}`;

describe("S1: bytes", () => {
  test.each([
    ["an overlong slash", [0x22, 0xc0, 0xaf, 0x22]],
    ["an encoded surrogate", [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ["a cut sequence", [0x22, 0xe2, 0x82, 0x22]],
    ["a stray continuation", [0x22, 0x80, 0x22]],
    ["beyond U+10FFFF", [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22]],
  ])("refuses %s", (_, value) => {
    expect(problemOf(new Uint8Array([...encode('{"a":'), ...value, 0x7d]))).toMatchObject({ code: -32700, status: 400 });
  });

  test("refuses a byte order mark", () => {
    expect(problemOf(new Uint8Array([0xef, 0xbb, 0xbf, ...encode("{}")]))).toMatchObject({ code: -32700 });
  });
});

describe("S2: one JSON document", () => {
  test.each([
    "",
    " ",
    "{",
    "{}x",
    "{}{}",
    "{},",
    "[1,]",
    '{"a":1,}',
    "{'a':1}",
    '{"a" 1}',
    '{"a":01}',
    '{"a":+1}',
    '{"a":1.}',
    '{"a":.5}',
    '{"a":-}',
    '{"a":1e}',
  ])("refuses %j", (text) => expect(problemOf(text)).toMatchObject({ code: -32700, status: 400 }));
  test.each([
    '{"a":nul}',
    '{"a":True}',
    '{"a":NaN}',
    '{"a":"\t"}',
    '{"a":"\\x"}',
    '{"a":"\\u12g4"}',
    '{"a":"\\u12',
    '{"a":"',
    "{}\u00a0",
    "{}//",
    '{"a":1\u000c}',
    "{\u2028}",
  ])("refuses %j too", (text) => expect(problemOf(text)).toMatchObject({ code: -32700 }));
  test.each(["1", '"a"', "null", "true"])("refuses the scalar %s as no message", (text) =>
    expect(problemOf(text)).toMatchObject({ code: -32600 }),
  );
  test("takes every white space of JSON and no other", () => {
    expect(plain(rootOf(' \t\r\n{ \n"a" : [ 1 , 2 ] , "b":{ } , "c":[\r]}\n'))).toEqual({ a: [1, 2], b: {}, c: [] });
  });
});

describe("S3, S4, S7: member names", () => {
  test.each([
    '{"a":1,"a":2}',
    '{"a":1,"\\u0061":2}',
    '{"x":[{"y":{"k":1,"b":2,"\\u006b":3}}]}',
    '{"":1,"":2}',
    '{"é":1,"\\u00e9":2}',
    '{"\\ud83d\\ude00":1,"😀":2}',
  ])("refuses the duplicate in %s", (text) => expect(problemOf(text)).toMatchObject({ code: -32600, status: 400 }));
  test.each(['{"__proto__":1}', '{"a":{"\\u005f_proto__":1}}', '{"\\ud800":1}', '{"a\\u0000":1}', '{"\\udc00\\ud800":1}'])(
    "refuses the name in %s",
    (text) => expect(problemOf(text)).toMatchObject({ code: -32600 }),
  );
  test("keeps every other name as plain data", () => {
    expect(rootOf('{"a":{"constructor":1,"toString":2,"hasOwnProperty":3,"1":4,"A":5,"a":6}}').kind).toBe("object");
  });
  test("marks values that readers disagree on and keeps pairs sound", () => {
    const suspect = (value: string) => [...nodesOf(rootOf(`{"a":${value}}`))].some((node) => node.kind === "string" && node.suspect);
    for (const value of [
      '"\\u0000"',
      '"\\ud800"',
      '"\\udc00"',
      '"\\ud800\\u0041"',
      '"\\ud800\\ud800\\udc00"',
      '"\\ud800\\ud801"',
      '"x\\uD800"',
    ])
      expect(suspect(value)).toBe(true);
    for (const value of ['"\\ud83d\\ude00"', '"😀"', '"\\\\u0000"', '"\\u0001"', '"\u007f"']) expect(suspect(value)).toBe(false);
  });
});

describe("S8: ceilings, counted while reading", () => {
  test("depth 64 passes, 65 does not, and a flood of brackets cannot exhaust the stack", () => {
    expect(problemOf(nested(64))).toBeUndefined();
    expect(problemOf(nested(65))).toMatchObject({ code: -32600, status: 400 });
    expect(problemOf("[".repeat(1_000_000))).toMatchObject({ code: -32600 });
  });
  test("20,000 values pass, 20,001 do not", () => {
    expect(problemOf(withNodes(20_000))).toBeUndefined();
    expect(problemOf(withNodes(20_001))).toMatchObject({ code: -32600, status: 400 });
  });
  test("4 MiB pass, one byte more does not", () => {
    const body = new Uint8Array(REQUEST_LIMITS.bytesMax + 1).fill(0x20);
    body.set(encode("{}"));
    expect(problemOf(body.subarray(0, REQUEST_LIMITS.bytesMax))).toBeUndefined();
    expect(problemOf(body)).toMatchObject({ code: -32600, status: 413 });
  });
  test("answers have their own ceilings", () => {
    expect(scan(encode(withNodes(20_001)), ANSWER_LIMITS).ok).toBe(true);
    expect(scan(encode(withNodes(500_001)), ANSWER_LIMITS).ok).toBe(false);
    expect(scan(encode(`{"result":{"a":[${Array(500_000).fill(0)}]}}`), ANSWER_LIMITS, "envelope").ok).toBe(false);
    expect(scan(encode(`{"result":{"a":${nested(63)}}}`), ANSWER_LIMITS, "envelope").ok).toBe(false);
  });
});

describe("the id of a refused message", () => {
  const twice = '"params":{"a":1,"a":2}';
  test.each([
    [`{${twice},"id":7}`, "7"],
    [`{"id":"\\u0061/",${twice}}`, '"\\u0061/"'],
    [`{"id":7,"id":7,${twice}}`, undefined],
    [`{"id":7,"ID":8,${twice}}`, undefined],
    [`{"\\u0069d":7,${twice}}`, "7"],
    [`{"id":7.0,${twice}}`, undefined],
    [`{"id":null,${twice}}`, undefined],
    [`{"id":"\\u0000",${twice}}`, undefined],
    [`{${twice},"id":7`, undefined],
    [`{${twice},"id":7}x`, undefined],
    [`[{"id":7,${twice}}]`, undefined],
    [`{"id":7,"params":${nested(65)}}`, undefined],
  ])("%s → %s", (text, id) => expect(problemOf(text)?.id?.text).toBe(id));
});

describe("reading the envelope alone", () => {
  const envelope = (text: string) => scan(encode(text), ANSWER_LIMITS, "envelope");
  test("checks the direct members of result and leaves what is below unread", () => {
    const result = envelope('{"id":1,"result":{"content":[{"a":1,"a":2}],"meta":{"__proto__":1},"isError":true},"params":{"x":{"y":1}}}');
    if (!result.ok || result.root.kind !== "object") throw new Error("refused");
    const answer = result.root.members.get("result");
    if (answer?.kind !== "object") throw new Error("no result");
    expect([...answer.members].map(([name, node]) => [name, node.kind, "unread" in node && node.unread])).toEqual([
      ["content", "array", true],
      ["meta", "object", true],
      ["isError", "boolean", false],
    ]);
    expect([...nodesOf(result.root)].filter((node) => "unread" in node && !node.unread)).toHaveLength(4);
  });
  test.each([
    '{"result":{"a":1,"a":2}}',
    '{"result":{"__proto__":1}}',
    '{"id":1,"id":1,"result":{}}',
    '{"params":{"x":{"y":1,"y":2}}}',
    '{"result":{"a":[1,]}}',
    '{"result":{"a":{"b":"\\q"}}}',
  ])("refuses %s", (text) => expect(envelope(text).ok).toBe(false));
});

describe("properties", () => {
  const text = fc.json({ maxDepth: 6 }).map((value) => `{"value":${value}}`);
  const spaced = fc
    .tuple(fc.jsonValue({ maxDepth: 5 }), fc.integer({ min: 0, max: 3 }))
    .map(([value, indent]) => JSON.stringify({ value }, undefined, indent));

  test("what is accepted reads as JSON.parse reads it, and every span holds its node", () => {
    fc.assert(
      fc.property(fc.oneof(text, spaced), (source) => {
        const bytes = encode(source);
        const result = scan(bytes, ANSWER_LIMITS);
        if (!result.ok) {
          expect(source).toContain("__proto__");
          return;
        }
        expect(plain(result.root)).toEqual(JSON.parse(source));
        for (const node of nodesOf(result.root)) {
          const piece = new TextDecoder().decode(bytes.subarray(node.start, node.end));
          if (node.kind === "number") expect(piece).toBe(node.text);
          else expect(JSON.parse(piece)).toEqual(plain(node));
          if (node.keyStart >= 0) expect(bytes[node.keyStart]).toBe(0x22);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("any bytes: no throw, and never more lenient than JSON.parse", () => {
    const fragments = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ":",
      ",",
      '"a"',
      '"\\u0061"',
      "1",
      "-0",
      "1e5",
      "true",
      "null",
      " ",
      '"\\ud800"',
      "é",
      '"é😀"',
      "\\",
      '"',
      "\u0000",
      ".",
    );
    const source = fc.oneof(
      fc.array(fragments, { maxLength: 14 }).map((parts) => encode(parts.join(""))),
      fc.uint8Array({ maxLength: 40 }),
    );
    fc.assert(
      fc.property(source, (bytes) => {
        for (const read of ["whole", "envelope"] as const) {
          const result = scan(bytes, REQUEST_LIMITS, read);
          if (result.ok) expect(() => JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes))).not.toThrow();
          else if (result.failure.code === -32700)
            expect(() => JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes))).toThrow();
        }
      }),
      { numRuns: 10_000 },
    );
  });

  test("a mutated body is accepted only when JSON.parse accepts it", () => {
    const body = encode(
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"é😀\\n","arguments":{"a":[1,-2.5e3,true,null],"b":{}}}}',
    );
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.nat(255), (at, byte) => {
        const mutated = body.slice();
        mutated[at] = byte;
        let parses = true;
        try {
          JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(mutated));
        } catch {
          parses = false;
        }
        const result = scan(mutated);
        if (result.ok) expect(parses).toBe(true);
        else expect(parses).toBe(result.failure.code === -32600);
      }),
      { numRuns: 5_000 },
    );
  });

  test("a duplicate is refused at any depth, however it is escaped", () => {
    const escapeAll = (name: string) =>
      `"${Array.from({ length: name.length }, (_, index) => `\\u${name.charCodeAt(index).toString(16).padStart(4, "0")}`).join("")}"`;
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 6 }), fc.nat(50), fc.boolean(), (name, depth, inArray) => {
        const [open, close] = inArray ? ["[", "]"] : ['{"w":', "}"];
        const wrap = (inner: string) => `{"v":${open.repeat(depth)}${inner}${close.repeat(depth)}}`;
        const refused = problemOf(wrap(`{${JSON.stringify(name)}:1,"zzzzzzz":2,${escapeAll(name)}:3}`));
        expect(refused).toMatchObject({ code: -32600 });
        if (name !== "__proto__" && !name.includes("\0")) expect(problemOf(wrap(`{${escapeAll(name)}:1}`))).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });
});
