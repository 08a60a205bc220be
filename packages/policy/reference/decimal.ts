/** A decimal number as its digits and a power of ten: `digits × 10^exponent`, without zeros at the end. */
export type Decimal = { digits: bigint; exponent: number };

const lengthMax = 40;
const largest: Decimal = decimal("9007199254740991")!;

/** The exact value of a JSON number's text; undefined for what is no number (such as `Infinity`). */
export function decimal(text: string): Decimal | undefined {
  const parts = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/.exec(text);
  if (!parts) return undefined;
  const [, sign, whole = "", fraction = "", power = "0"] = parts;
  let digits = BigInt(whole + fraction);
  let exponent = Number(power) - fraction.length;
  if (digits === 0n) return { digits: 0n, exponent: 0 };
  while (digits % 10n === 0n) {
    digits /= 10n;
    exponent += 1;
  }
  return { digits: sign === "-" ? -digits : digits, exponent };
}

/** The value of a number that is comparable (protocol.md S10); undefined for one that is not. */
export function comparable(text: string): Decimal | undefined {
  const value = decimal(text);
  const shortest = decimal(String(Number(text)));
  if (text.length > lengthMax || !value || !shortest) return undefined;
  if (value.digits !== shortest.digits || value.exponent !== shortest.exponent) return undefined;
  const absolute = { ...value, digits: value.digits < 0n ? -value.digits : value.digits };
  return order(absolute, largest) > 0 ? undefined : value;
}

/** Below 0 when a < b, 0 when equal, above 0 when a > b. */
export function order(a: Decimal, b: Decimal): number {
  const lower = Math.min(a.exponent, b.exponent);
  const left = a.digits * 10n ** BigInt(a.exponent - lower);
  const right = b.digits * 10n ** BigInt(b.exponent - lower);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function plus(a: Decimal, b: Decimal): Decimal {
  const lower = Math.min(a.exponent, b.exponent);
  return { digits: a.digits * 10n ** BigInt(a.exponent - lower) + b.digits * 10n ** BigInt(b.exponent - lower), exponent: lower };
}

/** Without exponent and without zeros at the end: `1e2` is `100`, `1.50` is `1.5`. Only for values that are not negative. */
export function plainText({ digits, exponent }: Decimal): string {
  if (exponent >= 0) return `${digits}${"0".repeat(exponent)}`;
  const text = String(digits).padStart(1 - exponent, "0");
  return `${text.slice(0, exponent)}.${text.slice(exponent)}`;
}
