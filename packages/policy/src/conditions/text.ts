import type { JsonNode } from "../json/node.ts";
import { type Answer, answerOf, UNKNOWN } from "./answer.ts";

/** How an operator answers for a value that is present and not null. */
export type Test = (node: JsonNode) => Answer;

/** A test of strings; everything else, and a string with a NUL or a lone surrogate, cannot tell. */
export const textTest =
  (holds: (text: string) => boolean): Test =>
  (node) =>
    node.kind === "string" && isSound(node.value) ? answerOf(holds(node.value)) : UNKNOWN;

/** Free of NUL and of lone surrogates, which readers treat differently (protocol.md S7). */
export function isSound(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0) return false;
    if (code >= 0xd800 && code <= 0xdfff) {
      const next = text.charCodeAt(at + 1);
      if (code > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return false;
      at++;
    }
  }
  return true;
}

/** The number of code points of a sound string. */
export function codePoints(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0xdc00 || code > 0xdfff) count++;
  }
  return count;
}
