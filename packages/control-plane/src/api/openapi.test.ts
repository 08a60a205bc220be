import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { scopes } from "../api-key/scopes.ts";
import type { Context } from "../caller.ts";
import { inputFor, newKey, requestFor } from "../testing/api.ts";
import { newOrganization, testInstallation } from "../testing/installation.ts";
import { testUpstream } from "../testing/upstream.ts";
import { newGrant, type World } from "../testing/world.ts";
import { managementApi } from "./handle.ts";
import { routes } from "./routes.ts";

type Json = Record<string, unknown>;
type Operation = {
  operationId: string;
  parameters: { name: string; in: string; schema: Json }[];
  responses: Record<string, Json>;
  requestBody?: Json;
};
type Document = {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json> } & Json;
} & Json;

let world: World;
let owner: Context;
let authorization: string;
let ask: (request: Request) => Promise<Response>;
let document: Document;

beforeAll(async () => {
  world = { here: await testInstallation(), upstream: await testUpstream() };
  ask = managementApi(world.here.cp);
  owner = await newOrganization(world.here.cp, "Acme");
  authorization = `Bearer ${(await newKey(owner)).key}`;
  await newGrant(owner, world);
  const answer = await ask(new Request("https://d.example.com/api/v1/openapi.json"));
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json"]);
  document = (await answer.json()) as Document;
});
afterAll(async () => {
  await world?.upstream.close();
  await world?.here.close();
});

/** What OpenAPI 3.1 (sections 4.8) asks of a document, as far as this one uses it. */
const OpenApi = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.strictObject({
    title: z.string(),
    version: z.string(),
    description: z.string(),
    license: z.strictObject({ name: z.string(), identifier: z.string() }),
  }),
  servers: z.array(z.strictObject({ url: z.url() })),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  tags: z.array(z.strictObject({ name: z.string() })),
  paths: z.record(
    z.string().startsWith("/"),
    z.partialRecord(
      z.enum(["get", "post", "put", "patch", "delete"]),
      z.strictObject({
        operationId: z.string().regex(/^[a-z]\w+$/i),
        tags: z.array(z.string()),
        summary: z.string(),
        description: z.string(),
        "x-scope": z.enum(scopes),
        parameters: z.array(
          z.strictObject({
            name: z.string(),
            in: z.enum(["path", "query", "header"]),
            required: z.boolean().optional(),
            description: z.string().optional(),
            schema: z.looseObject({}),
          }),
        ),
        requestBody: z
          .strictObject({
            required: z.boolean(),
            content: z.strictObject({ "application/json": z.strictObject({ schema: z.strictObject({ $ref: z.string() }) }) }),
          })
          .optional(),
        responses: z.record(
          z.string().regex(/^(?:[1-5]\d\d|default)$/),
          z.union([
            z.strictObject({ $ref: z.string() }),
            z.strictObject({
              description: z.string(),
              content: z.record(z.string(), z.strictObject({ schema: z.looseObject({}) })).optional(),
            }),
          ]),
        ),
      }),
    ),
  ),
  components: z.strictObject({
    schemas: z.record(z.string().regex(/^[\w.-]+$/), z.looseObject({})),
    responses: z.record(z.string(), z.looseObject({})),
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.literal("http"), scheme: z.literal("bearer") })),
  }),
});

test("the document is OpenAPI 3.1: its parts, its references, its parameters, one id for each operation", () => {
  const judged = OpenApi.safeParse(document);
  expect(judged.error?.issues.slice(0, 3) ?? []).toEqual([]);
  const text = JSON.stringify(document);
  for (const [, name = ""] of text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g))
    expect(document.components.schemas).toHaveProperty(name);
  expect([...text.matchAll(/"\$ref":"([^"]*)"/g)].every(([, ref = ""]) => /^#\/components\/(?:schemas|responses)\/\w+$/.test(ref))).toBe(
    true,
  );
  const operations = Object.entries(document.paths).flatMap(([at, methods]) => Object.values(methods).map((one) => [at, one] as const));
  expect(operations).toHaveLength(routes.length);
  expect(new Set(operations.map(([, { operationId }]) => operationId)).size).toBe(routes.length);
  for (const [at, { parameters }] of operations)
    expect(parameters.filter((one) => one.in === "path").map(({ name }) => `{${name}}`)).toEqual(at.match(/\{\w+\}/g) ?? []);
  // A schema that a reader cannot compile is none.
  for (const schema of [
    ...Object.values(document.components.schemas),
    ...operations.flatMap(([, one]) => one.parameters.map(({ schema }) => schema)),
  ])
    expect(() => z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0])).not.toThrow();
});

test.each(routes)("$id: what is sent and what is answered is what the document says", async (route) => {
  const input = await inputFor(route, owner, world);
  const request = requestFor(route, input, { authorization });
  const operation = document.paths[route.path]?.[route.method.toLowerCase()] as Operation;
  const schemaNamed = (ref: unknown) => {
    const name = String((ref as { $ref: string }).$ref.split("/").at(-1));
    return z.fromJSONSchema(document.components.schemas[name] as Parameters<typeof z.fromJSONSchema>[0]);
  };
  if (operation.requestBody) {
    const { schema } = (operation.requestBody.content as { "application/json": { schema: unknown } })["application/json"];
    const body = Object.fromEntries(Object.entries(input).filter(([name]) => !route.path.includes(`{${name}}`)));
    expect(schemaNamed(schema).safeParse(body).error?.issues ?? []).toEqual([]);
    expect(schemaNamed(schema).safeParse({ ...body, surplus: 1 }).success).toBe(false);
  }
  const answer = await ask(request);
  const said = operation.responses[String(answer.status)] as { content?: Record<string, { schema: unknown }> } | undefined;
  expect([answer.status, said !== undefined]).toEqual([route.status, true]);
  if (route.output === null) return;
  const judged = schemaNamed(said?.content?.["application/json"]?.schema).safeParse(await answer.json());
  expect(judged.error?.issues ?? []).toEqual([]);
  const refusal = await (await ask(new Request(request.url, { method: route.method }))).json();
  expect(schemaNamed({ $ref: "#/components/schemas/Problem" }).safeParse(refusal).success).toBe(true);
});

test("lost updates: the revision that was read, as ETag and If-Match", async () => {
  const save = routes.find(({ id }) => id === "savePolicyDraft")!;
  const read = routes.find(({ id }) => id === "getPolicy")!;
  const input = await inputFor(save, owner, world);
  const { draftRevision: _, ...body } = input;
  const etag = (await ask(requestFor(read, { id: input.id }, { authorization }))).headers.get("etag") ?? "";
  expect(etag).toBe('"1"');
  const put = (ifMatch: string) => ask(requestFor(save, body, { authorization, headers: { "if-match": ifMatch } }));
  const first = await put(etag);
  expect([first.status, first.headers.get("etag")]).toEqual([200, '"2"']);
  const second = await put(etag);
  expect([second.status, ((await second.json()) as Json).code]).toEqual([412, "precondition_failed"]);
  expect((await ask(requestFor(save, { ...body, draftRevision: 1 }, { authorization }))).status).toBe(409);
  for (const wrong of ["*", 'W/"2"', "2", '"x"']) expect((await put(wrong)).status).toBe(412);
});

test("pages: a cursor leads through all of the log, each decision once, and another organization's leads nowhere", async () => {
  const list = routes.find(({ id }) => id === "listDecisions")!;
  const make = routes.find(({ id }) => id === "getDecision")!;
  const [other, ids] = [await newOrganization(world.here.cp), [] as string[]];
  const headers = { authorization: `Bearer ${(await newKey(other)).key}` };
  for (let n = 0; n < 7; n++) ids.push(String((await inputFor(make, other, world)).id));
  const seen: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = (await (await ask(requestFor(list, { limit: 3, ...(cursor && { cursor }) }, { headers }))).json()) as {
      items: { id: string }[];
      next: string | null;
    };
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.next;
  }
  expect(seen).toEqual(ids.reverse());
  const elsewhere = (await (await ask(requestFor(list, { cursor: seen[0] }, { authorization }))).json()) as { items: { id: string }[] };
  expect(elsewhere.items.some(({ id }) => seen.includes(id))).toBe(false);
});

test("docs/api.md lists the operations as they are", () => {
  const page = readFileSync(path.join(import.meta.dirname, "../../../../docs/api.md"), "utf8");
  expect(page).toContain(reference());
});

/** The operations as a table for readers: docs/api.md holds it. */
function reference(): string {
  return [...new Set(routes.map(({ tag }) => tag))]
    .map((tag) => {
      const rows = routes
        .filter((route) => route.tag === tag)
        .map(
          ({ method, path, scope, summary, details }) =>
            `| \`${method} ${path}\` | ${summary}${details ? ` ${details}` : ""} | \`${scope}\` |`,
        );
      return `### ${tag}\n\n| request | what it does | scope |\n| --- | --- | --- |\n${rows.join("\n")}\n`;
    })
    .join("\n");
}
