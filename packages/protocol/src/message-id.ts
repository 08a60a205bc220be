import type { JsonNode } from "./tree.ts";

/** A JSON-RPC id, progress token or request id under S9. */
export interface MessageId {
  readonly value: string | number;
  /** The JSON text as it was received: what an answer must echo. */
  readonly text: string;
  /** Equal for equal ids and never equal for a string and a number: what a table is keyed by. */
  readonly key: string;
}

/**
 * The id in `node`, or undefined when it breaks S9 or S7: a string of at most 128 UTF-16 units without NUL or lone surrogate,
 * or an integer within ±(2^53−1) written without fraction or exponent. `bytes` are those that `node` was scanned from.
 */
export function messageId(bytes: Uint8Array, node: JsonNode): MessageId | undefined {
  if (node.kind === "string") {
    if (node.suspect || node.value.length > CHARACTERS_MAX) return undefined;
    return { value: node.value, text: textOf(bytes, node.value, node.start, node.end), key: `s:${node.value}` };
  }
  if (node.kind !== "number" || node.text.length > DIGITS_MAX || !isIntegerText(node.text)) return undefined;
  const value = Number(node.text);
  return Number.isSafeInteger(value) ? { value, text: node.text, key: `n:${value}` } : undefined;
}

const CHARACTERS_MAX = 128;
/** A sign and the sixteen digits of 2^53−1. */
const DIGITS_MAX = 17;
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array, value: string, start: number, end: number): string {
  // As many bytes as characters: nothing escaped, nothing beyond ASCII.
  return end - start === value.length + 2 ? `"${value}"` : decoder.decode(bytes.subarray(start, end));
}

function isIntegerText(text: string): boolean {
  for (let index = text.startsWith("-") ? 1 : 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x30 || unit > 0x39) return false;
  }
  return true;
}
