/** A piece of a stream that means something: its bytes are passed on whole. */
export type Unit = {
  bytes: Buffer;
  /** Postgres: the message's tag, empty for the start-up message. HTTP: `head`, `event`, or `body` for what is neither. */
  tag: string;
  /** Postgres: the statement's name in Parse and Bind. HTTP: the text of a head or an event. */
  text: string;
};
export type Predicate = (unit: Unit) => boolean;
export type Decoding = "raw" | "postgres" | "http";
export type Direction = "up" | "down";

export const isMessage =
  (tag: string, name?: string): Predicate =>
  (unit) =>
    unit.tag === tag && (name === undefined || unit.text === name);

/** Cuts a stream into units; what is not complete yet waits for the next chunk. The bytes that go out are those that came in. */
export interface Decoder {
  push(chunk: Buffer): Unit[];
  /** What is left when the stream ends. */
  rest(): Buffer;
}

export function decoderFor(decoding: Decoding, direction: Direction): Decoder {
  if (decoding === "postgres") return new PostgresDecoder(direction === "up");
  return decoding === "http" ? new HttpDecoder() : new RawDecoder();
}

class RawDecoder implements Decoder {
  push(chunk: Buffer): Unit[] {
    return [{ bytes: chunk, tag: "", text: "" }];
  }
  rest(): Buffer {
    return Buffer.alloc(0);
  }
}

/** Messages of the frontend/backend protocol 3 (PostgreSQL manual, 54.7): a tag, a length that counts itself, a body. */
class PostgresDecoder implements Decoder {
  #left: Buffer = Buffer.alloc(0);
  /** The first message of a frontend has no tag. */
  #expectsStart: boolean;

  constructor(isFrontend: boolean) {
    this.#expectsStart = isFrontend;
  }

  push(chunk: Buffer): Unit[] {
    this.#left = Buffer.concat([this.#left, chunk]);
    const units: Unit[] = [];
    for (;;) {
      const tagBytes = this.#expectsStart ? 0 : 1;
      if (this.#left.length < tagBytes + 4) return units;
      const length = tagBytes + this.#left.readUInt32BE(tagBytes);
      if (this.#left.length < length) return units;
      const bytes = this.#left.subarray(0, length);
      const tag = this.#expectsStart ? "" : String.fromCharCode(bytes[0]!);
      units.push({ bytes, tag, text: statementOf(tag, bytes) });
      this.#left = this.#left.subarray(length);
      this.#expectsStart = false;
    }
  }

  rest(): Buffer {
    return this.#left;
  }
}

/** Parse begins with the statement's name, Bind with a portal's and then the statement's. */
function statementOf(tag: string, bytes: Buffer): string {
  if (tag !== "P" && tag !== "B") return "";
  const [first = "", second = ""] = bytes.subarray(5, 205).toString("latin1").split("\0");
  return tag === "P" ? first : second;
}

/** Heads of messages, events of streams, and whatever lies between as it comes. */
class HttpDecoder implements Decoder {
  #left: Buffer = Buffer.alloc(0);
  #mode: "head" | "events" | "body" = "head";
  #bodyLeft = 0;

  push(chunk: Buffer): Unit[] {
    this.#left = this.#left.length === 0 ? chunk : Buffer.concat([this.#left, chunk]);
    const units: Unit[] = [];
    for (let unit = this.#next(); unit !== undefined; unit = this.#next()) units.push(unit);
    return units;
  }

  rest(): Buffer {
    return this.#left;
  }

  #next(): Unit | undefined {
    if (this.#left.length === 0) return undefined;
    if (this.#mode === "body") {
      const bytes = this.#take(Math.min(this.#left.length, this.#bodyLeft));
      this.#bodyLeft -= bytes.length;
      if (this.#bodyLeft === 0) this.#mode = "head";
      return { bytes, tag: "body", text: "" };
    }
    const end = this.#left.indexOf(this.#mode === "head" ? "\r\n\r\n" : "\n\n");
    if (end < 0) return undefined;
    const tag = this.#mode === "head" ? "head" : "event";
    const bytes = this.#take(end + (tag === "head" ? 4 : 2));
    const text = bytes.toString("latin1");
    if (tag === "head") this.#afterHead(text);
    return { bytes, tag, text };
  }

  #afterHead(head: string): void {
    if (/^content-type: *text\/event-stream/im.test(head)) this.#mode = "events";
    else {
      this.#bodyLeft = /^transfer-encoding:/im.test(head)
        ? Number.POSITIVE_INFINITY
        : Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
      if (this.#bodyLeft > 0) this.#mode = "body";
    }
  }

  #take(length: number): Buffer {
    const bytes = this.#left.subarray(0, length);
    this.#left = this.#left.subarray(length);
    return bytes;
  }
}
