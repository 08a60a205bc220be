import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { type Keyring, parseKeyring, roleUrl } from "../keys.ts";

// Here and not beside the cluster: every room whose tests take a database compiles this file.
declare module "vitest" {
  export interface ProvidedContext {
    clusterUrl: string;
    rootKey: string;
  }
}

export { type OwnCluster, ownCluster } from "./own-cluster.ts";

export type TestDatabase = {
  ownerUrl: string;
  appUrl: string;
  gatewayUrl: string;
  rootKey: string;
  keyring: Keyring;
  drop: () => Promise<void>;
};

/** A fresh, migrated database of this test run's cluster. */
export async function testDatabase(): Promise<TestDatabase> {
  const clusterUrl = inject("clusterUrl");
  const rootKey = inject("rootKey");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await administer(clusterUrl, `CREATE DATABASE ${name} TEMPLATE template_portcullis`);
  const url = new URL(clusterUrl);
  url.pathname = `/${name}`;
  const keyring = parseKeyring(rootKey);
  const ownerUrl = url.toString();
  return {
    ownerUrl,
    appUrl: roleUrl(ownerUrl, "pc_app", keyring),
    gatewayUrl: roleUrl(ownerUrl, "pc_gateway", keyring),
    rootKey,
    keyring,
    drop: () => administer(clusterUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function administer(clusterUrl: string, sql: string) {
  const admin = new pg.Client({ connectionString: clusterUrl });
  await admin.connect();
  try {
    await admin.query(sql);
  } finally {
    await admin.end();
  }
}
