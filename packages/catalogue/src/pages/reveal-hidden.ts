// What a person does not see but a model reads: first and last code point of each range, in rising order.
const hiddenRanges: readonly (readonly [number, number])[] = [
  [0x00, 0x08], // controls, tab and line feed excepted
  [0x0b, 0x0c],
  [0x0e, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad], // soft hyphen
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160], // fillers
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f], // zero width and direction marks
  [0x2028, 0x202e], // separators, direction embeddings and overrides
  [0x2060, 0x206f], // joiners, isolates
  [0x2800, 0x2800], // blank Braille
  [0x3164, 0x3164],
  [0xd800, 0xdfff], // lone surrogates
  [0xfe00, 0xfe0f], // variation selectors
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff], // tags, more variation selectors
];

/** The text with every character that could not be seen replaced by its number, such as `⟨U+202E⟩`. */
export function revealHidden(text: string): string {
  if (!hasHidden(text)) return text;
  let before = 0;
  let out = "";
  for (const letter of text) {
    const code = letter.codePointAt(0) as number;
    out += isHiddenAfter(code, before) ? `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩` : letter;
    before = code;
  }
  return out;
}

/** Whether a text holds characters that cannot be seen. */
export function hasHidden(text: string): boolean {
  let before = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) as number;
    if (isHiddenAfter(code, before)) return true;
    before = code;
  }
  return false;
}

/** Hidden characters made visible, and at most `lengthMax` code points, with a mark that says how long the whole is. */
export function shown(text: string, lengthMax: number): string {
  // Far more is never looked at than can be shown: a definition may be megabytes long.
  const visible = [...revealHidden(text.slice(0, lengthMax * 2 + 2))];
  if (visible.length <= lengthMax && text.length <= lengthMax * 2 + 2) return visible.join("");
  return `${visible.slice(0, lengthMax).join("")}… [cut; ${text.length.toLocaleString("en-US")} characters in all]`;
}

// Carriage returns belong to line ends; one emoji selector right after a symbol is how emoji are written.
function isHiddenAfter(code: number, before: number): boolean {
  if (code < 0x7f && code > 0x1f) return false;
  if (code === 0xfe0f && ((before >= 0x203c && before <= 0x3299) || before >= 0x1f000)) return false;
  return hiddenRanges.some(([first, last]) => code >= first && code <= last);
}
