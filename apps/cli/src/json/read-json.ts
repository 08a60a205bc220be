/** A JSON value and where it stands in the text (offsets in UTF-16 units, `end` exclusive). */
export type Syntax = { start: number; end: number } & (
  | { kind: "object"; members: Member[] }
  | { kind: "array"; items: Syntax[] }
  | { kind: "string" | "number" | "word" }
);
/** `start` is where the name's quote stands, `nameEnd` is behind the closing one. */
export type Member = { name: string; start: number; nameEnd: number; value: Syntax };

/** The text is not JSON (RFC 8259), nests deeper than anybody means, or has more than one meaning. The message is a sentence. */
export class NotJson extends Error {
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

const depthMax = 500;

/** Reads JSON and keeps the places, which JSON.parse forgets. Names that occur twice are left for whoever reads the meaning. */
export function readJson(text: string): Syntax {
  let at = 0;
  const fail = (what: string): never => {
    throw new NotJson(at, `This is not JSON: ${text.charCodeAt(0) === 0xfeff ? "the text starts with a byte order mark" : what}.`);
  };
  const take = (grammar: RegExp): string | undefined => {
    grammar.lastIndex = at;
    const token = grammar.exec(text)?.[0];
    at += token?.length ?? 0;
    return token;
  };
  const string = (what: string): string => take(stringGrammar) ?? fail(text[at] === '"' ? badString : what);

  const list = (close: string, element: () => void): void => {
    at++;
    take(blanks);
    if (text[at] !== close) {
      for (;;) {
        element();
        take(blanks);
        if (text[at] !== ",") break;
        at++;
        take(blanks);
      }
    }
    if (text[at] !== close) fail(`"," or "${close}" is expected`);
    at++;
  };

  const value = (depth: number): Syntax => {
    const start = at;
    if (depth > depthMax) fail(`more than ${depthMax} levels deep`);
    if (text[at] === "{") {
      const members: Member[] = [];
      list("}", () => {
        const nameStart = at;
        const name = JSON.parse(string("a name in double quotes is expected")) as string;
        const nameEnd = at;
        take(blanks);
        if (text[at] !== ":") fail('":" is expected');
        at++;
        take(blanks);
        members.push({ name, start: nameStart, nameEnd, value: value(depth + 1) });
      });
      return { kind: "object", members, start, end: at };
    }
    if (text[at] === "[") {
      const items: Syntax[] = [];
      list("]", () => items.push(value(depth + 1)));
      return { kind: "array", items, start, end: at };
    }
    if (take(words) !== undefined) return { kind: "word", start, end: at };
    if (take(numberGrammar) !== undefined) return { kind: "number", start, end: at };
    string("a JSON value is expected");
    return { kind: "string", start, end: at };
  };

  take(blanks);
  const root = value(0);
  take(blanks);
  if (at < text.length) fail("there is more text behind the end of the document");
  return root;
}

const blanks = /[ \t\n\r]*/y;
const words = /true|false|null/y;
const numberGrammar = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what a string may not hold
const stringGrammar = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const badString = "a string is not closed, or holds a control character or an escape that JSON does not know";
