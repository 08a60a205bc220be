import { createHash, createHmac, randomBytes, randomUUID } from "node:crypto";
import { deriveKey } from "@portcullis/db/keys";
import type { TestDatabase } from "@portcullis/db/testing";
import { canonicalize, scan } from "@portcullis/protocol";
import { discover } from "@portcullis/upstream";
import { createDialer, parsePrivateUpstreams, seal } from "@portcullis/upstream/dialer";
import pg from "pg";

export type SeedServer = {
  slug?: string;
  url: string;
  headers?: Record<string, string>;
  era?: "legacy" | "modern" | "dual";
  tools?: readonly SeedTool[];
  enabled?: boolean;
};

/** A name alone: any object will do as its arguments. `text`: the definition as a server sends it, byte for byte. */
type SeedTool = string | { name: string; inputSchema?: unknown } | { text: string };

/** What a tool without more words than its name is. */
export const definitionOf = (name: string) => ({ name, inputSchema: { type: "object" } });

/** The pin: SHA-256 over form C1. */
export function digestOf(text: string): Buffer {
  const scanned = scan(Buffer.from(text));
  if (!scanned.ok) throw new Error(scanned.failure.problem);
  return createHash("sha256").update(canonicalize(scanned.root)).digest();
}

/** Writes what the gateway reads, by plain SQL as the owner of the database: an oracle beside the control plane's own verbs. */
export class Seed {
  readonly organizationId = randomUUID();
  readonly slug: string;
  readonly #client: pg.Client;
  readonly #database: TestDatabase;

  private constructor(client: pg.Client, database: TestDatabase, slug: string) {
    this.#client = client;
    this.#database = database;
    this.slug = slug;
  }

  static async organization(database: TestDatabase, slug = "acme"): Promise<Seed> {
    const client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
    const seed = new Seed(client, database, slug);
    await seed.sql("INSERT INTO portcullis.organization (id, slug, name) VALUES ($1, $2, $2)", [seed.organizationId, slug]);
    return seed;
  }

  // Row-level security is forced on the owner too, unless it is a superuser: the organization is set either way.
  async sql<Row = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> {
    await this.#client.query("SELECT set_config('app.org', $1, false)", [this.organizationId]);
    return (await this.#client.query(text, values)).rows as Row[];
  }

  async server({ slug = "zabbix", url, headers, era = "legacy", tools = [], enabled = true }: SeedServer): Promise<string> {
    const id = randomUUID();
    const place = { organizationId: this.organizationId, table: "server", column: "sealed_headers", rowId: id };
    const sealed = headers ? seal(deriveKey(this.#database.keyring, "upstream-credentials"), JSON.stringify(headers), place) : null;
    await this.sql(
      `INSERT INTO portcullis.server (organization_id, id, slug, name, url, enabled, sealed_headers, header_names, era, protocol_version, discovered_at)
       VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, now())`,
      [
        this.organizationId,
        id,
        slug,
        url,
        enabled,
        sealed,
        Object.keys(headers ?? {}),
        era,
        era === "legacy" ? "2025-06-18" : "2026-07-28",
      ],
    );
    for (const [position, tool] of tools.entries()) await this.tool(id, tool, position);
    return id;
  }

  /** Adds a tool to a server, or gives it another definition; accepted either way, as by a person who has seen it. */
  async tool(serverId: string, tool: SeedTool, position = 0): Promise<void> {
    const text =
      typeof tool !== "string" && "text" in tool ? tool.text : JSON.stringify(typeof tool === "string" ? definitionOf(tool) : tool);
    await this.accept(serverId, await this.seen(serverId, text, position));
  }

  /** What the server was last seen to list; accepted only while it is what was accepted before. @returns its name */
  async seen(serverId: string, text: string, position = 0): Promise<string> {
    const { name } = JSON.parse(text) as { name: string };
    await this.sql(
      `INSERT INTO portcullis.tool (organization_id, id, server_id, name, definition, digest, position) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (organization_id, server_id, name) DO UPDATE SET definition = excluded.definition, digest = excluded.digest`,
      [this.organizationId, randomUUID(), serverId, name, text, digestOf(text), position],
    );
    await this.sql("UPDATE portcullis.server SET discovered_at = clock_timestamp() WHERE id = $1", [serverId]);
    return name;
  }

  /** A person accepts a tool as it was last seen. */
  async accept(serverId: string, name: string): Promise<void> {
    await this.sql(
      `INSERT INTO portcullis.tool_pin (organization_id, server_id, name, digest, definition, category, accepted_at, accepted_by_name)
       SELECT organization_id, server_id, name, digest, definition, category, clock_timestamp(), 'Olga' FROM portcullis.tool
       WHERE organization_id = $1 AND server_id = $2 AND name = $3
       ON CONFLICT (organization_id, server_id, name) DO UPDATE SET digest = excluded.digest, definition = excluded.definition`,
      [this.organizationId, serverId, name],
    );
  }

  /** Makes the stored definitions those that the server lists, and accepts them: for servers that word their own. */
  async met(serverId: string): Promise<void> {
    const [server] = await this.sql<{ url: string }>("SELECT url FROM portcullis.server WHERE id = $1", [serverId]);
    const dialer = createDialer({ allow: parsePrivateUpstreams("", { allowLoopback: true }) });
    const fetch = dialer.fetch(this.slug);
    const { tools } = await discover({ url: server!.url, fetch });
    await fetch.close();
    for (const { definition } of tools) await this.tool(serverId, { text: definition });
  }

  /** Stops the database's clock at a moment, or lets it run on. */
  async clock(at: string | null): Promise<void> {
    const now = at === null ? "clock_timestamp()" : `'${new Date(at).toISOString()}'::timestamptz`;
    await this.sql(`CREATE OR REPLACE FUNCTION portcullis.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ SELECT ${now} $$`);
  }

  async policy(serverId: string, document: unknown): Promise<string> {
    const id = randomUUID();
    await this.sql("INSERT INTO portcullis.policy (organization_id, id, server_id, name) VALUES ($1, $2, $3, $4)", [
      this.organizationId,
      id,
      serverId,
      `policy ${id.slice(0, 8)}`,
    ]);
    await this.publish(id, document);
    return id;
  }

  async publish(policyId: string, document: unknown): Promise<number> {
    const text = typeof document === "string" ? document : JSON.stringify(document);
    const [row] = await this.sql<{ version: number }>(
      `INSERT INTO portcullis.policy_version (organization_id, policy_id, version, document)
       SELECT $1, $2, coalesce(max(version), 0) + 1, $3 FROM portcullis.policy_version WHERE policy_id = $2 RETURNING version`,
      [this.organizationId, policyId, text],
    );
    await this.sql("UPDATE portcullis.policy SET live_version = $2 WHERE id = $1", [policyId, row!.version]);
    return row!.version;
  }

  /** A grant on servers, each with a policy or none. */
  async grant(
    access: readonly { server: string; policy?: string; shadow?: string }[],
    label = `agent ${randomUUID().slice(0, 8)}`,
    tags: readonly string[] = [],
  ): Promise<{ id: string; token: string }> {
    const id = randomUUID();
    await this.sql("INSERT INTO portcullis.access_grant (organization_id, id, label, tags) VALUES ($1, $2, $3, $4)", [
      this.organizationId,
      id,
      label,
      tags,
    ]);
    for (const { server, policy, shadow } of access) {
      await this.sql(
        "INSERT INTO portcullis.grant_server (organization_id, grant_id, server_id, policy_id, shadow_policy_id) VALUES ($1, $2, $3, $4, $5)",
        [this.organizationId, id, server, policy ?? null, shadow ?? null],
      );
    }
    return { id, token: await this.token(id) };
  }

  async token(grantId: string, lifetime: string | null = null): Promise<string> {
    const token = wellFormedToken();
    const pepper = deriveKey(this.#database.keyring, "token-pepper");
    await this.sql(
      `INSERT INTO portcullis.grant_token (organization_id, id, grant_id, hash, pepper_version, prefix, expires_at)
       VALUES ($1, $2, $3, $4, $5, 'testtest', clock_timestamp() + $6::interval)`,
      [this.organizationId, randomUUID(), grantId, createHmac("sha256", pepper.key).update(token).digest(), pepper.version, lifetime],
    );
    return token;
  }

  revoke(grantId: string): Promise<unknown> {
    return this.sql("UPDATE portcullis.access_grant SET revoked_at = clock_timestamp() WHERE id = $1", [grantId]);
  }

  /** Recorded decisions, oldest first; outcomes follow their answers, and are waited for while calls may be answered. */
  async decisions(): Promise<DecisionOfTest[]> {
    const text = "SELECT * FROM portcullis.decision WHERE organization_id = $1 ORDER BY id";
    for (const endsAt = performance.now() + outcomesMs; ; ) {
      const rows = await this.sql<DecisionOfTest>(text, [this.organizationId]);
      if (rows.every(({ outcome }) => outcome !== "pending") || performance.now() > endsAt) return rows;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  close(): Promise<void> {
    return this.#client.end();
  }
}

export type DecisionOfTest = {
  id: string;
  grant_id: string;
  method: string;
  tool: string | null;
  argument_names: string[];
  effect: string;
  reason: string;
  rule: string;
  message: string | null;
  policy_version: number | null;
  era: string | null;
  protocol_version: string | null;
  client_name: string | null;
  upstream_status: number | null;
  outcome: string;
  duration_ms: number;
  source_address: string | null;
  observed: string | null;
  observed_reason: string | null;
  observed_rule: string | null;
  shadow_policy_id: string | null;
  shadow_policy_version: number | null;
  shadow_effect: string | null;
  shadow_reason: string | null;
  shadow_rule: string | null;
};

const outcomesMs = 1_000;

/** The form of security.md section 11, written down a second time on purpose. */
export function wellFormedToken(): string {
  const body = `pcg_testtest_${randomBytes(32).toString("base64url")}`;
  return body + createHash("sha256").update(body).digest("base64url").slice(0, 6);
}
