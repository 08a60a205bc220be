/**
 * Case-folded twins: a server that reads names without regard to case could take `Amount` for `amount`. A rule that reads
 * `amount` therefore cannot tell when such a twin is there, beside the exact member or instead of it (protocol.md S6).
 */
export type Folding = { hasTwin: (members: ReadonlyMap<string, unknown>) => boolean };

export function foldingOf(name: string): Folding {
  const folded = fold(name);
  const length = isAscii(name) ? name.length : -1;
  return {
    hasTwin: (members) => {
      for (const other of members.keys()) {
        if (other === name) continue;
        // Two ASCII names of different length never fold to the same; nearly every name ends here.
        if (length >= 0 && other.length !== length && isAscii(other)) continue;
        if (fold(other) === folded) return true;
      }
      return false;
    },
  };
}

/** Unicode case folding by way of upper case, which also maps U+017F to `s` and U+212A to `k`. */
export const fold = (text: string): string => text.toUpperCase().toLowerCase();

const isAscii = (text: string): boolean => {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
};
