/** Plain `pg`, for the gateway and the migration runner; nothing of Prisma is loaded by this entry. */
import pg from "pg";

export { type MigrationResult, migrate } from "./migrate.ts";
export type Pool = pg.Pool;
export type PoolClient = pg.PoolClient;

export type PoolOptions = {
  url: string;
  max?: number;
  applicationName?: string;
  statementTimeoutMs?: number;
  onError?: (error: Error) => void;
};

/** A pool whose sessions are in UTC and look names up in our schema. Lost connections are reported, never thrown. */
export function openPool({
  url,
  max = 10,
  applicationName = "portcullis",
  statementTimeoutMs = 10_000,
  onError = () => {},
}: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: applicationName,
    connectionTimeoutMillis: 5_000,
    statement_timeout: statementTimeoutMs,
    options: "-c timezone=UTC -c search_path=portcullis",
  });
  pool.on("error", onError);
  pool.on("connect", (client) => client.on("error", onError));
  return pool;
}

/** Runs `fn` in one transaction whose rows are those of the organization. */
export async function withOrgClient<T>(pool: pg.Pool, organizationId: string, fn: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    await client.query("SELECT set_config('app.org', $1, true)", [organizationId]);
    const result = await fn(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** A connection that listens; ends with `onEnd` when it breaks, so that the caller can decide when to try again. */
export async function listen(
  url: string,
  channel: string | readonly string[],
  onNotify: (payload: string, channel: string) => void,
  onEnd: () => void,
): Promise<() => Promise<void>> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    application_name: "portcullis-listen",
    keepAlive: true,
  });
  let over = false;
  const end = () => {
    if (over) return;
    over = true;
    onEnd();
  };
  client.on("error", end);
  client.on("end", end);
  client.on("notification", (message) => onNotify(message.payload ?? "", message.channel));
  await client.connect();
  for (const one of [channel].flat()) await client.query(`LISTEN ${client.escapeIdentifier(one)}`);
  return async () => {
    over = true;
    await client.end();
  };
}
