import type { Origin, ServerFacts, ServerRecord } from "@portcullis/catalogue";

/** What the catalogue already has of a server: its facts with their origins, and whether it has tools. */
export type KnownServer = Omit<ServerRecord, "tools">;

/** All but the name: what a page is called stays as it is. */
const facts: readonly (keyof ServerFacts)[] = ["title", "description", "repository", "website", "registry", "package", "version", "url"];

/**
 * Brings what is known of a server together with what an import says. Each field is taken from the younger of the two, and keeps from
 * where and of when it is; of the same day, the import's. A field that the import does not have stays.
 * @returns the facts, and whether the import's tools are the ones that count
 */
export function mergeRecords(known: KnownServer | undefined, found: ServerRecord): { record: KnownServer; takesTools: boolean } {
  const { tools, ...rest } = found;
  if (known === undefined) return { record: rest, takesTools: tools !== undefined };
  const record: KnownServer = { ...known, origins: { ...known.origins } };
  for (const field of facts) {
    if (found[field] === undefined || !isYounger(found.origins[field], known.origins[field])) continue;
    record[field] = found[field] as string;
    record.origins[field] = found.origins[field] as Origin;
  }
  const takesTools = tools !== undefined && isYounger(found.origins.tools, known.origins.tools);
  if (takesTools) record.origins.tools = found.origins.tools as Origin;
  if (Date.parse(found.recordedAt) >= Date.parse(known.recordedAt)) {
    record.recordedAt = found.recordedAt;
    record.source = found.source;
  }
  return { record, takesTools };
}

const isYounger = (found: Origin | undefined, known: Origin | undefined): boolean =>
  known === undefined || (found !== undefined && Date.parse(found.at) >= Date.parse(known.at));
