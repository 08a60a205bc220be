import { readCatalogueDocument, rulesVersion, type ServerRecord } from "@portcullis/catalogue";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { getServer } from "../server/get.ts";
import { registerServer } from "../server/register.ts";
import { type Installation, newOrganization, testInstallation } from "../testing/installation.ts";
import { testUpstream } from "../testing/upstream.ts";
import { catalogueCounts } from "./counts.ts";
import { getCatalogueServer } from "./get-server.ts";
import { getCatalogueTool } from "./get-tool.ts";
import { importCatalogue } from "./import-servers.ts";
import { listCatalogueNames } from "./list-names.ts";
import { reclassify } from "./reclassify.ts";
import { searchCatalogue } from "./search.ts";
import { shippedServers } from "./shipped-servers.ts";

let here: Installation;
let ownerUrl: string;
beforeAll(async () => {
  here = await testInstallation();
  ownerUrl = here.database.ownerUrl;
});
afterAll(() => here?.close());

const context = { from: "test", at: "2026-01-01" };
const records = (...documents: unknown[]): ServerRecord[] => documents.flatMap((one) => readCatalogueDocument(one, context).records);
const listed = (name: string, ...tools: string[]) =>
  readCatalogueDocument(
    tools.map((tool) => ({ name: tool, description: `The ${tool} of it` })),
    { ...context, name },
  ).records;

describe("what ships", () => {
  test("is imported whole; twice changes nothing; every tool has its page", async () => {
    const first = await importCatalogue({ ownerUrl }, shippedServers());
    expect(first.added.length).toBeGreaterThanOrEqual(25);
    expect(await importCatalogue({ ownerUrl }, shippedServers())).toEqual({
      added: [],
      changed: [],
      unchanged: first.added.length,
      tools: 0,
    });
    const counts = await catalogueCounts(here.cp);
    expect(counts).toMatchObject({ servers: first.added.length, tools: first.tools });
    const names = await listCatalogueNames(here.cp);
    expect(names.flatMap(({ tools }) => tools)).toHaveLength(first.tools);
    const zabbix = await getCatalogueServer(here.cp, { slug: "zabbix" });
    expect(zabbix.tools).toHaveLength(102);
    expect(zabbix.similar).toHaveLength(6);
    expect(zabbix.similar.map(({ slug }) => slug)).not.toContain("zabbix");
    expect(Object.values(zabbix.counts).reduce((sum, count) => sum + count, 0)).toBe(102);
    expect(await getCatalogueTool(here.cp, { server: "zabbix", tool: "zabbix_logout" })).toMatchObject({
      category: "execute",
      risk: "high",
      server: { slug: "zabbix", toolCount: 102 },
    });
  });

  test("is found by name first, by parts of words, by short words, and by what it does", async () => {
    const first = async (query: string) => (await searchCatalogue(here.cp, { query })).servers[0]?.slug;
    expect(await first("zabbix")).toBe("zabbix");
    expect(await first("ZABB")).toBe("zabbix");
    expect(await first("playwri")).toBe("playwright");
    const tools = await searchCatalogue(here.cp, { of: "tools", query: "host delete", category: "destructive" });
    expect(tools.servers).toEqual([]);
    expect(tools.tools.length).toBeGreaterThan(0);
    for (const { name, risk, description } of tools.tools) {
      expect(`${name} ${description}`.toLowerCase()).toContain("host");
      expect(risk).toBe("critical");
    }
    expect((await searchCatalogue(here.cp, { of: "tools", query: "logout" })).tools[0]?.name).toContain("logout");
    expect((await searchCatalogue(here.cp, { query: "of", risk: "critical" })).servers.length).toBeGreaterThan(0);
    expect(await searchCatalogue(here.cp, { query: "zqxjkv" })).toMatchObject({ servers: [], total: 0, next: null });
  });

  test.each(["servers", "tools"] as const)("pages of %s: none twice, none left out, with a query and without", async (of) => {
    for (const query of ["", "a", "list"]) {
      const seen: string[] = [];
      let cursor: string | undefined;
      let total = 0;
      do {
        const page = await searchCatalogue(here.cp, { of, query, limit: 7, cursor });
        total = page.total;
        seen.push(...page.servers.map(({ slug }) => slug), ...page.tools.map(({ serverSlug, name }) => `${serverSlug} ${name}`));
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      expect([query, seen.length, new Set(seen).size]).toEqual([query, total, total]);
    }
  });

  test("is not the runtime role's to write", async () => {
    const { Client } = (await import("pg")).default;
    const client = new Client({ connectionString: here.database.appUrl });
    await client.connect();
    for (const table of ["catalogue_server", "catalogue_tool"]) {
      await expect(client.query(`DELETE FROM portcullis.${table}`)).rejects.toThrow(/permission denied/);
      await expect(client.query(`UPDATE portcullis.${table} SET rank = 1`)).rejects.toThrow(/permission denied/);
    }
    await client.end();
  });
});

describe("importing", () => {
  test("a registry's facts join the tools that were recorded, field by field, each with its origin", async () => {
    await importCatalogue({ ownerUrl }, listed("Weather", "get_forecast"));
    const published = {
      name: "io.github.example/weather",
      description: "Forecasts",
      version: "2.0.0",
      packages: [{ registryType: "npm", identifier: "@example/weather", version: "2.0.0", transport: { type: "stdio" } }],
      repository: { url: "https://github.com/example/weather", source: "github" },
    };
    const [record] = records(published) as [ServerRecord];
    expect(await importCatalogue({ ownerUrl }, [{ ...record, slug: "weather" }])).toMatchObject({ changed: ["weather"] });
    expect(await getCatalogueServer(here.cp, { slug: "weather" })).toMatchObject({
      name: "Weather",
      description: "Forecasts",
      package: "@example/weather",
      toolCount: 1,
      origins: { tools: { from: "test", at: "2026-01-01" }, package: { from: "test" } },
    });
    // The same package under another name is the same server.
    expect(await importCatalogue({ ownerUrl }, [record])).toEqual({ added: [], changed: [], unchanged: 1, tools: 0 });
    const older = { ...record, description: "Stale", origins: { ...record.origins, description: { from: "old", at: "2020-01-01" } } };
    await importCatalogue({ ownerUrl }, [older]);
    expect((await getCatalogueServer(here.cp, { slug: "weather" })).description).toBe("Forecasts");
  });

  test("a dry run says what would be, and writes nothing", async () => {
    const before = await catalogueCounts(here.cp);
    expect(await importCatalogue({ ownerUrl }, listed("Not there", "a", "b"), { dryRun: true })).toMatchObject({
      added: ["not-there"],
      tools: 2,
    });
    expect(await catalogueCounts(here.cp)).toEqual(before);
  });

  test("hostile texts are stored as they are and found; what no column holds is replaced", async () => {
    const tools = [
      { name: "x".repeat(100_000) },
      { name: "<script>alert(1)</script>", description: "a\u202eb\u200b\0c\ud800 '; DROP TABLE portcullis.tool; -- %_\\" },
      { name: "deep", inputSchema: Array.from({ length: 5_000 }).reduce<unknown>((inner) => ({ inner }), {}) },
      { name: "__proto__" },
    ];
    const { records: found, problems } = readCatalogueDocument({ tools }, { ...context, name: "Hostile" });
    expect(problems.map(({ pointer }) => pointer)).toEqual(["/tools/0", "/tools/2"]);
    await importCatalogue({ ownerUrl }, found);
    const server = await getCatalogueServer(here.cp, { slug: "hostile" });
    expect(server.tools.map(({ name }) => name)).toEqual(["<script>alert(1)</script>", "__proto__"]);
    expect(server.tools[0]?.description).toContain("a\u202eb\u200b\ufffdc\ufffd");
    expect(JSON.parse(server.tools[0]?.definition ?? "")).toEqual(tools[1]);
    for (const query of ["%_\\", "'; drop", "%", "_", "\\"]) await searchCatalogue(here.cp, { of: "tools", query });
    expect((await searchCatalogue(here.cp, { of: "tools", query: "alert(1)" })).tools).toHaveLength(1);
    expect((await searchCatalogue(here.cp, { query: "host", cursor: "bm9uc2Vuc2U" })).servers.length).toBeGreaterThan(0);
    // Cursors that somebody made up: what no column can hold, and an order that these matches do not have.
    for (const made of [
      [3, 9, "\0", "\0", false],
      [3, 2 ** 40, "a", "a", false],
      [3, 0, "zzz", "zzz", true],
    ]) {
      const cursor = Buffer.from(JSON.stringify(made)).toString("base64url");
      expect((await searchCatalogue(here.cp, { query: "host", cursor })).servers.length).toBeGreaterThan(0);
    }
    expect((await searchCatalogue(here.cp, { query: "\0host\ud800" })).servers.length).toBeGreaterThan(0);
    await expect(getCatalogueTool(here.cp, { server: "zabbix", tool: "\0" })).rejects.toMatchObject({ code: "invalid" });
  });
});

test("tools that older rules have classified are classified again, overrides stay, and the second time nothing happens", async () => {
  const upstream = await testUpstream(["delete_all", "list_things"]);
  const owner = await newOrganization(here.cp);
  await registerServer(owner, { name: "S", slug: "reclassified", url: upstream.url });
  const categories = async () => (await getServer(owner, { slug: "reclassified" })).tools.map(({ category }) => category);
  expect(await categories()).toEqual(["destructive", "read"]);
  const revision = async () =>
    (await here.rows<{ revision: string }>("SELECT revision FROM organization WHERE id = $1", [owner.caller.organizationId]))[0]?.revision;
  await here.rows("UPDATE tool SET category = 'unclassified', category_rules = 0 WHERE organization_id = $1", [
    owner.caller.organizationId,
  ]);
  const before = await revision();
  expect((await reclassify({ ownerUrl })).tools).toBe(2);
  expect(await categories()).toEqual(["destructive", "read"]);
  expect(Number(await revision())).toBeGreaterThan(Number(before)); // gateways are told
  await here.rows("UPDATE catalogue_server SET category_rules = $1 WHERE slug = 'zabbix'", [rulesVersion - 1]);
  expect(await reclassify({ ownerUrl })).toEqual({ tools: 0, catalogueServers: 1 });
  expect(await reclassify({ ownerUrl })).toEqual({ tools: 0, catalogueServers: 0 });
  await upstream.close();
});
