/** A word of a name: `word` is lower-cased for looking it up, `start` and `end` are its place in the name. */
export type Token = { word: string; start: number; end: number };

const nameLengthMax = 200;

/** The words of a name in any style: camel, Pascal, snake, kebab, dots, spaces, digits, acronyms. */
export function tokensOf(name: string): Token[] {
  const tokens: Token[] = [];
  const end = Math.min(name.length, nameLengthMax);
  let start = -1;
  let before = separator;
  for (let at = 0; at < end; at++) {
    const kind = kindOf(name.charCodeAt(at));
    if (start >= 0 && (kind === separator || splits(before, kind, name, at))) {
      push(tokens, name, start, at);
      start = -1;
    }
    if (kind !== separator && start < 0) start = at;
    if (kind !== unseen) before = kind;
  }
  if (start >= 0) push(tokens, name, start, end);
  return tokens;
}

const separator = 0;
const lower = 1;
const upper = 2;
const digit = 3;
const other = 4; // a letter of another script
const unseen = 5; // zero width: as if it were not there

function kindOf(code: number): number {
  if (code >= 97 && code <= 122) return lower;
  if (code >= 65 && code <= 90) return upper;
  if (code >= 48 && code <= 57) return digit;
  if (code < 0xaa) return separator;
  if ((code >= 0x200b && code <= 0x200f) || (code >= 0x2060 && code <= 0x2064) || code === 0xfeff || code === 0xad) return unseen;
  return other;
}

// A capital starts a word after a small letter or digit, and inside an acronym when a small letter follows it (HTTP|Get).
function splits(before: number, kind: number, name: string, at: number): boolean {
  if (kind !== upper) return false;
  if (before === lower || before === digit) return true;
  return before === upper && at + 1 < name.length && kindOf(name.charCodeAt(at + 1)) === lower && !pluralAcronym(name, at);
}

// "IDs" and "URLs" are one word.
function pluralAcronym(name: string, at: number): boolean {
  return name.charCodeAt(at + 1) === 115 && (at + 2 >= name.length || kindOf(name.charCodeAt(at + 2)) !== lower);
}

function push(tokens: Token[], name: string, start: number, end: number): void {
  const word = plainWord(name.slice(start, end));
  const last = tokens.at(-1);
  // "log_in", "dryRun", "clean-up": two words, one verb.
  const joined = last && pairs.get(last.word)?.includes(word) ? last.word + word : undefined;
  if (last && joined) tokens[tokens.length - 1] = { word: joined, start: last.start, end };
  else tokens.push({ word, start, end });
}

const pairs: ReadonlyMap<string, readonly string[]> = new Map([
  ["dry", ["run"]],
  ["roll", ["back"]],
  ["clean", ["up"]],
  ["shut", ["down"]],
  ["tear", ["down"]],
  ["top", ["up"]],
  ["look", ["up"]],
  ["pay", ["out"]],
  ["fine", ["tune"]],
  ["log", ["in", "out"]],
  ["sign", ["in", "out"]],
  ["power", ["on", "off"]],
  ["check", ["out"]],
  ["set", ["up"]],
]);

// Letters that only look like a plain one (full width, accents put on separately) are folded before they are looked up.
function plainWord(text: string): string {
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) > 127) {
      return text
        .normalize("NFKC")
        .replace(/[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/g, "")
        .toLowerCase();
    }
  }
  return text.toLowerCase();
}
