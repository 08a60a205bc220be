/**
 * Reads a PowerShell command line of the kind `powershellCommand` writes: bare words, single quotes (doubled inside),
 * double quotes with `$env:NAME` and backtick escapes. Exists to prove the writer; there is no PowerShell to ask.
 */
export function splitPowershell(command: string, environment: Record<string, string>): string[] {
  const words: string[] = [];
  const token = /\s*(?:'((?:[^']|'')*)'|"((?:[^"`]|`.)*)"|(\S+))/gy;
  for (let match = token.exec(command); match; match = token.exec(command)) {
    const [, single, double, bare] = match;
    if (single !== undefined) words.push(single.replaceAll("''", "'"));
    else if (double !== undefined) words.push(expand(double, environment));
    else if (bare !== "&" || words.length > 0) words.push(bare ?? "");
  }
  return words;
}

const expand = (text: string, environment: Record<string, string>): string =>
  text.replace(
    /`(.)|\$env:([A-Za-z_][A-Za-z0-9_]*)/g,
    (_, escaped: string | undefined, name: string | undefined) => escaped ?? environment[name ?? ""] ?? "",
  );
