/** Applies prisma/migrations and records them as `prisma migrate deploy` does, so that the two may be mixed. */
import { createHash, randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import pg from "pg";
import { type Keyring, rolePassword, runtimeRoles } from "./keys.ts";

export type MigrationResult = { applied: string[] };

const prismaLock = 72707369; // the advisory lock that Prisma takes, so that several runners wait for each other

/**
 * Brings the database at `ownerUrl` up to date and lets the runtime roles log in with their derived passwords.
 * @throws Error when a migration failed earlier, was changed after it was applied, or fails now (then nothing of it stays)
 */
export async function migrate(ownerUrl: string, folder: string, ring: Keyring): Promise<MigrationResult> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {});
  await client.connect();
  try {
    await requireServerVersion(client);
    await client.query("SELECT pg_advisory_lock($1)", [prismaLock]);
    const applied = await applyPending(client, folder);
    await admitRoles(client, ring);
    return { applied };
  } finally {
    await client.end();
  }
}

async function requireServerVersion(client: pg.Client) {
  const { rows } = await client.query("SELECT current_setting('server_version_num')::int AS version");
  if (rows[0].version < 150_000) throw new Error(`PostgreSQL 15 or newer is needed; this one is ${rows[0].version / 10_000}.`);
}

async function applyPending(client: pg.Client, folder: string): Promise<string[]> {
  await client.query(`CREATE TABLE IF NOT EXISTS public._prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL,
    logs TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`);
  const { rows } = await client.query(
    "SELECT migration_name, checksum, finished_at FROM public._prisma_migrations WHERE rolled_back_at IS NULL",
  );
  const failed = rows.find((row) => !row.finished_at);
  if (failed) throw new Error(`Migration ${failed.migration_name} failed earlier; see \`prisma migrate resolve\`.`);
  const known = new Map<string, string>(rows.map((row) => [row.migration_name, row.checksum]));
  const applied: string[] = [];
  for (const name of migrationNames(folder)) {
    const sql = fs.readFileSync(path.join(folder, name, "migration.sql"), "utf8");
    const checksum = createHash("sha256").update(sql).digest("hex");
    if (known.has(name)) {
      if (known.get(name) !== checksum) throw new Error(`Migration ${name} was changed after it was applied.`);
      continue;
    }
    await applyOne(client, name, sql, checksum);
    applied.push(name);
  }
  return applied;
}

async function applyOne(client: pg.Client, name: string, sql: string, checksum: string) {
  await client.query("BEGIN");
  try {
    await client.query(sql);
    await client.query(
      "INSERT INTO public._prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ($1, $2, now(), $3, 1)",
      [randomUUID(), checksum, name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw new Error(`Migration ${name} failed: ${(error as Error).message}`, { cause: error });
  }
}

const migrationNames = (folder: string) =>
  fs
    .readdirSync(folder)
    .filter((name) => fs.existsSync(path.join(folder, name, "migration.sql")))
    .sort();

// Roles belong to the whole cluster: two databases of one cluster must share a root key. A password that already fits is left alone,
// because every change of a role is a lock on it.
async function admitRoles(client: pg.Client, ring: Keyring) {
  const database = (await client.query("SELECT current_database() AS name")).rows[0].name as string;
  for (const role of runtimeRoles) {
    const password = client.escapeLiteral(rolePassword(ring, role));
    for (let attempt = 0; ; attempt++) {
      try {
        await client.query(`ALTER ROLE ${role} LOGIN PASSWORD ${password} NOSUPERUSER NOBYPASSRLS`);
        break;
      } catch (error) {
        // Another database of this cluster is being migrated in this very moment.
        if (attempt < 20 && (error as { code?: string }).code === "XX000") continue;
        throw error;
      }
    }
    await client.query(`GRANT CONNECT ON DATABASE ${client.escapeIdentifier(database)} TO ${role}`);
  }
}
