import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readDockerServer } from "./docker.ts";
import { readCatalogueDocument } from "./read-document.ts";
import { nextCursorOf } from "./registry.ts";
import { catalogueSlug, importLimits } from "./server-record.ts";

const context = { from: "test", at: "2026-01-01", name: "Weather" };
const read = (value: unknown) => readCatalogueDocument(value, context);
const tool = { name: "get_forecast", description: "Reads", inputSchema: { type: "object" } };

describe("tools/list", () => {
  test.each([
    ["the result", { tools: [tool], nextCursor: "x" }],
    ["the answer around it", { jsonrpc: "2.0", id: 1, result: { tools: [tool] } }],
    ["the array alone", [tool]],
  ])("%s", (_, document) => {
    expect(read(document)).toMatchObject({
      problems: [],
      records: [{ slug: "weather", name: "Weather", source: "tools_list", tools: [tool] }],
    });
  });

  test("what no catalogue can hold is left out, with its place; the definitions of the rest are kept whole", () => {
    const whole = { ...tool, annotations: { readOnlyHint: true }, unknown: [1] };
    const { records, problems } = read({
      tools: [whole, 7, { name: "" }, { name: "x".repeat(257) }, whole, { name: "a\0" }, { name: "big", description: "y".repeat(300_000) }],
    });
    expect(records[0]?.tools).toEqual([whole]);
    expect(problems.map(({ pointer }) => pointer)).toEqual(["/tools/1", "/tools/2", "/tools/3", "/tools/4", "/tools/5", "/tools/6"]);
  });

  test("more tools than fit are cut, and said to be", () => {
    const many = Array.from({ length: importLimits.toolsMax + 5 }, (_, index) => ({ name: `t${index}`, description: "x" }));
    const { records, problems } = read(many);
    expect(records[0]?.tools).toHaveLength(importLimits.toolsMax);
    expect(problems).toHaveLength(1);
  });
});

describe("the MCP Registry", () => {
  const newer = {
    $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
    name: "io.github.example/weather",
    title: "Weather",
    description: "Forecasts",
    version: "1.2.0",
    websiteUrl: "https://example.com",
    repository: { url: "https://github.com/example/weather", source: "github" },
    packages: [{ registryType: "npm", identifier: "@example/weather", version: "1.2.0", transport: { type: "stdio" } }],
    remotes: [{ type: "streamable-http", url: "https://weather.example.com/mcp" }],
  };
  const older = {
    name: "io.github.example/weather",
    description: "Forecasts",
    version_detail: { version: "1.2.0" },
    packages: [{ registry_type: "npm", identifier: "@example/weather", version: "1.2.0" }],
  };
  const official = "io.modelcontextprotocol.registry/official";

  test("server.json in its newer and older spelling", () => {
    expect(read(newer).records).toMatchObject([
      {
        slug: "io-github-example-weather",
        title: "Weather",
        registry: "npm",
        package: "@example/weather",
        version: "1.2.0",
        repository: "https://github.com/example/weather",
        url: "https://weather.example.com/mcp",
        source: "registry",
        origins: { description: { from: "test", at: "2026-01-01" } },
      },
    ]);
    expect(read(newer).records[0]).not.toHaveProperty("tools");
    expect(read(older).records).toMatchObject([{ registry: "npm", package: "@example/weather", version: "1.2.0" }]);
  });

  test("a page of the list: of several versions the latest, deleted ones left out, dates of the registry", () => {
    const page = {
      servers: [
        {
          server: { ...newer, version: "2.0.0" },
          _meta: { [official]: { status: "active", isLatest: true, updatedAt: "2026-02-02T00:00:00Z" } },
        },
        { server: newer, _meta: { [official]: { status: "active", isLatest: false } } },
        { server: { ...newer, name: "io.github.example/gone" }, _meta: { [official]: { status: "deleted" } } },
        older,
        { server: { description: "nameless" } },
      ],
      metadata: { count: 5, nextCursor: "next" },
    };
    const { records, problems } = read(page);
    expect(records).toMatchObject([{ version: "2.0.0", recordedAt: "2026-02-02T00:00:00Z" }]);
    expect(problems).toEqual([{ pointer: "/servers/4", message: expect.stringContaining("name") }]);
    expect([nextCursorOf(page), nextCursorOf({ metadata: { next_cursor: "n" } }), nextCursorOf({ metadata: {} })]).toEqual([
      "next",
      "n",
      undefined,
    ]);
  });

  test("addresses that are none, or carry credentials, do not get in", () => {
    const [record] = read({
      ...newer,
      websiteUrl: "javascript:alert(1)",
      repository: { url: "https://u:s3cret@github.com/a/b" },
      remotes: [{ url: "https://{tenant}.example.com/mcp" }],
    }).records;
    expect(record).not.toHaveProperty("website");
    expect(record).not.toHaveProperty("url");
    expect(record?.repository).toBe("https://github.com/a/b");
  });
});

test("a server of Docker's catalogue: its tools' arguments become a schema", () => {
  const manifest = {
    name: "weather",
    image: "mcp/weather",
    type: "server",
    about: { title: "Weather", description: "Forecasts" },
    source: { project: "https://github.com/example/weather", commit: "7e763ed41d7eca5d5c108fa0c4314d3bafa48275" },
  };
  const tools = [
    {
      name: "get_forecast",
      description: "Reads",
      arguments: [
        { name: "city", type: "string", desc: "Where" },
        { name: "days", type: "integer", optional: true },
      ],
    },
  ];
  expect(readDockerServer(manifest, tools, context)).toEqual({
    problems: [],
    records: [
      expect.objectContaining({
        slug: "weather",
        registry: "oci",
        package: "mcp/weather",
        version: "7e763ed41d7e",
        tools: [
          {
            name: "get_forecast",
            description: "Reads",
            inputSchema: {
              type: "object",
              properties: { city: { type: "string", description: "Where" }, days: { type: "integer" } },
              required: ["city"],
            },
          },
        ],
      }),
    ],
  });
  expect(readDockerServer(manifest, undefined, context).records[0]).not.toHaveProperty("tools");
  expect(readDockerServer(null, [], context).problems).toHaveLength(1);
});

describe("whatever is handed in", () => {
  test("has an answer", () => {
    for (const value of [null, 1, "x", [], {}, { tools: 1 }, { servers: [null, 1, []] }, { slug: "a", tools: {} }, { name: "x" }])
      expect(read(value).records).toEqual([]);
    const seed = Number(process.hrtime.bigint() % 2_147_483_647n);
    console.info(`seed ${seed}`);
    const anything = fc.anything({ maxDepth: 4 });
    const shaped = fc.record(
      {
        name: anything,
        slug: anything,
        tools: anything,
        servers: anything,
        packages: anything,
        remotes: anything,
        result: anything,
        metadata: anything,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(anything, shaped), (value) => {
        const { records, problems } = read(value);
        for (const { slug, name } of records) expect([slug === catalogueSlug(slug), name.length > 0]).toEqual([true, true]);
        expect(problems.length).toBeLessThan(10_000);
      }),
      { numRuns: 2_000, seed },
    );
  });

  test("slugs are short path segments, whatever the name", () => {
    expect(catalogueSlug("io.github.Acme/Zabbix MCP")).toBe("io-github-acme-zabbix-mcp");
    expect(catalogueSlug("Café ☕ ../..")).toBe("cafe");
    expect(catalogueSlug("x".repeat(100_000)).length).toBe(80);
    const slugOf = (name: string) => readCatalogueDocument([tool], { ...context, name }).records[0]?.slug;
    expect(slugOf("日本")).toMatch(/^server-[0-9a-f]{8}$/);
    expect(slugOf("日本")).not.toBe(slugOf("天気"));
  });
});
