import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  Lexer,
  LOWER_F,
  LOWER_N,
  LOWER_T,
  NOT_JSON,
  OPEN_ARRAY,
  OPEN_OBJECT,
  type ProblemCode,
  QUOTE,
  type ScanLimits,
  TOO_DEEP,
} from "./lexer.ts";
import { foldCase } from "./members.ts";
import { type MessageId, messageId } from "./message-id.ts";
import type { JsonArray, JsonNode, JsonObject } from "./tree.ts";

/** Why received bytes are no message. `problem` quotes nothing of them, so it is fit for the caller and for the operator. */
export interface MessageFailure {
  readonly code: ProblemCode;
  readonly status: 400 | 413;
  readonly problem: string;
  /** The request's id, when every reader would find the same one. */
  readonly id?: MessageId;
}

export type ScanResult =
  | { readonly ok: true; readonly root: JsonObject | JsonArray }
  | { readonly ok: false; readonly failure: MessageFailure };

/** What a client may send (S8). */
export const REQUEST_LIMITS: ScanLimits = { bytesMax: 4 * 1024 * 1024, nodesMax: 20_000, depthMax: 64 };
/** What an upstream may answer in one JSON body or event (section 8 of the wire page). */
export const ANSWER_LIMITS: ScanLimits = { bytesMax: 10 * 1024 * 1024, nodesMax: 500_000, depthMax: 64 };

/**
 * Reads one JSON document under S1–S4, S7 (member names) and S8, in one pass, and never throws for any bytes.
 * `read: "envelope"` builds and checks the envelope and the direct members of `result` and `error` only; deeper
 * containers there are checked for grammar and ceilings and marked `unread`.
 */
export function scan(bytes: Uint8Array, limits: ScanLimits = REQUEST_LIMITS, read: "whole" | "envelope" = "whole"): ScanResult {
  if (bytes.length > limits.bytesMax) return refused(-32600, "the message is too large", 413);
  const text = decode(bytes);
  if (text === undefined) return refused(-32700, "the body is not valid UTF-8");
  const builder = new Builder(bytes, text, limits, read === "envelope");
  const root = builder.document();
  if (root !== undefined) return { ok: true, root };
  if (builder.code === -32700) return refused(-32700, builder.problem);
  return refused(-32600, builder.problem, 400, new IdFinder(bytes, text, limits).find());
}

class Builder extends Lexer {
  private readonly envelopeOnly: boolean;

  constructor(bytes: Uint8Array, text: string, limits: ScanLimits, envelopeOnly: boolean) {
    super(bytes, text, limits);
    this.envelopeOnly = envelopeOnly;
  }

  document(): JsonObject | JsonArray | undefined {
    this.blanks();
    const root = this.value(1, -1, UNBOUNDED, true);
    if (root === undefined) return undefined;
    this.blanks();
    if (this.pos !== this.bytes.length) return this.fail(-32700, NOT_JSON);
    if (root.kind === "object" || root.kind === "array") return root;
    return this.fail(-32600, "the message is not a JSON object");
  }

  /** `builtDepth` is the deepest container that is still built; `message` marks a place where an envelope stands. */
  private value(depth: number, keyStart: number, builtDepth: number, message: boolean): JsonNode | undefined {
    const start = this.pos;
    const byte = this.bytes[start];
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      if (depth > builtDepth) return this.unread(byte, depth, keyStart);
      if (!this.countNode()) return undefined;
      if (depth > this.limits.depthMax) return this.fail(-32600, TOO_DEEP);
      return byte === OPEN_OBJECT ? this.object(depth, keyStart, builtDepth, message) : this.array(depth, keyStart, builtDepth, message);
    }
    if (!this.countNode()) return undefined;
    if (byte === QUOTE) {
      const value = this.string();
      return value === undefined ? undefined : { kind: "string", value, suspect: this.suspect, start, end: this.pos, keyStart };
    }
    if (byte === LOWER_T || byte === LOWER_F) {
      const value = byte === LOWER_T;
      return this.literal(value ? "true" : "false") ? { kind: "boolean", value, start, end: this.pos, keyStart } : undefined;
    }
    if (byte === LOWER_N) return this.literal("null") ? { kind: "null", start, end: this.pos, keyStart } : undefined;
    const text = this.number();
    return text === undefined ? undefined : { kind: "number", text, start, end: this.pos, keyStart };
  }

  private object(depth: number, keyStart: number, builtDepth: number, message: boolean): JsonObject | undefined {
    const start = this.pos++;
    const members = new Map<string, JsonNode>();
    this.blanks();
    if (this.bytes[this.pos] === CLOSE_OBJECT) {
      this.pos++;
      return { kind: "object", members, unread: false, start, end: this.pos, keyStart };
    }
    for (;;) {
      const nameStart = this.pos;
      if (this.bytes[nameStart] !== QUOTE) return this.fail(-32700, NOT_JSON);
      const name = this.string();
      if (name === undefined) return undefined;
      if (this.suspect) return this.fail(-32600, "a member name holds a NUL or a lone surrogate");
      if (name === "__proto__") return this.fail(-32600, "a member is named __proto__");
      this.blanks();
      if (this.bytes[this.pos++] !== COLON) return this.fail(-32700, NOT_JSON);
      this.blanks();
      const shallow = message && this.envelopeOnly && (name === "result" || name === "error");
      const node = this.value(depth + 1, nameStart, shallow ? depth + 1 : builtDepth, false);
      if (node === undefined) return undefined;
      const known = members.size;
      members.set(name, node);
      if (members.size === known) return this.fail(-32600, "a member name occurs twice in one object");
      this.blanks();
      const next = this.bytes[this.pos++];
      if (next === CLOSE_OBJECT) return { kind: "object", members, unread: false, start, end: this.pos, keyStart };
      if (next !== COMMA) return this.fail(-32700, NOT_JSON);
      this.blanks();
    }
  }

  private array(depth: number, keyStart: number, builtDepth: number, message: boolean): JsonArray | undefined {
    const start = this.pos++;
    const items: JsonNode[] = [];
    this.blanks();
    if (this.bytes[this.pos] === CLOSE_ARRAY) {
      this.pos++;
      return { kind: "array", items, unread: false, start, end: this.pos, keyStart };
    }
    for (;;) {
      const item = this.value(depth + 1, -1, builtDepth, message && depth === 1);
      if (item === undefined) return undefined;
      items.push(item);
      this.blanks();
      const next = this.bytes[this.pos++];
      if (next === CLOSE_ARRAY) return { kind: "array", items, unread: false, start, end: this.pos, keyStart };
      if (next !== COMMA) return this.fail(-32700, NOT_JSON);
      this.blanks();
    }
  }

  private unread(open: number, depth: number, keyStart: number): JsonNode | undefined {
    const start = this.pos;
    if (!this.skip(depth)) return undefined;
    const span = { unread: true, start, end: this.pos, keyStart };
    return open === OPEN_OBJECT ? { kind: "object", members: new Map(), ...span } : { kind: "array", items: [], ...span };
  }
}

/** Looks for the id of a refused message: well-formed, one object, exactly one `id` under any spelling of its case. */
class IdFinder extends Lexer {
  find(): MessageId | undefined {
    this.blanks();
    if (this.bytes[this.pos++] !== OPEN_OBJECT) return undefined;
    let found: MessageId | undefined;
    let seen = 0;
    this.blanks();
    for (;;) {
      if (this.bytes[this.pos] !== QUOTE) return undefined;
      const name = this.string();
      if (name === undefined) return undefined;
      this.blanks();
      if (this.bytes[this.pos++] !== COLON) return undefined;
      this.blanks();
      if (foldCase(name) === "id") seen++;
      if (name === "id") found = this.id();
      else if (!this.skip(2)) return undefined;
      this.blanks();
      const next = this.bytes[this.pos++];
      if (next === CLOSE_OBJECT) break;
      if (next !== COMMA) return undefined;
      this.blanks();
    }
    this.blanks();
    return seen === 1 && this.pos === this.bytes.length ? found : undefined;
  }

  private id(): MessageId | undefined {
    const start = this.pos;
    if (this.bytes[start] === QUOTE) {
      const value = this.string();
      if (value === undefined) return undefined;
      return messageId(this.bytes, { kind: "string", value, suspect: this.suspect, start, end: this.pos, keyStart: -1 });
    }
    const text = this.number();
    return text === undefined ? undefined : messageId(this.bytes, { kind: "number", text, start, end: this.pos, keyStart: -1 });
  }
}

const UNBOUNDED = Number.MAX_SAFE_INTEGER;
/** A byte order mark is kept in the text, so that it meets the grammar and is refused there. */
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decode(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

function refused(code: ProblemCode, problem: string, status: 400 | 413 = 400, id?: MessageId): ScanResult {
  return { ok: false, failure: id === undefined ? { code, status, problem } : { code, status, problem, id } };
}
