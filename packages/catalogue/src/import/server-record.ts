import type { ToolDefinition } from "../definition.ts";

/** Which kind of source a record was read from. */
export type RecordSource = "recorded" | "tools_list" | "server" | "registry" | "docker";

/** From where a field's value is, and of when (an ISO date). */
export type Origin = { from: string; at: string };

/** What the origin of tools says whose server would not have its texts copied: names and schemas are its own, descriptions are not. */
const summaryMark = "descriptions are summaries in our words";
export const describesInOurWords = (toolsFrom: string | null | undefined): boolean => toolsFrom?.includes(summaryMark) ?? false;

/** The fields of a record beside its tools. All of them are what others wrote: shown, never trusted. */
export type ServerFacts = {
  name: string;
  title?: string;
  description?: string;
  repository?: string;
  website?: string;
  /** Where its code comes from: `npm`, `pypi`, `oci`, `nuget`, `mcpb`, … */
  registry?: string;
  /** Its name there. */
  package?: string;
  version?: string;
  /** Where it runs, when it does so for everybody. */
  url?: string;
};

/** One server of the catalogue as an import brings it. `tools` is left out by sources that do not list any. */
export type ServerRecord = ServerFacts & {
  slug: string;
  source: RecordSource;
  /** ISO date or time: of when the source is. */
  recordedAt: string;
  origins: Partial<Record<keyof ServerFacts | "tools", Origin>>;
  tools?: ToolDefinition[];
};

/** Something that an import left out, and where it stands: a JSON pointer into the document. */
export type ImportProblem = { pointer: string; message: string };

export type ReadDocument = { records: ServerRecord[]; problems: ImportProblem[] };

/** What a document is read with: from where it is, of when, and what it is called where it does not say so itself. */
export type ImportContext = { from: string; at: string; name?: string };

export const importLimits = { toolsMax: 2_000, toolNameMax: 256, definitionMax: 256 * 1024, textMax: 20_000, nameMax: 200 } as const;

/** A path segment for a name: `io.github.acme/Zabbix MCP` becomes `io-github-acme-zabbix-mcp`. "" when nothing of it is left. */
export const catalogueSlug = (name: string): string =>
  name
    .slice(0, 500)
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 80)
    .replace(/-+$/, "");

/** For names of which no letter can stand in a path: one slug for one name (FNV-1a). */
const numberedSlug = (name: string): string => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193) >>> 0;
  return `server-${hash.toString(16).padStart(8, "0")}`;
};

/** Facts with an origin for each that is there. */
export function recordOf(
  facts: ServerFacts & { slug?: string; tools?: ToolDefinition[] },
  source: RecordSource,
  { from, at }: ImportContext,
): ServerRecord {
  const { slug = catalogueSlug(facts.name) || numberedSlug(facts.name), tools, ...rest } = facts;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) as ServerFacts;
  const origins: ServerRecord["origins"] = {};
  for (const field of Object.keys(given) as (keyof ServerFacts)[]) origins[field] = { from, at };
  if (tools !== undefined) origins.tools = { from, at };
  return { ...given, slug, source, recordedAt: at, origins, ...(tools !== undefined && { tools }) };
}

/** A string of at most `max` characters that a database column can hold; undefined for anything else. */
export function textOf(value: unknown, max: number = importLimits.textMax): string | undefined {
  if (typeof value !== "string") return undefined;
  const text = value
    .slice(0, max)
    .replaceAll(/[\0\p{Cs}]/gu, "\ufffd")
    .trim();
  return text === "" ? undefined : text;
}

/** The text as an http(s) URL without credentials; undefined when it is none. */
export function webUrlOf(value: unknown): string | undefined {
  const text = textOf(value, 2_000);
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  url.username = "";
  url.password = "";
  return url.href.replace(/\/$/, text.endsWith("/") ? "/" : "");
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
