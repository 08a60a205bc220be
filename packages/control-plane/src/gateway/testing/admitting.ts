import { randomBytes, randomUUID } from "node:crypto";
import { type TestDatabase, testDatabase } from "@portcullis/db/testing";
import type { Reservation } from "@portcullis/policy";
import pg from "pg";
import { seeded } from "../../simulation/random.ts";
import { admissionSeed } from "../../testing/env.ts";
import { uuidV7 } from "../../uuid.ts";
import type { AdmitRequest } from "../admission.ts";
import { encodeBatch, encodeCall } from "../encode-admission.ts";
import { type GatewayStore, type GatewayStoreOptions, openGatewayStore } from "../store.ts";

/** A grant on a server of an organization, as calls are admitted for it. */
export type Place = { organizationId: string; grantId: string; serverId: string };

type More = Partial<Omit<AdmitRequest, "attempt">> & { attempt?: Partial<AdmitRequest["attempt"]> };
export type Row = Record<string, unknown>;

/** A database with organizations in it, and a store on it. */
export type Admitting = {
  database: TestDatabase;
  store: GatewayStore;
  sql: (text: string, values?: unknown[]) => Promise<Row[]>;
  /** As the owner, whom row-level security does not spare: rows of one organization. */
  of: (organizationId: string, text: string, values?: unknown[]) => Promise<Row[]>;
  newPlace: () => Promise<Place>;
  /** Another grant on the same server. */
  newGrant: (place: Place) => Promise<Place>;
  openStore: (options?: Partial<GatewayStoreOptions>) => GatewayStore;
  revision: (organizationId: string) => Promise<bigint>;
  request: (place: Place, more?: More) => Promise<AdmitRequest>;
  /** Stops the database's clock at a moment; null lets it run. */
  clock: (at: Date | string | null) => Promise<unknown>;
  /** Replaces a function of this database by one that has a bug in it. */
  plant: (name: string, from: string, to: string) => Promise<void>;
  /** A connection of the gateway's role. */
  connect: () => Promise<pg.Client>;
  close: () => Promise<void>;
};

export async function admitting(): Promise<Admitting> {
  const database = await testDatabase();
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query(`
    CREATE TABLE public.test_clock (at timestamptz);
    INSERT INTO public.test_clock VALUES (NULL);
    GRANT SELECT ON public.test_clock TO PUBLIC;
    CREATE OR REPLACE FUNCTION portcullis.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS
      $$ SELECT coalesce((SELECT at FROM public.test_clock), clock_timestamp()) $$`);
  const clients: pg.Client[] = [];
  const stores: GatewayStore[] = [];
  const openStore = (options: Partial<GatewayStoreOptions> = {}) => {
    const store = openGatewayStore({ databaseUrl: database.gatewayUrl, keyring: database.keyring, deadlineMs: 10_000, ...options });
    stores.push(store);
    return store;
  };
  const sql = async (text: string, values: unknown[] = []) => (await owner.query(text, values)).rows;
  const of = async (organizationId: string, text: string, values: unknown[] = []) => {
    await owner.query("SELECT set_config('app.org', $1, false)", [organizationId]);
    return sql(text, values);
  };
  const newGrant = async ({ organizationId, serverId }: Omit<Place, "grantId">) => {
    const grantId = randomUUID();
    await of(organizationId, "INSERT INTO portcullis.access_grant (organization_id, id, label) VALUES ($1, $2::uuid, $2::text)", [
      organizationId,
      grantId,
    ]);
    await sql("INSERT INTO portcullis.grant_server (organization_id, grant_id, server_id) VALUES ($1, $2, $3)", [
      organizationId,
      grantId,
      serverId,
    ]);
    return { organizationId, grantId, serverId };
  };
  const newPlace = async () => {
    const [organizationId, serverId] = [randomUUID(), randomUUID()];
    await of(organizationId, "INSERT INTO portcullis.organization (id, slug, name) VALUES ($1, $2, $2)", [
      organizationId,
      `o${organizationId}`,
    ]);
    await sql(
      `INSERT INTO portcullis.server (organization_id, id, slug, name, url, era, protocol_version, discovered_at)
       VALUES ($1, $2, 'zabbix', 'Zabbix', 'http://127.0.0.1:1/mcp', 'legacy', '2025-06-18', now())`,
      [organizationId, serverId],
    );
    return newGrant({ organizationId, serverId });
  };
  const revision = async (organizationId: string) =>
    BigInt(
      String((await of(organizationId, "SELECT revision::text FROM portcullis.organization WHERE id = $1", [organizationId]))[0]!.revision),
    );
  return {
    database,
    sql,
    of,
    openStore,
    store: openStore(),
    newPlace,
    newGrant,
    revision,
    request: async (place, more = {}) => requestAt(place, await revision(place.organizationId), more),
    clock: (at) => sql("UPDATE public.test_clock SET at = $1", [at === null ? null : new Date(at)]),
    plant: async (name, from, to) => {
      const found = await sql(
        "SELECT pg_get_functiondef(oid) AS text FROM pg_proc WHERE proname = $1 ORDER BY length(prosrc) DESC LIMIT 1",
        [name],
      );
      const text = String(found[0]!.text);
      if (!text.includes(from)) throw new Error(`${name} does not have this place: ${from}`);
      await sql(text.replaceAll(from, to));
    },
    connect: async () => {
      const client = new pg.Client({ connectionString: database.gatewayUrl, options: "-c timezone=UTC" });
      await client.connect();
      clients.push(client);
      return client;
    },
    close: async () => {
      await Promise.all(clients.map((client) => client.end()));
      await Promise.all(stores.map((store) => store.close()));
      await owner.end();
      await database.drop();
    },
  };
}

/** An allowed call that a policy has judged at a revision. */
export function requestAt(place: Place, revision: bigint, { attempt, ...more }: More = {}): AdmitRequest {
  return {
    attempt: {
      ...place,
      id: uuidV7(new Date(), randomBytes(10)),
      grantLabel: "agent",
      serverSlug: "zabbix",
      method: "tools/call",
      tool: "read",
      argumentNames: ["host", 'a "quoted" \\ name'],
      effect: "allow",
      reason: "allowed",
      rule: "/default",
      message: null,
      policyId: randomUUID(),
      policyName: "read only",
      policyVersion: 3,
      era: "modern",
      protocolVersion: "2026-07-28",
      clientName: "client",
      clientVersion: "1",
      sourceAddress: "127.0.0.1",
      observed: null,
      shadow: null,
      ownerId: null,
      upstreamOrigin: "http://127.0.0.1:1",
      toolDigest: randomBytes(32),
      callDigest: randomBytes(32),
      argumentView: null,
      splices: [],
      traceId: null,
      recording: "guaranteed",
      ...attempt,
    },
    refusedAfterMs: 1.5,
    revision,
    reservations: [],
    observe: false,
    idempotency: null,
    ...more,
  };
}

export const limitOf = (more: Partial<Reservation> = {}): Reservation => ({
  counter: randomUUID(),
  scope: "grant",
  window: "day",
  rolling: false,
  timezone: "UTC",
  max: "1",
  amount: "1",
  unit: "calls",
  rule: "/tools/read/limits/0",
  ...more,
});

type VerdictRow = { verdict: string; reason: string | null; message: string | null; approval_id: string | null };

/** One batch, without the batcher: what the database says of each call, or its error. */
export async function admitNow(
  client: pg.Client,
  requests: readonly AdmitRequest[],
  changed: (limits: string) => string = (limits) => limits,
): Promise<VerdictRow[]> {
  const { places, ...batch } = encodeBatch(requests.map((request) => encodeCall(request, false)));
  const values = [randomUUID(), false, batch.organizations, batch.lasts, batch.counterLasts, batch.limitLasts, batch.calls, batch.counters];
  values.push(changed(batch.limits), batch.approvals);
  const text = "SELECT * FROM portcullis.admit($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
  const { rows } = await client.query<VerdictRow>({ name: "admit", text, values });
  return places.map((place) => rows[place - 1]!);
}

/** Seeded numbers below `max`, so that a failing run can be played again. */
export const randomOf = (seed: number): ((max: number) => number) => seeded(seed).below;
export const newSeed = (): number => {
  const seed = admissionSeed ?? randomBytes(4).readUInt32BE();
  console.info(`ADMISSION_SEED=${seed}`);
  return seed;
};
