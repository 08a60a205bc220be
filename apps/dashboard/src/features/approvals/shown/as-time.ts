/**
 * The moment that a number of ten digits may stand for, as seconds since 1970: "2026-11-23 14:00:00 UTC". Many servers take times so, and nobody can read
 * them. null: it is no such number.
 */
export function asTime(text: string): string | null {
  if (!/^[1-3]\d{9}$/.test(text)) return null;
  return `${new Date(Number(text) * 1_000).toISOString().replace("T", " ").slice(0, 19)} UTC`;
}
