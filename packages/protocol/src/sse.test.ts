import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rewriteEvent, type SseEvent, type SsePiece, SseSplitter, sseComment, sseEvent } from "./index.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? undefined : new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
const readable = (piece: SsePiece) =>
  piece.kind === "comment"
    ? { comment: decode(piece.bytes) }
    : { bytes: decode(piece.bytes), data: decode(piece.data), event: piece.event, id: piece.id, retry: piece.retry };

function feed(chunks: Iterable<Uint8Array>, eventBytesMax?: number) {
  const splitter = new SseSplitter(eventBytesMax);
  const pieces: SsePiece[] = [];
  let problem: string | undefined;
  for (const chunk of chunks) {
    const scratch = chunk.slice();
    const read = splitter.push(scratch);
    pieces.push(
      ...read.pieces.map((piece) => ({ ...piece, bytes: piece.bytes.slice(), ...("data" in piece ? { data: piece.data?.slice() } : {}) })),
    );
    // The caller may use its chunk again.
    scratch.fill(0x58);
    problem = read.problem;
  }
  return { pieces: pieces.map(readable), problem, ...splitter.end() };
}
function eventOf(text: string): SseEvent {
  const [piece] = new SseSplitter().push(encode(text)).pieces;
  if (piece?.kind !== "event") throw new Error("no event");
  return piece;
}

const STREAM =
  ': hello\n\nid: 1\ndata:\n\nevent: message\nid: 2\nretry: 500\ndata: {"a":\ndata: "é😀"}\n\nevent:x\r\ndata:y\r\n\r\n:\n\nid\n\ndata: {}\r\nvendor: z\r\n: inside\r\n\r\n';

describe("SseSplitter", () => {
  test("cuts events and comments with their exact bytes", () => {
    const { pieces, problem, incomplete } = feed([encode(STREAM)]);
    expect(problem).toBeUndefined();
    expect(incomplete).toBe(false);
    expect(pieces).toEqual([
      { comment: ": hello\n" },
      { comment: "\n" },
      { bytes: "id: 1\ndata:\n\n", data: "", id: "1" },
      {
        bytes: 'event: message\nid: 2\nretry: 500\ndata: {"a":\ndata: "é😀"}\n\n',
        data: '{"a":\n"é😀"}',
        event: "message",
        id: "2",
        retry: "500",
      },
      { bytes: "event:x\r\ndata:y\r\n\r\n", data: "y", event: "x" },
      { comment: ":\n" },
      { comment: "\n" },
      { bytes: "id\n\n", data: undefined, id: "" },
      { bytes: "data: {}\r\nvendor: z\r\n: inside\r\n\r\n", data: "{}" },
    ]);
  });

  test("gives the same pieces for every cut into two and for single bytes", () => {
    const bytes = encode(STREAM);
    const whole = feed([bytes]);
    for (let at = 0; at <= bytes.length; at++) expect(feed([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(whole);
    expect(feed(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  test("EF-17: any stream in any cuts: same pieces, same verdict, and the pieces are the stream", () => {
    const line = fc.constantFrom(
      "data: a",
      "data:",
      "data",
      "data:  b",
      "id: é",
      "event: x",
      ": c",
      "",
      "",
      "vendor: 1",
      "retry: 1",
      'data: {"a":1}',
      "DATA: x",
      "\u0000",
      "a\rb",
      "data: x\r",
    );
    const stream = fc
      .array(fc.tuple(line, fc.constantFrom("\n", "\r\n")), { maxLength: 12 })
      .map((lines) => encode(lines.map((pair) => pair.join("")).join("")));
    fc.assert(
      fc.property(stream, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 60 }), (bytes, sizes) => {
        const chunks: Uint8Array[] = [];
        for (let at = 0, index = 0; at < bytes.length; index++) {
          const size = sizes[index % sizes.length]!;
          chunks.push(bytes.subarray(at, at + size));
          at += size;
        }
        const whole = feed([bytes]);
        const cut = feed(chunks);
        expect(cut.pieces).toEqual(whole.pieces);
        expect(cut.problem === undefined).toBe(whole.problem === undefined);
        const joined = whole.pieces.map((piece) => ("comment" in piece ? piece.comment : piece.bytes)).join("");
        expect(decode(bytes)!.startsWith(joined)).toBe(true);
        if (whole.problem === undefined && !whole.incomplete) expect(joined).toBe(decode(bytes));
      }),
      { numRuns: 3_000 },
    );
  });

  test.each([
    ["data: a\0b\n\n", "nul"],
    [": \0", "nul"],
    ["data: a\rdata: b\n\n", "bare_cr"],
    ["data: a\r\r\n\n", "bare_cr"],
    ["data: a\r\rx", "bare_cr"],
    ["\ufeffdata: a\n\n", "byte_order_mark"],
    ["Data: a\n\n", "field_name"],
    [" data: a\n\n", "field_name"],
    ["id : a\n\n", "field_name"],
  ])("ends the stream at %j", (text, problem) => {
    expect(feed([encode(`data: first\n\n`), encode(text)].slice(text.startsWith("\ufeff") ? 1 : 0)).problem).toBe(problem);
    const single = feed(Array.from(encode(text), (byte) => Uint8Array.of(byte)));
    expect(single).toMatchObject({ problem, pieces: [] });
  });

  test("delivers what was complete before the problem, and nothing after it", () => {
    const read = feed([encode("data: a\n\ndata: \0\n\n"), encode("data: b\n\n")]);
    expect(read.pieces.map((piece) => ("data" in piece ? piece.data : ""))).toEqual(["a"]);
    expect(read.problem).toBe("nul");
  });

  test("an event at the ceiling passes, one byte more does not, however it comes", () => {
    const event = (size: number) => encode(`data: ${"x".repeat(size - 8)}\n\n`);
    expect(feed([event(100)], 100).pieces).toHaveLength(1);
    for (const chunks of [
      [event(101)],
      [event(101).subarray(0, 50), event(101).subarray(50)],
      [encode("data: "), encode("x".repeat(95))],
    ]) {
      expect(feed(chunks, 100)).toMatchObject({ pieces: [], problem: "too_large" });
    }
    expect(feed([encode(": c\n\n".repeat(100))], 100).problem).toBeUndefined();
  });

  test("T23: 3.5 MB in one line pass in small chunks without being copied again and again", () => {
    const bytes = encode(`data: ${"x".repeat(3_500_000)}\n\n`);
    const splitter = new SseSplitter();
    const pieces: SsePiece[] = [];
    for (let at = 0; at < bytes.length; at += 1_000) pieces.push(...splitter.push(bytes.subarray(at, at + 1_000)).pieces);
    expect(pieces).toHaveLength(1);
    expect(pieces[0]).toMatchObject({ kind: "event" });
    expect(pieces[0]?.bytes.length).toBe(bytes.length);
  });

  test("joins data lines with a line feed each, empty ones too", () => {
    const data = (text: string) => decode(eventOf(text).data);
    expect(data("data:\ndata: x\n\n")).toBe("\nx");
    expect(data("data\ndata\n\n")).toBe("\n");
    expect(data("data: a\ndata:\ndata:  b\n\n")).toBe("a\n\n b");
  });

  test("an unfinished event is reported and dropped", () => {
    expect(feed([encode("data: a\n\ndata: b\n")])).toMatchObject({ incomplete: true, pieces: [{ data: "a" }] });
  });
});

describe("writing", () => {
  test("comments and events", () => {
    expect(decode(sseComment())).toBe(":\n\n");
    expect(decode(sseComment("still\nhere"))).toBe(": still here\n\n");
    expect(decode(sseEvent({ data: '{"a":\r\n1}', event: "message" }))).toBe('event: message\ndata: {"a":  1}\n\n');
  });
  test("other data goes in one line, every other line stays as it was", () => {
    const event = eventOf('id: 7\r\nevent:message\r\ndata: {"a":\r\n: note\r\ndata: 1}\r\nretry:  9\r\n\r\n');
    expect(decode(rewriteEvent(event, { data: encode('{"a":\n2}') }))).toBe(
      'id: 7\r\nevent:message\r\ndata: {"a": 2}\r\n: note\r\nretry:  9\r\n\r\n',
    );
    expect(decode(rewriteEvent(event, { dropResumption: true }))).toBe('event:message\r\ndata: {"a":\r\n: note\r\ndata: 1}\r\n\r\n');
    expect(decode(rewriteEvent(event, {}))).toBe(decode(event.bytes));
  });
  test("what is written reads back", () => {
    fc.assert(
      fc.property(fc.json(), fc.boolean(), (text, dropResumption) => {
        const original = eventOf(`id: 1\ndata: ${JSON.stringify(JSON.parse(text))}\nevent: m\n\n`);
        const written = eventOf(decode(rewriteEvent(original, { data: encode(text), dropResumption }))!);
        expect([written.event, written.id]).toEqual(["m", dropResumption ? undefined : "1"]);
        expect(JSON.parse(decode(written.data)!)).toEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
  });
});
