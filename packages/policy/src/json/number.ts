/**
 * The double of a *comparable* number, or NaN. Comparable means that every decimal or double reader orders it alike: at
 * most 40 characters, the same decimal value as the shortest text of its double, and at most 2^53−1 in absolute value
 * (protocol.md S10). Two comparable numbers can therefore be compared as doubles.
 */
export function comparableNumber(text: string): number {
  if (isShortInteger(text)) return Number(text);
  if (text.length > 40) return Number.NaN;
  const value = Number(text);
  if (!(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) return Number.NaN;
  const spelled = decimalOf(text);
  const shortest = decimalOf(String(value));
  return spelled.digits === shortest.digits && spelled.exponent === shortest.exponent && spelled.negative === shortest.negative
    ? value
    : Number.NaN;
}

/** A number as sign, significant digits without outer zeros, and a power of ten; zero has no digits and no sign. */
export type Decimal = { negative: boolean; digits: string; exponent: number };

export function decimalOf(text: string): Decimal {
  const [mantissa = "", power = "0"] = text.toLowerCase().split("e");
  const unsigned = mantissa.replace(/^[+-]/, "");
  const [whole = "", fraction = ""] = unsigned.split(".");
  const all = (whole + fraction).replace(/^0+/, "");
  const digits = all.slice(0, endWithoutZeros(all));
  if (digits === "") return { negative: false, digits: "", exponent: 0 };
  return { negative: mantissa.startsWith("-"), digits, exponent: Number(power) - fraction.length + (all.length - digits.length) };
}

// Read from the end: an expression that looks for zeros before it would read a long run of them again from each of its digits.
function endWithoutZeros(digits: string): number {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end--;
  return end;
}

// Up to 15 digits always survive a double; this is what nearly every call carries.
const isShortInteger = (text: string): boolean => {
  const start = text.charCodeAt(0) === 45 ? 1 : 0;
  const length = text.length;
  if (length === start || length - start > 15) return false;
  for (let at = start; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return true;
};
