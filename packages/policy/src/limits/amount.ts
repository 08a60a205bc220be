import type { JsonNode } from "../json/node.ts";
import { comparableNumber, decimalOf } from "../json/number.ts";

const decimalsMax = 6;

/**
 * The amount of a call as decimal text without exponent, or undefined when it cannot be counted: it must be a comparable
 * number without a minus sign (`-0` neither) and with at most 6 decimals.
 */
export function amountOf(node: JsonNode | undefined): string | undefined {
  if (node?.kind !== "number" || node.text.startsWith("-") || Number.isNaN(comparableNumber(node.text))) return undefined;
  return decimalText(node.text);
}

/** A non-negative number in plain decimal notation, or undefined with more than 6 decimals. */
export function decimalText(text: string): string | undefined {
  const { digits, exponent } = decimalOf(text);
  if (digits === "") return "0";
  if (exponent >= 0) return digits + "0".repeat(exponent);
  if (-exponent > decimalsMax) return undefined;
  const padded = digits.padStart(1 - exponent, "0");
  return `${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

/** Decimal text in millionths, exactly. */
export function millionths(text: string): bigint {
  const [whole = "0", fraction = ""] = text.split(".");
  return BigInt(whole) * 1_000_000n + BigInt(fraction.padEnd(decimalsMax, "0"));
}
