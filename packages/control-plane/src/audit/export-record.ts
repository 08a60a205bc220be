import { parseKeyring, roleUrl } from "@portcullis/db/keys";
import { openPool } from "@portcullis/db/runtime";
import { readSealed, readUnsealed } from "./read-record.ts";
import { plainText } from "./recorded-tables.ts";

/** Where an export goes: one call per piece of a file, in order, file after file. */
export type RecordFiles = { write: (file: string, text: string) => Promise<void> };

export const exportFormat = "portcullis/export/1";

/**
 * Writes the whole record of an organization as `verify` reads it, from one snapshot of the database: manifest.json, records.jsonl,
 * unsealed.jsonl, checkpoints.jsonl, roots.jsonl. For the operator: it asks for no role.
 *
 * @param options any credentials in the URL; `rootKey` is the text of `PORTCULLIS_ROOT_KEY`
 * @returns null when there is no such organization
 */
export async function exportRecord(
  options: { databaseUrl: string; rootKey: string; organizationSlug: string; at: Date },
  { write }: RecordFiles,
): Promise<{ records: number; unsealed: number; checkpoints: number } | null> {
  const url = roleUrl(options.databaseUrl, "pc_app", parseKeyring(options.rootKey));
  const pool = openPool({ url, max: 1, applicationName: "portcullis-export", statementTimeoutMs: 600_000 });
  try {
    const client = await pool.connect();
    try {
      await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      const { rows: found } = await client.query<{ id: string | null }>("SELECT portcullis.organization_by_slug($1) AS id", [
        options.organizationSlug,
      ]);
      const id = found[0]?.id;
      if (id == null) return null;
      await client.query("SELECT set_config('app.org', $1, true)", [id]);
      await client.query(plainText);
      const signed = async (table: string) => {
        const { rows } = await client.query<{ line: string; n: string }>(
          `SELECT n, json_build_object('statement', statement, 'key', key_id, 'signature', encode(signature, 'base64'))::text AS line
           FROM portcullis.${table} WHERE organization_id = $1 ORDER BY n`,
          [id],
        );
        return rows;
      };
      const roots = await signed("audit_root");
      const checkpoints = await signed("audit_checkpoint");
      await write("roots.jsonl", lines(roots.map(({ line }) => line)));
      await write("checkpoints.jsonl", lines(checkpoints.map(({ line }) => line)));
      const rootN = roots.at(-1)?.n ?? "0";
      let [records, unsealed, lastN] = [0, 0, rootN];
      await write("records.jsonl", "");
      for await (const page of readSealed(client, id, rootN)) {
        await write("records.jsonl", lines(page.map((record) => JSON.stringify(record))));
        records += page.length;
        lastN = page.at(-1)?.n ?? lastN;
      }
      await write("unsealed.jsonl", "");
      for await (const page of readUnsealed(client, id)) {
        await write("unsealed.jsonl", lines(page.map((record) => JSON.stringify(record))));
        unsealed += page.length;
      }
      const keys = await client.query<{ id: string; publicKey: string }>('SELECT id, public_key AS "publicKey" FROM portcullis.audit_key');
      const manifest = {
        format: exportFormat,
        organization: { id, slug: options.organizationSlug },
        exportedAt: options.at.toISOString(),
        root: rootN,
        through: lastN,
        records,
        unsealed,
        keys: keys.rows,
      };
      await write("manifest.json", `${JSON.stringify(manifest, null, 2)}\n`);
      return { records, unsealed, checkpoints: checkpoints.length };
    } finally {
      await client.query("ROLLBACK").catch(() => {});
      client.release();
    }
  } finally {
    await pool.end();
  }
}

const lines = (all: readonly string[]) => all.map((line) => `${line}\n`).join("");
