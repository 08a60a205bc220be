import { createHash } from "node:crypto";
import { type Category, categoryOrder, classify, rulesVersion, type ServerRecord, type ToolDefinition } from "@portcullis/catalogue";

export type CatalogueToolRow = {
  name: string;
  position: number;
  title: string | null;
  description: string | null;
  definition: string;
  category: Category;
  confidence: number;
  signals: string[];
  search: string;
  facets: string[];
};

/** The columns of a server that follow from its facts and tools. */
export type CatalogueServerRow = {
  digest: string;
  counts: Record<Category, number>;
  definition_size: number;
  rank: number;
  search: string;
  facets: string[];
  tools: CatalogueToolRow[];
};

/** Classifies the tools of a server and says by which words, categories and signals it is found. Pure. */
export function catalogueRow(record: Omit<ServerRecord, "tools">, tools: readonly ToolDefinition[]): CatalogueServerRow {
  const context = { name: record.name, tools: tools.map(({ name }) => name) };
  const rows = tools.map((tool, position) => toolRow(tool, position, record, context));
  const counts = Object.fromEntries(
    categoryOrder.map((category) => [category, rows.filter((row) => row.category === category).length]),
  ) as Record<Category, number>;
  const search = searchText([record.name, record.title, record.slug, record.package, record.description?.slice(0, 1_000)]);
  return {
    digest: digestOf(record, rows),
    counts,
    definition_size: rows.reduce((size, { definition }) => size + definition.length, 0),
    // What was recorded by running it comes first, then what has most to show.
    rank: (record.origins.tools?.from.startsWith(recordedMark) ? 100_000 : 0) + Math.min(rows.length, 10_000),
    search,
    facets: [...new Set([...rows.flatMap(({ facets }) => facets.filter((facet) => !facet.startsWith("word:"))), ...shortWords(search)])],
    tools: rows,
  };
}

/** One digest for one content, whatever order its members came in. */
function digestOf({ origins, recordedAt, ...facts }: Omit<ServerRecord, "tools">, tools: readonly CatalogueToolRow[]): string {
  const sorted = (value: object) => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  const places = sorted(origins).map(([field, { from, at }]) => [field, from, at]);
  const content = [rulesVersion, sorted(facts), places, new Date(recordedAt).toISOString(), tools.map(({ definition }) => definition)];
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}

/** What the origin of recorded tools begins with. */
const recordedMark = "tools/list";

function toolRow(tool: ToolDefinition, position: number, server: Omit<ServerRecord, "tools">, context: { name: string; tools: string[] }) {
  const { category, confidence, signals } = classify(tool, context);
  const kinds = [...new Set(signals.map(({ kind }) => kind))];
  const search = searchText([tool.name, text(tool.title), server.name, server.title, server.slug, text(tool.description)?.slice(0, 300)]);
  return {
    name: tool.name,
    position,
    title: text(tool.title)?.slice(0, 500) ?? null,
    description: text(tool.description)?.slice(0, 20_000) ?? null,
    definition: JSON.stringify(tool),
    category,
    confidence: Math.fround(confidence),
    signals: kinds,
    search,
    facets: [`category:${category}`, ...kinds.map((kind) => `signal:${kind}`), ...shortWords(search)],
  };
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value.trim() !== "" ? value.replaceAll(/[\0\p{Cs}]/gu, "\ufffd") : undefined;

const searchText = (parts: readonly (string | null | undefined)[]): string =>
  parts
    .filter((part) => part != null)
    .join(" ")
    .toLowerCase()
    .replaceAll(/[\0\p{Cs}]/gu, " ")
    .replaceAll(/\s+/g, " ")
    .slice(0, 3_000);

/** Trigrams know nothing of words with one or two letters, so these are found whole. */
export const shortWords = (search: string): string[] => [
  ...new Set(
    search
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length === 1 || word.length === 2)
      .map((word) => `word:${word}`),
  ),
];
