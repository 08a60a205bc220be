import { randomBytes, randomUUID } from "node:crypto";
import { type TestDatabase, testDatabase } from "@portcullis/db/testing";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { uuidV7 } from "../uuid.ts";
import type { DecisionRow } from "./decision-row.ts";
import { type GatewayStore, openGatewayStore } from "./store.ts";

let database: TestDatabase;
let owner: pg.Client;
let store: GatewayStore;
const acme = randomUUID();
const [held, free] = [randomUUID(), randomUUID()];

beforeAll(async () => {
  database = await testDatabase();
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query("SELECT set_config('app.org', $1, false)", [acme]);
  await owner.query("INSERT INTO portcullis.organization (id, slug, name) VALUES ($1, 'acme', 'Acme')", [acme]);
  for (const id of [held, free])
    await owner.query("INSERT INTO portcullis.access_grant (organization_id, id, label) VALUES ($1, $2, $3)", [acme, id, id]);
  store = openGatewayStore({ databaseUrl: database.gatewayUrl, keyring: database.keyring });
});
afterAll(async () => {
  await store?.close();
  await owner?.end();
  await database?.drop();
});

const row = (grantId: string): DecisionRow => ({
  organizationId: acme,
  id: uuidV7(new Date(), randomBytes(10)),
  grantId,
  grantLabel: "agent",
  serverId: randomUUID(),
  serverSlug: "zabbix",
  method: "tools/call",
  tool: "read",
  argumentNames: [],
  effect: "allow",
  reason: "allowed",
  rule: "",
  message: null,
  policyId: null,
  policyName: null,
  policyVersion: null,
  era: "legacy",
  protocolVersion: null,
  clientName: null,
  clientVersion: null,
  upstreamStatus: 200,
  outcome: "ok",
  durationMs: 1,
  sourceAddress: null,
  observed: { verdict: "would_limit", reason: "limit_exceeded", rule: "/tools/read/limits/0" },
  shadow: { policyId: randomUUID(), policyName: "next", policyVersion: 4, effect: "deny", reason: "denied", rule: "/tools/read/action" },
});

test("a record does not wait for a grant that somebody holds, whatever else is in its batch", async () => {
  await owner.query("BEGIN");
  await owner.query("SELECT 1 FROM portcullis.access_grant WHERE id = $1 FOR UPDATE", [held]);
  await Promise.all([store.record(row(held)), store.record(row(free))]);
  await owner.query("COMMIT");
  const { rows } = await owner.query("SELECT id, last_used_at IS NOT NULL AS used FROM portcullis.access_grant");
  expect(new Map(rows.map(({ id, used }) => [id, used]))).toEqual(
    new Map([
      [held, false],
      [free, true],
    ]),
  );
});

test("what was observed and what the shadow said are stored as they are", async () => {
  const one = row(free);
  await store.record(one);
  const { rows } = await owner.query("SELECT * FROM portcullis.decision WHERE id = $1", [one.id]);
  expect(rows[0]).toMatchObject({
    observed: "would_limit",
    observed_reason: "limit_exceeded",
    observed_rule: "/tools/read/limits/0",
    shadow_policy_id: one.shadow!.policyId,
    shadow_policy_name: "next",
    shadow_policy_version: 4,
    shadow_effect: "deny",
    shadow_reason: "denied",
    shadow_rule: "/tools/read/action",
  });
});
