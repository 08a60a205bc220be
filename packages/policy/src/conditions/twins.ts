/**
 * Case-folded twins: a server that reads names without regard to case could take `Amount` for `amount`. A rule that reads
 * `amount` therefore cannot tell when such a twin is there, beside the exact member or instead of it (protocol.md S6).
 */
export type Folding = { hasTwin: (members: ReadonlyMap<string, unknown>) => boolean };

export function foldingOf(name: string): Folding {
  const folded = fold(name);
  const ascii = isAscii(name);
  return {
    hasTwin: (members) => {
      if (members.size === 1 && members.has(name)) return false;
      for (const other of members.keys()) {
        if (other === name || (ascii && isOtherAscii(other, name))) continue;
        if (fold(other) === folded) return true;
      }
      return false;
    },
  };
}

// Surely another name: all ASCII and not even alike when case is set aside. Nearly every name ends here, without allocating.
const isOtherAscii = (other: string, name: string): boolean => {
  let alike = other.length === name.length;
  for (let at = 0; at < other.length; at++) {
    const code = other.charCodeAt(at);
    if (code > 0x7f) return false;
    if (alike && (code | 0x20) !== (name.charCodeAt(at) | 0x20)) alike = false;
  }
  return !alike;
};

/** Unicode case folding by way of upper case, which also maps U+017F to `s` and U+212A to `k`. */
export const fold = (text: string): string => text.toUpperCase().toLowerCase();

const isAscii = (text: string): boolean => {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
};
