/** Readers of what is exported, written for the tests from the formats' own texts, and not from what writes them. */

/** RFC 4180: records of fields. */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at < text.length) {
    let field = "";
    if (text[at] === '"') {
      for (at += 1; ; ) {
        const end = text.indexOf('"', at);
        if (end < 0) throw new Error("a quoted field without an end");
        field += text.slice(at, end);
        at = end + 1;
        if (text[at] !== '"') break;
        field += '"';
        at += 1;
      }
    } else {
      const end = /[,\r\n"]/g;
      end.lastIndex = at;
      const found = end.exec(text);
      if (found?.[0] === '"') throw new Error("a quote inside a bare field");
      field = text.slice(at, found?.index ?? text.length);
      at = found?.index ?? text.length;
    }
    record.push(field);
    if (text[at] === ",") at += 1;
    else if (text.startsWith("\r\n", at)) {
      records.push(record);
      record = [];
      at += 2;
    } else throw new Error(`neither a comma nor the end of a record at ${at}`);
  }
  if (record.length > 0) throw new Error("a record without an end");
  return records;
}

export type CefRecord = { head: string[]; extension: Record<string, string> };

/** Common Event Format, version 0 (ArcSight's implementation standard, "Character encoding"): one record per line. */
export function parseCef(line: string): CefRecord {
  const head: string[] = [];
  let part = "";
  let at = 0;
  for (; head.length < 7 && at < line.length; at++) {
    const char = line[at] as string;
    if (char === "\\") {
      const next = line[++at];
      if (next !== "\\" && next !== "|") throw new Error(`a header escapes ${String(next)}`);
      part += next;
    } else if (char === "|") {
      head.push(part);
      part = "";
    } else part += char;
  }
  if (head.length !== 7 || head[0] !== "CEF:0") throw new Error("no seven parts of a header");
  return { head, extension: parseExtension(line.slice(at)) };
}

function parseExtension(text: string): Record<string, string> {
  const extension: Record<string, string> = {};
  // A key begins the text or follows a blank, and ends at an equals sign that is not escaped.
  const starts = [...text.matchAll(/(?:^| )([A-Za-z0-9_]+)=/g)];
  starts.forEach(({ 0: whole, 1: key, index }, number) => {
    const raw = text.slice(index + whole.length, starts[number + 1]?.index ?? text.length);
    if (/(?<!\\)(?:\\\\)*=/.test(raw)) throw new Error(`a bare equals sign in ${key}`);
    if ((key as string) in extension) throw new Error(`${key} twice`);
    extension[key as string] = raw.replace(/\\([\\=nr])/g, (_, escaped: string) => ({ n: "\n", r: "\r" })[escaped] ?? escaped);
  });
  return extension;
}

/** Splits text into lines as a log reader does: at every kind of line end, not at \n alone. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what ends lines
export const linesOf = (text: string): string[] => text.split(/\r\n|[\n\r\u000b\u000c\u0085\u2028\u2029]/).filter((line) => line !== "");
