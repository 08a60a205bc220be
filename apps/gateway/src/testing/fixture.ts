import { type TestDatabase, testDatabase } from "@portcullis/db/testing";
import type { Gateway } from "../gateway.ts";
import { type Environment, gatewayFor, post } from "./harness.ts";
import { Seed, type SeedServer } from "./seed.ts";
import { type Script, ScriptedUpstream } from "./upstream.ts";

export type FixtureOptions = Omit<SeedServer, "url"> & { document?: unknown; script?: Script; environment?: Environment };

/** A database, an organization with one server and one grant, a scripted upstream and a gateway. */
export type Fixture = {
  database: TestDatabase;
  seed: Seed;
  upstream: ScriptedUpstream;
  gateway: Gateway & { logged: () => string };
  server: string;
  policy: string;
  grant: { id: string; token: string };
  send: (body: unknown, headers?: Record<string, string>) => Promise<Response>;
  /** One more gateway on the same database. */
  another: (environment?: Environment) => Promise<Gateway & { logged: () => string }>;
  close: () => Promise<void>;
};

export const allowAll = { version: "1", default: "allow" };

export async function fixture({
  document = allowAll,
  script,
  environment = {},
  tools = ["read", "write"],
  ...server
}: FixtureOptions = {}): Promise<Fixture> {
  const database = await testDatabase();
  const seed = await Seed.organization(database);
  const upstream = await ScriptedUpstream.start(script);
  const id = await seed.server({ url: upstream.url, tools, ...server });
  const policy = await seed.policy(id, document);
  const grant = await seed.grant([{ server: id, policy }]);
  const gateways: Gateway[] = [];
  const another = async (extra: Environment = {}) => {
    const gateway = await gatewayFor(database, { ...environment, ...extra });
    gateways.push(gateway);
    return gateway;
  };
  const gateway = await another();
  return {
    database,
    seed,
    upstream,
    gateway,
    server: id,
    policy,
    grant,
    send: (body, headers) => post({ gateway, token: grant.token }, body, headers),
    another,
    close: async () => {
      await Promise.all(gateways.map((one) => one.close().catch(() => {}))); // a test may have closed one
      await upstream.close();
      await seed.close();
      await database.drop();
    },
  };
}
