import type { Category, Risk } from "@portcullis/catalogue";

/** A server of the public catalogue. All texts are what others wrote: shown escaped, with hidden characters revealed. */
export type CatalogueServerSummary = {
  slug: string;
  name: string;
  title: string | null;
  description: string | null;
  repository: string | null;
  website: string | null;
  registry: string | null;
  package: string | null;
  version: string | null;
  url: string | null;
  source: string;
  recordedAt: Date;
  /** Where its tools are from, in words. */
  toolsFrom: string | null;
  toolCount: number;
  counts: Record<Category, number>;
  /** Characters of all definitions; about four make a token. */
  definitionSize: number;
};

export type CatalogueToolSummary = {
  serverSlug: string;
  serverName: string;
  name: string;
  title: string | null;
  description: string | null;
  category: Category;
  risk: Risk;
  signals: string[];
};

/** What a summary is read from. */
export const serverColumns = `s.slug, s.name, s.title, s.description, s.repository, s.website, s.package_registry AS registry, s.package,
  s.version, s.url, s.source, s.recorded_at AS "recordedAt", s.tool_count AS "toolCount", s.definition_size AS "definitionSize",
  s.origins->'tools'->>'from' AS "toolsFrom",
  s.read_count, s.write_count, s.execute_count, s.destructive_count, s.financial_count, s.unclassified_count`;

export type ServerRow = Omit<CatalogueServerSummary, "counts"> & {
  read_count: number;
  write_count: number;
  execute_count: number;
  destructive_count: number;
  financial_count: number;
  unclassified_count: number;
};

export function serverSummary({
  read_count: read,
  write_count: write,
  execute_count: execute,
  destructive_count: destructive,
  financial_count: financial,
  unclassified_count: unclassified,
  ...row
}: ServerRow): CatalogueServerSummary {
  return { ...row, counts: { read, write, execute, destructive, financial, unclassified } };
}
