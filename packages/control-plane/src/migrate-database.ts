import { parseKeyring } from "@portcullis/db/keys";
import { type MigrationResult, migrate } from "@portcullis/db/runtime";

/**
 * Brings a database up to date, as its owner, and lets the runtime roles log in.
 * @param options `ownerUrl` may create tables and roles; `folder` holds the migrations; `rootKey` is the text of `PORTCULLIS_ROOT_KEY`
 */
export const migrateDatabase = (options: { ownerUrl: string; folder: string; rootKey: string }): Promise<MigrationResult> =>
  migrate(options.ownerUrl, options.folder, parseKeyring(options.rootKey));
