import { randomBytes, randomUUID } from "node:crypto";
import { openPool, type Pool, withOrgClient } from "@portcullis/db/runtime";
import { type TestDatabase, testDatabase } from "@portcullis/db/testing";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ToolSets } from "./tool-sets.ts";

let database: TestDatabase;
let owner: pg.Client;
let pool: Pool;
const acme = randomUUID();

beforeAll(async () => {
  database = await testDatabase();
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query("SELECT set_config('app.org', $1, false)", [acme]);
  await owner.query("INSERT INTO portcullis.organization (id, slug, name) VALUES ($1, 'acme', 'Acme')", [acme]);
  pool = openPool({ url: database.gatewayUrl, max: 1 });
});
afterAll(async () => {
  await pool?.end();
  await owner?.end();
  await database?.drop();
});

async function server(): Promise<string> {
  const id = randomUUID();
  await owner.query(
    `INSERT INTO portcullis.server (organization_id, id, slug, name, url, era, protocol_version, discovered_at)
     VALUES ($1, $2, $3, 'Zabbix', 'http://127.0.0.1:1/mcp', 'legacy', '2025-06-18', now())`,
    [acme, id, `s-${id}`],
  );
  return id;
}
/** Stored and accepted, both or one of them. */
const tool = async (serverId: string, name: string, definition: string, position = 0) => {
  await stored(serverId, name, definition, position);
  await accept(serverId, name);
};
const accept = (serverId: string, name: string) =>
  owner.query(
    `INSERT INTO portcullis.tool_pin (organization_id, server_id, name, digest, definition, category, accepted_at, accepted_by_name)
     SELECT organization_id, server_id, name, digest, definition, category, now(), 'Olga' FROM portcullis.tool WHERE server_id = $1 AND name = $2
     ON CONFLICT (organization_id, server_id, name) DO UPDATE SET digest = excluded.digest, definition = excluded.definition`,
    [serverId, name],
  );
const stored = (serverId: string, name: string, definition: string, position = 0) =>
  owner.query(
    `INSERT INTO portcullis.tool (organization_id, id, server_id, name, definition, digest, position) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (organization_id, server_id, name) DO UPDATE SET definition = excluded.definition, digest = excluded.digest`,
    [acme, randomUUID(), serverId, name, definition, randomBytes(32), position],
  );
const read = (sets: ToolSets, serverId: string) => withOrgClient(pool, acme, (client) => sets.of(client, serverId));

test("one set for everybody until a definition changes; names alone do not tell", async () => {
  const sets = new ToolSets();
  const id = await server();
  await tool(id, "b", `{"name":"b","inputSchema":{"type":"object"}}`, 0);
  await tool(id, "a", `{"name":"a","inputSchema":{"type":"object","required":["x"]}}`, 1);
  const first = await read(sets, id);
  expect(first.facts).toEqual([
    { name: "b", accepted: true, category: "unclassified", inputSchema: { type: "object" } },
    { name: "a", accepted: true, category: "unclassified", inputSchema: { type: "object", required: ["x"] } },
  ]);
  expect(await read(sets, id)).toBe(first);
  await tool(id, "a", `{"name":"a","inputSchema":{"type":"object","required":["y"]}}`);
  const second = await read(sets, id);
  expect(second.key).not.toBe(first.key);
  expect(second.facts[1]).toMatchObject({ inputSchema: { required: ["y"] } });
  await owner.query("DELETE FROM portcullis.tool WHERE server_id = $1", [id]);
  expect((await read(sets, id)).facts).toEqual([]);
});

test("a category that changes makes another set; what a person says goes before what the words say", async () => {
  const sets = new ToolSets();
  const id = await server();
  await tool(id, "b", `{"name":"b"}`);
  const first = await read(sets, id);
  await owner.query("UPDATE portcullis.tool SET category = 'write' WHERE server_id = $1", [id]);
  const second = await read(sets, id);
  expect([second.facts[0]?.category, second.key === first.key]).toEqual(["write", false]);
  await owner.query(
    `INSERT INTO portcullis.tool_category_override (organization_id, server_id, tool_name, category, reason, set_by_name)
     VALUES ($1, $2, 'b', 'destructive', 'it empties the bin', 'Olga')`,
    [acme, id],
  );
  const third = await read(sets, id);
  expect([third.facts[0]?.category, third.key === second.key]).toEqual(["destructive", false]);
  expect(await read(sets, id)).toBe(third);
});

test("a definition that cannot be read keeps its own tool from being called, and no other", async () => {
  const id = await server();
  await tool(id, "broken", "{", 0);
  await tool(id, "fine", `{"name":"fine"}`, 1);
  expect((await read(new ToolSets(), id)).facts).toMatchObject([
    { name: "broken", accepted: false },
    { name: "fine", accepted: true },
  ]);
});

test("a tool is its definition: accepted while the stored one is the accepted one, and the set is another one then", async () => {
  const sets = new ToolSets();
  const id = await server();
  await stored(id, "a", `{"name":"a"}`);
  const unseen = await read(sets, id);
  expect(unseen.facts).toMatchObject([{ name: "a", accepted: false }]);
  await accept(id, "a");
  const accepted = await read(sets, id);
  expect([accepted.facts[0]?.accepted, accepted.key === unseen.key]).toEqual([true, false]);
  await stored(id, "a", `{"name":"a","description":"Does more."}`);
  expect((await read(sets, id)).facts).toMatchObject([{ name: "a", accepted: false }]);
  await owner.query(
    "UPDATE portcullis.tool_pin SET digest = NULL, definition = NULL, category = NULL, accepted_at = NULL, accepted_by_name = NULL, refused_digest = '\\x00', refused_at = now(), refused_by_name = 'Olga' WHERE server_id = $1",
    [id],
  );
  expect((await read(sets, id)).facts).toMatchObject([{ name: "a", accepted: false }]);
});

test("no more sets are kept than there is room for", async () => {
  const sets = new ToolSets(1);
  const [one, other] = [await server(), await server()];
  const first = await read(sets, one);
  await read(sets, other);
  expect(await read(sets, one)).not.toBe(first);
  expect(await read(sets, one)).toEqual(first);
});
