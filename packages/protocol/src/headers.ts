/** Header values by lower-case name, in the order received; a name that came twice has two values. */
export type Headers = ReadonlyMap<string, readonly string[]>;

/** Indexes a raw header list (name, value, name, value, …), as the server keeps it before repeats are joined or dropped. */
export function readHeaders(raw: readonly string[]): Headers {
  const headers = new Map<string, string[]>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index]!.toLowerCase();
    const values = headers.get(name);
    if (values === undefined) headers.set(name, [raw[index + 1]!]);
    else values.push(raw[index + 1]!);
  }
  return headers;
}

/** The one value of a header, surrounding blanks trimmed; undefined when it is missing or repeated. */
export function singleHeader(headers: Headers, name: string): string | undefined {
  const values = headers.get(name);
  return values?.length === 1 ? trimBlanks(values[0]!) : undefined;
}

/**
 * A repeated header that must be single. `answer` is the HTTP status, or `mirrored`: 400 -32020 in the modern era (`compareMirrored`
 * and `compareParamHeaders` find it with the id at hand), 400 -32600 in the legacy one.
 */
export function repeatedHeader(headers: Headers): { readonly name: string; readonly answer: 401 | 400 | "mirrored" } | undefined {
  let found: { name: string; answer: 401 | 400 | "mirrored" } | undefined;
  for (const [name, values] of headers) {
    if (values.length < 2) continue;
    if (name === "authorization") return { name, answer: 401 };
    if (SINGLE.has(name)) found = { name, answer: 400 };
    else if (name.startsWith("mcp-") && found === undefined)
      found = { name, answer: MIRRORED.has(name) || name.startsWith("mcp-param-") ? "mirrored" : 400 };
  }
  return found;
}

/** Strips spaces and tabs around a field value (RFC 9110), and nothing else. */
export function trimBlanks(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isBlank(value.charCodeAt(start))) start++;
  while (end > start && isBlank(value.charCodeAt(end - 1))) end--;
  return value.slice(start, end);
}

const MIRRORED: ReadonlySet<string> = new Set(["mcp-protocol-version", "mcp-method", "mcp-name"]);
const SINGLE: ReadonlySet<string> = new Set(["host", "content-type", "last-event-id", "mcp-session-id"]);

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}
