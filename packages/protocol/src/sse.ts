/** A comment (or blank) line between events, or one whole event. `bytes` are exactly those received, line ends included. */
export type SsePiece = SseComment | SseEvent;

export interface SseComment {
  readonly kind: "comment";
  readonly bytes: Uint8Array;
}

export interface SseEvent {
  readonly kind: "event";
  readonly bytes: Uint8Array;
  /** The `data` lines joined by line feeds; undefined without any; empty in a priming event, which is never parsed (D7). */
  readonly data?: Uint8Array;
  readonly event?: string;
  readonly id?: string;
  readonly retry?: string;
}

/**
 * Why a stream cannot be read on: `nul` and `bare_cr` are framing that readers disagree on, as are a byte order mark and a case variant
 * of a field name; `too_large`: one event is over the ceiling.
 */
export type SseProblem = "nul" | "bare_cr" | "byte_order_mark" | "field_name" | "too_large";

/** Cuts a byte stream into events, whatever chunks it comes in. After a problem nothing more is read. */
export class SseSplitter {
  private readonly eventBytesMax: number;
  /** Bytes of the unfinished event. `length` of them count; the rest is room to grow. */
  private pending = new Uint8Array(0);
  private length = 0;
  /** Where the unfinished line starts, and up to where its bytes have been looked at. */
  private lineStart = 0;
  private looked = 0;
  private atStart = true;
  private problem: SseProblem | undefined;

  constructor(eventBytesMax: number = SSE_EVENT_BYTES_MAX) {
    this.eventBytesMax = eventBytesMax;
  }

  /** The pieces that `chunk` completes. Does not keep `chunk`, but pieces may share its memory. */
  push(chunk: Uint8Array): { readonly pieces: readonly SsePiece[]; readonly problem?: SseProblem } {
    if (this.problem !== undefined) return { pieces: [], problem: this.problem };
    const bytes = this.length === 0 ? chunk : this.append(chunk);
    const pieces: SsePiece[] = [];
    const rest = this.split(bytes, pieces);
    if (this.problem === undefined && bytes.length - rest > this.eventBytesMax) this.problem = "too_large";
    if (this.problem !== undefined) return { pieces, problem: this.problem };
    // Pieces look into the buffer that they were cut from, and a chunk is the caller's: what is left moves to a new one.
    if (rest > 0 || bytes === chunk) this.pending = bytes.slice(rest);
    this.length = bytes.length - rest;
    return { pieces };
  }

  /** At the end of the stream: whether an event was left unfinished, which is dropped as every reader does. */
  end(): { readonly incomplete: boolean } {
    return { incomplete: this.length > 0 };
  }

  /** Cuts `bytes`; gives the start of the unfinished event. */
  private split(bytes: Uint8Array, pieces: SsePiece[]): number {
    const end = bytes.length;
    let eventStart = 0;
    let lineStart = this.lineStart;
    let from = this.looked;
    const nul = indexFrom(bytes, NUL, from);
    let carriage = indexFrom(bytes, CARRIAGE_RETURN, Math.max(from - 1, 0));
    for (;;) {
      const feed = indexFrom(bytes, LINE_FEED, from);
      if (nul < feed) return this.stop("nul", eventStart);
      // A carriage return is sound only right before a line feed; the last byte so far may still turn out so.
      if (carriage < feed - 1 && carriage < end - 1) return this.stop("bare_cr", eventStart);
      if (feed === NONE) break;
      const lineEnd = carriage === feed - 1 ? feed - 1 : feed;
      if (carriage < feed) carriage = indexFrom(bytes, CARRIAGE_RETURN, feed + 1);
      from = feed + 1;
      const kind = this.lineKind(bytes, lineStart, lineEnd);
      if (kind === "refused") return eventStart;
      if (kind === "blank" && lineStart > eventStart) {
        if (from - eventStart > this.eventBytesMax) return this.stop("too_large", eventStart);
        pieces.push(readEvent(bytes.subarray(eventStart, from)));
        eventStart = from;
      } else if (lineStart === eventStart && kind !== "field") {
        pieces.push({ kind: "comment", bytes: bytes.subarray(eventStart, from) });
        eventStart = from;
      }
      lineStart = from;
    }
    this.lineStart = lineStart - eventStart;
    this.looked = end - eventStart;
    return eventStart;
  }

  private lineKind(bytes: Uint8Array, start: number, end: number): "blank" | "comment" | "field" | "refused" {
    const first = this.atStart;
    this.atStart = false;
    if (first && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf) return this.refuse("byte_order_mark");
    if (start === end) return "blank";
    if (bytes[start] === COLON) return "comment";
    const name = fieldName(bytes, start, end);
    return name === undefined || FIELDS.has(name) || !FIELDS.has(name.trim().toLowerCase()) ? "field" : this.refuse("field_name");
  }

  private refuse(problem: SseProblem): "refused" {
    this.problem = problem;
    return "refused";
  }

  private stop(problem: SseProblem, eventStart: number): number {
    this.problem = problem;
    return eventStart;
  }

  private append(chunk: Uint8Array): Uint8Array {
    const needed = this.length + chunk.length;
    if (needed > this.pending.length) {
      const larger = new Uint8Array(Math.max(needed, this.pending.length * 2));
      larger.set(this.pending.subarray(0, this.length));
      this.pending = larger;
    }
    this.pending.set(chunk, this.length);
    this.length = needed;
    return this.pending.subarray(0, needed);
  }
}

/** One upstream message at most (section 8). */
export const SSE_EVENT_BYTES_MAX = 10 * 1024 * 1024;

/** The lines of an event, without their line ends. `end` is where the line's text ends, `next` where the next line starts. */
export function* linesOf(
  bytes: Uint8Array,
): Generator<{ readonly start: number; readonly end: number; readonly next: number; readonly name: string | undefined }> {
  let start = 0;
  while (start < bytes.length) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const next = feed < 0 ? bytes.length : feed + 1;
    const textEnd = feed < 0 ? next : feed;
    const end = textEnd > start && bytes[textEnd - 1] === CARRIAGE_RETURN ? textEnd - 1 : textEnd;
    yield { start, end, next, name: fieldName(bytes, start, end) };
    start = next;
  }
}

function readEvent(bytes: Uint8Array): SseEvent {
  const data: Uint8Array[] = [];
  const fields: { event?: string; id?: string; retry?: string } = {};
  for (const { start, end, name } of linesOf(bytes)) {
    if (name === undefined || !FIELDS.has(name)) continue;
    const value = bytes.subarray(valueStart(bytes, start + name.length, end), end);
    if (name === "data") data.push(value);
    else if (name === "event" || name === "id" || name === "retry") fields[name] = lenientDecoder.decode(value);
  }
  return { kind: "event", bytes, data: data.length > 1 ? joinLines(data) : data[0], ...fields };
}

function joinLines(lines: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(lines.reduce((total, line) => total + line.length + 1, -1));
  let at = 0;
  for (const line of lines) {
    if (at > 0 || line !== lines[0]) joined[at++] = LINE_FEED;
    joined.set(line, at);
    at += line.length;
  }
  return joined;
}

/** Behind the colon and one space; a field without a colon has an empty value. */
function valueStart(bytes: Uint8Array, nameEnd: number, end: number): number {
  if (nameEnd >= end) return end;
  return bytes[nameEnd + 1] === SPACE && nameEnd + 1 < end ? nameEnd + 2 : nameEnd + 1;
}

/** The field's name when it is short enough to be one of ours or a look-alike; undefined for comments, blanks and longer names. */
function fieldName(bytes: Uint8Array, start: number, end: number): string | undefined {
  const limit = Math.min(end, start + NAME_BYTES_MAX);
  let name = "";
  for (let at = start; at < limit; at++) {
    if (bytes[at] === COLON) return name === "" ? undefined : name;
    name += String.fromCharCode(bytes[at]!);
  }
  return limit === end && name !== "" ? name : undefined;
}

function indexFrom(bytes: Uint8Array, byte: number, from: number): number {
  const index = bytes.indexOf(byte, from);
  return index < 0 ? NONE : index;
}

const NONE = Number.MAX_SAFE_INTEGER;
const NUL = 0x00;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const COLON = 0x3a;
const NAME_BYTES_MAX = 16;
const FIELDS: ReadonlySet<string> = new Set(["data", "event", "id", "retry"]);
const lenientDecoder = new TextDecoder("utf-8", { ignoreBOM: true });
