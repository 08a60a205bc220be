import { RE2JS } from "re2js";
import { answerOf, UNKNOWN } from "./answer.ts";
import { afford } from "./effort.ts";
import { isSound, type Test } from "./text.ts";

const valueBytesMax = 64 * 1024;

// Instructions of the program times characters of the value: what one match may cost when the automaton's cache does not
// help, about 20 ms. Without it, (\\pL{0,1000})$ takes three seconds over 64 KiB.
const costMax = 2 ** 20;

/**
 * Does the string hold a match of the pattern, anywhere? RE2 syntax and linear time; the host's own engine never sees a
 * user's pattern. Values over 64 KiB, or too long for so large a pattern, cannot tell. Throws on a pattern that RE2 does not know.
 */
export function matching(pattern: string): Test {
  const compiled = RE2JS.compile(pattern);
  const size = Math.max(1, compiled.programSize());
  const lengthMax = costMax / size;
  return (node) => {
    if (node.kind !== "string" || node.value.length > lengthMax || !fits(node.value) || !isSound(node.value)) return UNKNOWN;
    if (!afford(node.value.length * size)) return UNKNOWN;
    return answerOf(compiled.test(node.value));
  };
}

/** How many instructions a pattern makes, or why RE2 does not take it. */
export function readPattern(pattern: string): { size: number } | { problem: string } {
  try {
    return { size: RE2JS.compile(pattern).programSize() };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

const fits = (text: string): boolean => {
  if (text.length * 3 <= valueBytesMax) return true;
  if (text.length > valueBytesMax) return false;
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) bytes += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1;
  }
  return bytes <= valueBytesMax;
};
