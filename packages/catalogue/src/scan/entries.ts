import { configurationLimits, type TextPlace } from "./configuration.ts";

/** A value of a configuration with its place. Objects keep their members in order, also two of one name. */
export type Entry = TextPlace &
  (
    | { kind: "object"; members: { name: string; value: Entry }[] }
    | { kind: "array"; items: Entry[] }
    | { kind: "value"; value: string | number | boolean | null }
  );

/** A server's entry under the member that holds servers. `group` tells apart the places that may hold the same name. */
export type ServerEntry = TextPlace & { name: string; group: string; value: Entry };

/** The members under which clients keep servers, from the top. `*` is any name. */
const homes: readonly (readonly string[])[] = [
  ["mcpServers"],
  ["mcp_servers"],
  ["context_servers"],
  ["servers"],
  ["mcp", "servers"],
  ["mcp", "mcpServers"],
  ["mcp"],
  ["projects", "*", "mcpServers"],
];

/** Every server in a configuration. One that is pasted without what is around it, alone or in an object of them, is found too. */
export function serverEntries(root: Entry): ServerEntry[] {
  const found = homes.flatMap((home) => below(root, home, ""));
  if (found.length > 0) return found;
  const bare = serversIn(root, "");
  if (bare.length > 0) return bare;
  return isServer(root) ? [{ name: "(unnamed)", group: "", value: root, line: root.line, column: root.column }] : [];
}

function below(entry: Entry, [step, ...rest]: readonly string[], group: string): ServerEntry[] {
  if (step === undefined) return serversIn(entry, group);
  if (entry.kind !== "object") return [];
  return entry.members
    .filter(({ name }) => step === "*" || name === step)
    .flatMap(({ name, value }) => below(value, rest, `${group}/${name}`));
}

const serversIn = (entry: Entry, group: string): ServerEntry[] =>
  entry.kind !== "object"
    ? []
    : entry.members
        .filter(({ value }) => isServer(value))
        .map(({ name, value }) => ({
          name: name.slice(0, configurationLimits.nameMax),
          group,
          value,
          line: value.line,
          column: value.column,
        }));

const marks = new Set(["command", "url", "serverUrl", "httpUrl", "server_url"]);

const isServer = (entry: Entry): boolean => entry.kind === "object" && entry.members.some(({ name }) => marks.has(name));

/** A member by name; the last one where there are several, as JSON readers do. */
export const memberOf = (entry: Entry | undefined, name: string): Entry | undefined =>
  entry?.kind === "object" ? entry.members.findLast((member) => member.name === name)?.value : undefined;

export const textIn = (entry: Entry | undefined): string | undefined =>
  entry?.kind === "value" && typeof entry.value === "string" ? entry.value : undefined;

/** The strings of an array, numbers among them as text. */
export const textsIn = (entry: Entry | undefined): string[] =>
  entry?.kind === "array" ? entry.items.flatMap((item) => (item.kind === "value" && item.value !== null ? [String(item.value)] : [])) : [];

/** Members with text, as in `env` and `headers`. */
export const pairsIn = (entry: Entry | undefined): { name: string; value: string }[] =>
  entry?.kind === "object"
    ? entry.members.flatMap(({ name, value }) =>
        value.kind === "value" && value.value !== null ? [{ name, value: String(value.value) }] : [],
      )
    : [];
