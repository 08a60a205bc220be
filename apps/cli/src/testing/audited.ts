import { generateKeyPairSync, randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { checkpointKey, openPool, parseKeyring, roleUrl, seal, writeCheckpoints } from "@portcullis/control-plane/worker";
import pg from "pg";
import { cliDatabase } from "./database.ts";

export const newKey = () => checkpointKey(generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString());

/** A database with organizations whose record is written, sealed and signed; `second` is the second place of its checkpoints. */
export async function auditedDatabase(folder: string) {
  const database = await cliDatabase("migrated");
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  const sealer = openPool({ url: roleUrl(database.url, "pc_sealer", parseKeyring(database.rootKey)), max: 1 });
  const key = newKey();
  const second = path.join(folder, "second.jsonl");
  fs.writeFileSync(second, "");
  fs.writeFileSync(path.join(folder, "key.pem"), key.publicKey);
  return {
    ...database,
    owner,
    sealer,
    key,
    second,
    keyFile: path.join(folder, "key.pem"),
    async organization(slug: string): Promise<string> {
      const id = randomUUID();
      await owner.query("INSERT INTO portcullis.organization (id, slug, name) VALUES ($1, $2, $2)", [id, slug]);
      return id;
    },
    /** `rows` attempts, an outcome for each second, an event for each tenth. */
    write: (organization: string, rows: number) => owner.query(writeText, [organization, rows]),
    async sealAll(): Promise<void> {
      // Other tests of this cluster may hold the horizon back for a moment.
      for (;;) {
        while ((await seal(sealer))?.more);
        const { rows } = await owner.query(
          "SELECT EXISTS (SELECT FROM portcullis.attempt a WHERE NOT EXISTS (SELECT FROM portcullis.audit_seal s WHERE s.organization_id = a.organization_id AND s.id = a.id AND s.kind = 1)) AS open",
        );
        if (!rows[0].open) break;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      while ((await seal(sealer))?.more);
    },
    sign: () => writeCheckpoints(sealer, key, [async (lines) => fs.appendFileSync(second, lines.map((line) => `${line}\n`).join(""))]),
    async close() {
      await sealer.end();
      await owner.end();
      await database.drop();
    },
  };
}

const writeText = `
  WITH made AS (SELECT gen_random_uuid() AS g, n FROM generate_series(1, $2::integer) n),
  ids AS (SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7' || substr(replace(g::text, '-', ''), 14))::uuid AS id, n FROM made),
  events AS (INSERT INTO portcullis.audit_event (organization_id, id, actor_name, action, target_kind, target_id, after)
    SELECT $1::uuid, id, 'Olga', 'policy.publish', 'policy', id::text, '{"version": 1.50, "note": null}' FROM ids WHERE n % 10 = 0),
  attempts AS (
    INSERT INTO portcullis.attempt (organization_id, id, grant_id, grant_label, server_id, server_slug, method, tool, argument_names, effect, reason, limits, approval_id)
    SELECT $1::uuid, id, $1::uuid, 'agent "ä" ' || n, $1::uuid, 'zabbix', 'tools/call', 'host_get', ARRAY['a', 'b,"c"'], 'allow', 'allowed',
      jsonb_build_array(jsonb_build_object('name', 'calls', 'amount', 1.50)), id FROM ids)
  INSERT INTO portcullis.outcome (organization_id, id, outcome, duration_ms, request_bytes)
  SELECT $1::uuid, id, 'ok', 0.1 + 0.2, 9007199254740993 FROM ids WHERE n % 2 = 0`;
