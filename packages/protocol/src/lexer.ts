/** Ceilings that are counted while reading (S8). A container at the root has depth 1; every value is one node. */
export interface ScanLimits {
  readonly bytesMax: number;
  readonly nodesMax: number;
  readonly depthMax: number;
}

export type ProblemCode = -32700 | -32600;

/**
 * Reads RFC 8259 tokens from bytes, strictly. Bytes and decoded text are walked together: bytes give the offsets,
 * the text gives the strings without decoding each one, and `lead` is how far the two have drifted apart.
 * The bytes must be valid UTF-8 and `text` their decoding. A method that gives `undefined` or `false` has set `problem`.
 */
export class Lexer {
  pos = 0;
  nodes = 0;
  problem = "";
  code: ProblemCode = -32700;
  /** About the last string: it holds a NUL or a lone surrogate. */
  suspect = false;
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly limits: ScanLimits;
  private lead = 0;
  private from = 0;
  private to = 0;
  private escaped = false;

  constructor(bytes: Uint8Array, text: string, limits: ScanLimits) {
    this.bytes = bytes;
    this.text = text;
    this.limits = limits;
  }

  fail(code: ProblemCode, problem: string): undefined {
    this.code = code;
    this.problem = problem;
    return undefined;
  }

  blanks(): void {
    const bytes = this.bytes;
    let byte = bytes[this.pos]!;
    while (byte === SPACE || byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === TAB) byte = bytes[++this.pos]!;
  }

  /** The unescaped string at `pos`. */
  string(): string | undefined {
    if (!this.passString()) return undefined;
    if (!this.escaped) return this.text.slice(this.from, this.to);
    // The escapes have been checked, so the engine's own unescaping cannot throw.
    return JSON.parse(this.text.slice(this.from - 1, this.to + 1)) as string;
  }

  /** The spelling of the number at `pos`. */
  number(): string | undefined {
    const bytes = this.bytes;
    const first = this.pos;
    let at = first;
    if (bytes[at] === MINUS) at++;
    if (bytes[at] === ZERO) at++;
    else if (isDigit(bytes[at])) at = afterDigits(bytes, at);
    else return this.fail(-32700, NOT_JSON);
    if (bytes[at] === POINT) {
      if (!isDigit(bytes[++at])) return this.fail(-32700, NOT_JSON);
      at = afterDigits(bytes, at);
    }
    if (bytes[at] === LOWER_E || bytes[at] === UPPER_E) {
      at++;
      if (bytes[at] === PLUS || bytes[at] === MINUS) at++;
      if (!isDigit(bytes[at])) return this.fail(-32700, NOT_JSON);
      at = afterDigits(bytes, at);
    }
    this.pos = at;
    return this.text.slice(first - this.lead, at - this.lead);
  }

  /** Passes `word` (`true`, `false`, `null`). */
  literal(word: string): boolean {
    for (let index = 0; index < word.length; index++) {
      if (this.bytes[this.pos + index] !== word.charCodeAt(index)) return this.refuse(-32700, NOT_JSON);
    }
    this.pos += word.length;
    return true;
  }

  /** Counts one value; false beyond the ceiling. */
  countNode(): boolean {
    return ++this.nodes <= this.limits.nodesMax || this.refuse(-32600, "the message has too many values");
  }

  /** Checks the grammar and the ceilings of the value at `pos` and builds nothing. */
  skip(depth: number): boolean {
    if (!this.countNode()) return false;
    const byte = this.bytes[this.pos];
    if (byte === QUOTE) return this.passString();
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) return this.skipContainer(byte, depth);
    if (byte === LOWER_T) return this.literal("true");
    if (byte === LOWER_F) return this.literal("false");
    if (byte === LOWER_N) return this.literal("null");
    return this.number() !== undefined;
  }

  private skipContainer(open: number, depth: number): boolean {
    if (depth > this.limits.depthMax) return this.refuse(-32600, TOO_DEEP);
    const close = open + 2; // `{` and `}`, `[` and `]` lie two apart
    this.pos++;
    this.blanks();
    if (this.bytes[this.pos] === close) {
      this.pos++;
      return true;
    }
    for (;;) {
      if (open === OPEN_OBJECT) {
        if (this.bytes[this.pos] !== QUOTE) return this.refuse(-32700, NOT_JSON);
        if (!this.passString()) return false;
        this.blanks();
        if (this.bytes[this.pos++] !== COLON) return this.refuse(-32700, NOT_JSON);
        this.blanks();
      }
      if (!this.skip(depth + 1)) return false;
      this.blanks();
      const next = this.bytes[this.pos++];
      if (next === close) return true;
      if (next !== COMMA) return this.refuse(-32700, NOT_JSON);
      this.blanks();
    }
  }

  private passString(): boolean {
    const bytes = this.bytes;
    let at = this.pos + 1;
    let lead = this.lead;
    this.from = at - lead;
    this.escaped = false;
    this.suspect = false;
    for (;;) {
      while (PLAIN[bytes[at]!] === 1) at++;
      const byte = bytes[at];
      if (byte === QUOTE) break;
      if (byte === undefined || byte < SPACE) return this.refuse(-32700, NOT_JSON);
      if (byte === BACKSLASH) {
        const width = this.escapeWidth(at);
        if (width === 0) return this.refuse(-32700, NOT_JSON);
        at += width;
      } else {
        // A lead byte: two bytes are one UTF-16 unit, three are one, four are two.
        const width = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
        lead += width === 2 ? 1 : 2;
        at += width;
      }
    }
    this.lead = lead;
    this.to = at - lead;
    this.pos = at + 1;
    return true;
  }

  /** Bytes of the escape at `at` (both halves of a surrogate pair at once); 0 when it is none. */
  private escapeWidth(at: number): number {
    this.escaped = true;
    const bytes = this.bytes;
    const letter = bytes[at + 1];
    if (letter !== LOWER_U) return letter !== undefined && SIMPLE_ESCAPE[letter] === 1 ? 2 : 0;
    const unit = hexUnit(bytes, at + 2);
    if (unit < 0) return 0;
    if (unit === 0) this.suspect = true;
    if (unit < 0xd800 || unit > 0xdfff) return 6;
    if (unit < 0xdc00 && bytes[at + 6] === BACKSLASH && bytes[at + 7] === LOWER_U) {
      const low = hexUnit(bytes, at + 8);
      if (low >= 0xdc00 && low <= 0xdfff) return 12;
    }
    this.suspect = true;
    return 6;
  }

  private refuse(code: ProblemCode, problem: string): false {
    this.fail(code, problem);
    return false;
  }
}

export const NOT_JSON = "the body is not valid JSON";
export const TOO_DEEP = "the message is nested too deeply";
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_ARRAY = 0x5b;
export const CLOSE_ARRAY = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
export const LOWER_F = 0x66;
export const LOWER_N = 0x6e;
export const LOWER_T = 0x74;
const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const UPPER_E = 0x45;
const BACKSLASH = 0x5c;
const LOWER_E = 0x65;
const LOWER_U = 0x75;

/** 1 for the bytes of a string that need no thought: printable ASCII and DEL without quote and backslash. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= SPACE && byte < 0x80 && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0));
const SIMPLE_ESCAPE = Uint8Array.from({ length: 256 }, (_, byte) => ('"\\/bfnrt'.includes(String.fromCharCode(byte)) ? 1 : 0));
const HEX_DIGIT = Int8Array.from({ length: 256 }, (_, byte) => "0123456789abcdef".indexOf(String.fromCharCode(byte).toLowerCase()));

function hexUnit(bytes: Uint8Array, at: number): number {
  let unit = 0;
  for (let index = at; index < at + 4; index++) {
    const byte = bytes[index];
    const digit = byte === undefined ? -1 : HEX_DIGIT[byte]!;
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= 0x39;
}

function afterDigits(bytes: Uint8Array, at: number): number {
  let next = at;
  while (isDigit(bytes[next])) next++;
  return next;
}
