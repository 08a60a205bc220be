import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

declare module "vitest" {
  export interface ProvidedContext {
    clusterUrl: string;
    rootKey: string;
  }
}

/** A migrated database of the test run's cluster, as an operator knows it: an owner's URL and a root key. */
export async function workerDatabase() {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await query(inject("clusterUrl"), `CREATE DATABASE ${name} TEMPLATE template_portcullis`);
  const url = new URL(inject("clusterUrl"));
  url.pathname = `/${name}`;
  return {
    url: url.href,
    rootKey: inject("rootKey"),
    query: (sql: string, values?: unknown[]) => query(url.href, sql, values),
    drop: () => query(inject("clusterUrl"), `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function query(connectionString: string, sql: string, values?: unknown[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}
