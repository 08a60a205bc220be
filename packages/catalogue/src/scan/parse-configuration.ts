import { clientOf } from "./client-of.ts";
import { type ConfigurationProblem, configurationLimits, type ParsedConfiguration } from "./configuration.ts";
import { type Entry, serverEntries } from "./entries.ts";
import { readJsonEntries } from "./read-json.ts";
import { readTomlEntries } from "./read-toml.ts";
import { serverOf } from "./server-of.ts";

/** What a reader makes of a text: its top level with the place of each member, or why it cannot. */
export type ReadEntries = { root: Entry | null; problems: ConfigurationProblem[] };

/**
 * Reads the configuration of an MCP client: which servers it starts or reaches. Knows the JSON forms (comments, commas at the end and a
 * byte order mark are fine) and Codex's TOML; finds out which by the name of the file and by the text. Never throws, and nothing that it
 * returns holds the value of a variable, header or option.
 */
export function parseClientConfiguration(text: string, filename = ""): ParsedConfiguration {
  const client = clientOf(filename, text);
  if (text.length > configurationLimits.sizeMax)
    return {
      client,
      servers: [],
      problems: [{ line: 1, column: 1, kind: "unreadable", message: "The configuration is larger than 5 MiB." }],
    };
  const read = looksLikeToml(text, filename) ? readTomlEntries(text) : readJsonEntries(text);
  if (read.root === null) return { client, servers: [], problems: read.problems };
  const entries = serverEntries(read.root);
  const problems = [...read.problems];
  const seen = new Set<string>();
  for (const { name, group, line, column } of entries) {
    const key = `${group}\0${name}`;
    if (seen.has(key))
      problems.push({
        line,
        column,
        kind: "doubtful",
        message: `The server ${JSON.stringify(name.slice(0, 100))} is here twice. Clients keep one of them.`,
      });
    seen.add(key);
  }
  if (entries.length === 0 && problems.length === 0)
    problems.push({ line: 1, column: 1, kind: "doubtful", message: "There are no MCP servers in this configuration." });
  if (entries.length > configurationLimits.serversMax)
    problems.push({
      line: 1,
      column: 1,
      kind: "unreadable",
      message: `Only the first ${configurationLimits.serversMax} servers are read.`,
    });
  return { client, servers: entries.slice(0, configurationLimits.serversMax).map(serverOf), problems };
}

function looksLikeToml(text: string, filename: string): boolean {
  if (/\.toml$/i.test(filename)) return true;
  if (/\.jsonc?$/i.test(filename)) return false;
  return (
    /^\ufeff?[ \t]*\[+[ \t]*["']?[\w.-][\w \t."'-]*\]+[ \t]*(?:#.*)?$/m.test(text) && !/^\s*[{[]\s*[\n"{]/.test(text.replace(/^\ufeff/, ""))
  );
}
