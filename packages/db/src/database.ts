import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "./generated/client.ts";

// Secrets come out only where they are asked for by name.
const secretColumns = {
  userAccount: { passwordHash: true },
  userSession: { tokenHash: true },
  invitation: { tokenHash: true },
  server: { sealedHeaders: true },
  grantToken: { hash: true },
  notificationChannel: { sealedTarget: true, sealedSecret: true, sealedPreviousSecret: true },
  stream: { sealedTarget: true, sealedSecret: true, sealedPreviousSecret: true },
  passwordReset: { tokenHash: true },
  apiKey: { hash: true },
} as const;

/** A page asks several questions at once, and several pages come at once: that is a wait, not a failure. */
const waitMs = 10_000;

const clientOf = new WeakMap<Database, ReturnType<typeof newClient>>();

/** An open database. It holds no readable client: rows are reached through {@link withOrg} or {@link withoutOrg} alone. */
export type Database = { readonly close: () => Promise<void> };
/** What a transaction offers: Prisma's models and raw queries. */
export type Tx = Parameters<Parameters<ReturnType<typeof newClient>["$transaction"]>[0]>[0];

/** Opens the database as a runtime role (`url` from `roleUrl`); `max` connections. Connects at the first query. */
export function openDatabase({
  url,
  max = 20,
  onError = () => {},
}: {
  url: string;
  max?: number;
  onError?: (error: Error) => void;
}): Database {
  const client = newClient(url, max, onError);
  const database: Database = { close: () => client.$disconnect() };
  clientOf.set(database, client);
  return database;
}

/** Runs `fn` in one transaction in which only rows of `organizationId` exist: every other row is invisible and cannot be written. */
export function withOrg<T>(database: Database, organizationId: string, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return transaction(database, async (tx) => {
    await enterOrganization(tx, organizationId);
    return fn(tx);
  });
}

/** From here to its end the transaction sees and writes rows of this organization, and of no other. */
export async function enterOrganization(tx: Tx, organizationId: string): Promise<void> {
  await tx.$executeRaw`SELECT set_config('app.org', ${organizationId}, true)`;
}

/** Runs `fn` in one transaction without an organization: rows of organizations are invisible; accounts, sessions and the lookups by hash are not. */
export function withoutOrg<T>(database: Database, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return transaction(database, fn);
}

function transaction<T>(database: Database, fn: (tx: Tx) => Promise<T>): Promise<T> {
  const client = clientOf.get(database);
  if (!client) throw new Error("This database was not opened by openDatabase.");
  return client.$transaction(fn, { maxWait: waitMs, timeout: 15_000 });
}

function newClient(url: string, max: number, onError: (error: Error) => void) {
  const adapter = new PrismaPg(
    {
      connectionString: url,
      max,
      application_name: "portcullis",
      connectionTimeoutMillis: waitMs,
      // One statement must not hold a connection that others wait for.
      options: "-c timezone=UTC -c search_path=portcullis -c statement_timeout=10s",
    },
    { schema: "portcullis", onPoolError: onError, onConnectionError: onError },
  );
  return new PrismaClient({ adapter, omit: secretColumns });
}
