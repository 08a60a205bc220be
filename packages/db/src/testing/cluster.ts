/** One PostgreSQL for a whole test run, with a migrated template that each test file clones. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "../../embedded/embedded-postgres.mjs";
import { generateRootKey, parseKeyring } from "../keys.ts";
import { migrate } from "../migrate.ts";

export default async function setup(project: TestProject) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "portcullis-test-"));
  const cluster = await startEmbeddedPostgres({ dataDir: path.join(folder, "postgres"), database: "template_portcullis" });
  const rootKey = generateRootKey();
  await migrate(cluster.url, path.join(import.meta.dirname, "../../../../prisma/migrations"), parseKeyring(rootKey));
  // A template must have no connections; nobody may open one by accident.
  const admin = new pg.Client({ connectionString: cluster.url.replace("/template_portcullis", "/postgres") });
  await admin.connect();
  await admin.query("ALTER DATABASE template_portcullis WITH IS_TEMPLATE true ALLOW_CONNECTIONS false");
  await admin.end();
  project.provide("clusterUrl", cluster.url.replace("/template_portcullis", "/postgres"));
  project.provide("rootKey", rootKey);
  return async () => {
    await cluster.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  };
}
