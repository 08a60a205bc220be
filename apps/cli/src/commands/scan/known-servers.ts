import { type CatalogueIndex, indexedServer, readRecordedServer } from "@portcullis/catalogue";
import { recordedServers } from "@portcullis/catalogue/data";

/** The servers that the catalogue ships with, as a check compares configurations with them. No network, no database. */
export async function knownServers(): Promise<CatalogueIndex> {
  const documents = await Promise.all(recordedServers.map(({ load }) => load()));
  return documents.flatMap((document) => readRecordedServer(document, { from: "", at: "" }).records.map(indexedServer));
}
