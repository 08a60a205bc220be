import type { JsonNode } from "./node.ts";
import { pointerOf } from "./pointer.ts";

export type JsonProblem = { code: "json_syntax" | "too_deep" | "duplicate_member" | "forbidden_member"; pointer: string; message: string };

const depthMax = 64;

/**
 * Reads JSON text (RFC 8259) into nodes. Unlike `JSON.parse` it keeps number text and member order, and reports a name that
 * occurs twice in one object (compared after unescaping) and `__proto__`. Syntax errors end the reading; the rest is collected.
 */
export function parseJson(text: string): { node?: JsonNode; problems: JsonProblem[] } {
  const reader = new Reader(text);
  try {
    const node = reader.document();
    return { node, problems: reader.problems };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return { problems: [...reader.problems, error.problem] };
  }
}

class Stop extends Error {
  readonly problem: JsonProblem;
  constructor(problem: JsonProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

const literals: Record<string, JsonNode> = {
  true: { kind: "boolean", value: true },
  false: { kind: "boolean", value: false },
  null: { kind: "null" },
};

class Reader {
  readonly problems: JsonProblem[] = [];
  private readonly text: string;
  private readonly path: (string | number)[] = [];
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): JsonNode {
    const node = this.value();
    this.blanks();
    if (this.at < this.text.length) this.fail("text after the end of the document");
    return node;
  }

  private value(): JsonNode {
    this.blanks();
    if (this.path.length > depthMax)
      throw new Stop({ code: "too_deep", pointer: "", message: `The document nests deeper than ${depthMax} levels.` });
    const char = this.text[this.at];
    if (char === "{") return this.object();
    if (char === "[") return this.array();
    if (char === '"') return { kind: "string", value: this.string() };
    for (const [word, node] of Object.entries(literals)) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return node;
      }
    }
    return this.number();
  }

  private object(): JsonNode {
    const members = new Map<string, JsonNode>();
    this.at++;
    this.list("}", () => {
      this.blanks();
      if (this.text[this.at] !== '"') this.fail("a member name in double quotes is expected");
      const name = this.string();
      this.path.push(name);
      if (members.has(name)) this.report("duplicate_member", `The member ${JSON.stringify(name)} occurs twice in one object.`);
      if (name === "__proto__") this.report("forbidden_member", "A member cannot be named __proto__.");
      this.blanks();
      this.expect(":");
      members.set(name, this.value());
      this.path.pop();
    });
    return { kind: "object", members };
  }

  private array(): JsonNode {
    const items: JsonNode[] = [];
    this.at++;
    this.list("]", () => {
      this.path.push(items.length);
      items.push(this.value());
      this.path.pop();
    });
    return { kind: "array", items };
  }

  private list(end: string, element: () => void): void {
    this.blanks();
    if (this.text[this.at] === end) {
      this.at++;
      return;
    }
    for (;;) {
      element();
      this.blanks();
      if (this.text[this.at] === end) {
        this.at++;
        return;
      }
      this.expect(",");
    }
  }

  private string(): string {
    const token = stringToken(this.text, this.at);
    if (token === undefined) this.fail("a string is not closed or holds a control character");
    try {
      // The token's extent is known; unescaping is JSON's own.
      const value = JSON.parse(token) as string;
      this.at += token.length;
      return value;
    } catch {
      return this.fail("a string holds an escape that JSON does not know");
    }
  }

  private number(): JsonNode {
    const grammar = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
    grammar.lastIndex = this.at;
    const text = grammar.exec(this.text)?.[0];
    if (text === undefined) return this.fail("a JSON value is expected");
    this.at += text.length;
    return { kind: "number", text };
  }

  private blanks(): void {
    while (this.at < this.text.length && " \t\n\r".includes(this.text[this.at] as string)) this.at++;
  }

  private expect(char: string): void {
    if (this.text[this.at] !== char) this.fail(`"${char}" is expected`);
    this.at++;
  }

  private report(code: JsonProblem["code"], message: string): void {
    this.problems.push({ code, pointer: pointerOf(this.path), message });
  }

  private fail(what: string): never {
    const before = this.text.slice(0, this.at).split("\n");
    const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    throw new Stop({ code: "json_syntax", pointer: pointerOf(this.path), message: `This is not JSON at ${place}: ${what}.` });
  }
}

const stringToken = (text: string, start: number): string | undefined => {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) return text.slice(start, at + 1);
    if (code === 92) at++;
    else if (code < 32) return undefined;
  }
  return undefined;
};
