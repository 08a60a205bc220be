/**
 * Case-folded twins: a server that reads names without regard to case could take `Amount` for `amount`. A rule that reads
 * `amount` therefore cannot tell when such a twin is there, beside the exact member or instead of it (protocol.md S6).
 */
export type MemberName = { name: string; folded: string; isAscii: boolean };

export const memberName = (name: string): MemberName => ({ name, folded: fold(name), isAscii: isAscii(name) });

export function hasTwin(members: ReadonlyMap<string, unknown>, { name, folded, isAscii: ascii }: MemberName): boolean {
  if (members.size === 1 && members.has(name)) return false;
  for (const other of members.keys()) {
    if (other === name || (ascii && isOtherAscii(other, name))) continue;
    if (fold(other) === folded) return true;
  }
  return false;
}

// Surely another name, told from as few characters as that takes: conditions times members of a call end here. Folding an ASCII
// character gives one character and no folding gives fewer, so a longer name is another one, and so is one whose first or last
// differing character is ASCII.
const isOtherAscii = (other: string, name: string): boolean => {
  if (other.length > name.length) return true;
  if (differs(other.charCodeAt(other.length - 1), name.charCodeAt(name.length - 1))) return true;
  for (let at = 0; at < other.length; at++) {
    const code = other.charCodeAt(at);
    if (code > 0x7f) return false;
    if (differs(code, name.charCodeAt(at))) return true;
  }
  return other.length !== name.length;
};

// Both ASCII, and not alike when case is set aside; NaN, the end of an empty name, differs from nothing.
const differs = (code: number, wanted: number): boolean => code <= 0x7f && (code | 0x20) !== (wanted | 0x20);

/** Unicode case folding by way of upper case, which also maps U+017F to `s` and U+212A to `k`. */
export const fold = (text: string): string => text.toUpperCase().toLowerCase();

const isAscii = (text: string): boolean => {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
};
