import { parseKeyring } from "@portcullis/db/keys";
import { type MigrationResult, migrate } from "@portcullis/db/runtime";
import { type ImportedServers, importCatalogue } from "./catalogue/import-servers.ts";
import { type Reclassified, reclassify } from "./catalogue/reclassify.ts";
import { shippedServers } from "./catalogue/shipped-servers.ts";

export type DatabaseMigration = MigrationResult & {
  reclassified: Reclassified;
  catalogue: Omit<ImportedServers, "added" | "changed"> & { added: number; changed: number };
};

/**
 * Brings a database up to date, as its owner, and lets the runtime roles log in. Then everything that belongs to this release and is no
 * table: tools that older rules have classified are classified again, and the servers that the catalogue ships with are in it.
 * @param options `ownerUrl` may create tables and roles; `folder` holds the migrations; `rootKey` is the text of `PORTCULLIS_ROOT_KEY`
 */
export async function migrateDatabase(options: { ownerUrl: string; folder: string; rootKey: string }): Promise<DatabaseMigration> {
  const { applied } = await migrate(options.ownerUrl, options.folder, parseKeyring(options.rootKey));
  const reclassified = await reclassify(options);
  const { added, changed, ...rest } = await importCatalogue(options, shippedServers());
  return { applied, reclassified, catalogue: { ...rest, added: added.length, changed: changed.length } };
}
