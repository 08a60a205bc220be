import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { keepEmbeddedPostgres, startEmbeddedPostgres } from "../../embedded/embedded-postgres.mjs";
import { generateRootKey, parseKeyring, roleUrl } from "../keys.ts";
import { migrate } from "../migrate.ts";
import type { TestDatabase } from "./database.ts";

export type OwnCluster = TestDatabase & {
  /** To the postmaster. */
  signal: (name: NodeJS.Signals) => void;
  ended: () => Promise<unknown>;
  /** Again, on the same port, after it has ended. A kept one does so by itself. */
  start: () => Promise<void>;
  /** So often a kept one was started again. */
  restarts: () => number;
};

/** A PostgreSQL of a test's own, to be killed. Kept: as an installation keeps its embedded one; else it stays away until it is started. */
export async function ownCluster({ durable = true, kept = true } = {}): Promise<OwnCluster> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "portcullis-own-"));
  const dataDir = path.join(folder, "postgres");
  let restarts = 0;
  const onRestart = () => {
    restarts++;
  };
  let cluster = await (kept ? keepEmbeddedPostgres({ dataDir, durable, onRestart }) : startEmbeddedPostgres({ dataDir, durable }));
  const { url, port } = cluster;
  const rootKey = generateRootKey();
  const keyring = parseKeyring(rootKey);
  await migrate(url, path.join(import.meta.dirname, "../../../../prisma/migrations"), keyring);
  return {
    ownerUrl: url,
    appUrl: roleUrl(url, "pc_app", keyring),
    gatewayUrl: roleUrl(url, "pc_gateway", keyring),
    rootKey,
    keyring,
    signal: (name) => void process.kill(cluster.pid, name),
    ended: () => cluster.exited,
    start: async () => {
      cluster = await startEmbeddedPostgres({ dataDir, durable, port });
    },
    restarts: () => restarts,
    drop: async () => {
      await cluster.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
